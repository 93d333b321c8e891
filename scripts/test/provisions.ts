import { downloadedElectron } from '../desktop/electronProgram.ts';
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
      isThere: downloadedElectron() !== undefined,
      absence:
        'the desktop on Electron itself: its binary is not there. Its tests ran on the stand-in: the app’s own main, ' +
        'preload and interface bundles in a real Chromium, not Electron’s windows, sandbox, key store, fuses or installers.',
    },
  } satisfies Record<string, Provision>;
}
