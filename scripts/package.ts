/**
 * Packages the desktop for this machine: installers where Electron's binary is there, else an unpacked Linux folder on
 * the stand-in, which shows that the packaged files are complete. `--dir`: the unpacked folder in any case.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, Platform } from 'electron-builder';
import { writeStandInDist } from '../desktop/e2e/electronStandIn/standInDist.ts';
import { buildDesktop } from './build.ts';
import { downloadedElectron } from './desktop/electronProgram.ts';

const root = path.dirname(import.meta.dirname);

/** @returns what was written. */
export async function packageDesktop({ output = 'dist/packages', unpacked = false } = {}): Promise<string[]> {
  if (downloadedElectron() === undefined) return packageOnStandIn(output);
  return build({
    projectDir: root,
    publish: 'never',
    config: { directories: { output } },
    ...(unpacked ? { targets: Platform.current().createTarget('dir') } : {}),
  });
}

async function packageOnStandIn(output: string): Promise<string[]> {
  const dist = mkdtempSync(path.join(tmpdir(), 'kipux-electron-'));
  try {
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- Electron's own package.json
    const manifest: { version: string } = JSON.parse(
      readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'),
    );
    writeStandInDist(dist, manifest.version);
    await build({
      projectDir: root,
      publish: 'never',
      targets: Platform.LINUX.createTarget('dir'),
      // The stand-in is a script: it has no fuses and cannot look into an archive.
      config: { directories: { output }, electronDist: dist, asar: false, electronFuses: null },
    });
    return [path.resolve(root, output, 'linux-unpacked')];
  } finally {
    rmSync(dist, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  await buildDesktop();
  const written = await packageDesktop({ unpacked: process.argv.includes('--dir') });
  const how = downloadedElectron() ? '' : ' (on the stand-in: Electron has not been downloaded)';
  console.log(`Packaged${how}: ${written.map((file) => path.relative(root, file)).join(', ')}`);
}
