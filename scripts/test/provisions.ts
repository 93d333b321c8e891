import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/project.mjs';
import type { Browser } from './browser.ts';
import type { Provision } from './verdict.ts';

/** What `KIPUX_REQUIRE` can ask for, and what to say where it is absent. */
export function provisions(found: { browser: Browser | undefined; testDatabaseUrl: string | undefined }) {
  return {
    browser: {
      isThere: found.browser !== undefined,
      absence: 'the end-to-end tests: there is no Chrome or Chromium; KIPUX_CHROMIUM can name one.',
    },
    postgres: {
      isThere: found.testDatabaseUrl !== undefined,
      absence: 'the integration tests on PostgreSQL: TEST_DATABASE_URL is not set.',
    },
    electron: {
      isThere: hasElectron(),
      absence: 'the desktop on Electron itself: its binary is not there.',
    },
  } satisfies Record<string, Provision>;
}

/** Without asking the package: it would download the binary there and then. */
function hasElectron(): boolean {
  const folder = join(root, 'node_modules', 'electron');
  try {
    return existsSync(join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8')));
  } catch {
    return false;
  }
}
