import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../setup/project.mjs';

/** Where npm put the package. */
export const electronPackage = path.join(root, 'node_modules', 'electron');

/**
 * Electron's own program, if it has been downloaded. The package itself is not asked: it would download it there and
 * then, with everything else waiting.
 * @param folder the installed package
 */
export function downloadedElectron(folder = electronPackage): string | undefined {
  const name = programName(folder);
  if (name === undefined) return undefined;
  const program = path.join(folder, 'dist', name);
  return existsSync(program) ? program : undefined;
}

/**
 * The program that shows the desktop: Electron's, or the one in the folder that `ELECTRON_OVERRIDE_DIST_PATH` names, as
 * the package understands it.
 */
export function electronProgram(env: NodeJS.ProcessEnv, folder = electronPackage): string | undefined {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!override) return downloadedElectron(folder);
  const program = path.resolve(override, programName(folder) ?? 'electron');
  return existsSync(program) ? program : undefined;
}

function programName(folder: string): string | undefined {
  try {
    return readFileSync(path.join(folder, 'path.txt'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
