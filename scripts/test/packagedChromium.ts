import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../setup/lock.mjs';
import { root } from '../setup/project.mjs';

const run = promisify(execFile);
const packageFolder = join(root, 'node_modules', '@sparticuz', 'chromium');

/**
 * The headless Chromium of an npm package, unpacked once beside the installed packages. It needs nothing of the
 * system: where its shared libraries or fonts are missing, it is started with those of the package.
 * @returns undefined on a system that it was not built for
 */
export async function packagedChromium(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = join(root, 'node_modules', '.cache', `chromium-${await packageVersion()}`);
  const launcher = join(folder, 'launch');
  if (existsSync(launcher)) return launcher;
  return withLock(join(root, '.cache', 'chromium'), async () => {
    if (!existsSync(launcher)) await unpack(folder, launcher);
    return launcher;
  });
}

async function packageVersion(): Promise<string> {
  const text = await readFile(join(packageFolder, 'package.json'), 'utf8');
  return /"version": "([\d.]+)"/.exec(text)?.[1] ?? 'unknown';
}

async function unpack(folder: string, launcher: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // The package brings its shared libraries only where it believes itself to be on the platform it was made for.
  const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  await run(process.execPath, [join(import.meta.dirname, 'unpackChromium.ts')], { cwd: root, env });
  const needsLibraries = await run(join(folder, 'chromium'), ['--version']).then(
    () => false,
    () => true,
  );
  await writeFile(
    launcher,
    launchScript({ needsLibraries, needsFonts: !existsSync('/etc/fonts/fonts.conf') }),
  );
  await chmod(launcher, 0o755);
}

function launchScript(needs: { needsLibraries: boolean; needsFonts: boolean }): string {
  return [
    '#!/bin/sh',
    'here=$(dirname "$0")',
    ...(needs.needsLibraries ? ['export LD_LIBRARY_PATH="$here/al2023/lib"'] : []),
    ...(needs.needsFonts ? ['export FONTCONFIG_PATH="$here/fonts"'] : []),
    'exec "$here/chromium" "$@"',
    '',
  ].join('\n');
}
