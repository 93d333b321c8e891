import { chmodSync, mkdirSync } from 'node:fs';
import { FolderError, reason } from './folderError.ts';

/**
 * Makes a folder, if there is none, and closes it to other users of the machine.
 * @throws FolderError when that cannot be done
 */
export function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    throw new FolderError(
      `The data folder ${folder} cannot be written (${reason(error)}). Choose another folder with KIPUX_DATA_DIR.`,
    );
  }
}
