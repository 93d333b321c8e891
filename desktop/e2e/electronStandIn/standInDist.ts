import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files that electron-builder expects beside Electron's program. */
const EXPECTED = [
  'LICENSE',
  'LICENSES.chromium.html',
  'chrome-sandbox',
  'locales/en-US.pak',
  'resources/.keep',
];

/**
 * Writes a folder that electron-builder takes for an unpacked Electron. Its program starts the packaged app that lies
 * beside it, with the stand-in of this checkout.
 */
export function writeStandInDist(folder: string, version: string): void {
  for (const name of EXPECTED) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), '');
  }
  writeFileSync(path.join(folder, 'version'), version);
  const program = path.join(folder, 'electron');
  const start = path.join(import.meta.dirname, 'start.ts');
  writeFileSync(
    program,
    `#!/bin/sh\nSTANDIN_PACKAGED_DIR="$(dirname "$(readlink -f "$0")")" exec "${process.execPath}" --disable-warning=ExperimentalWarning "${start}" "$@"\n`,
  );
  chmodSync(program, 0o755);
}
