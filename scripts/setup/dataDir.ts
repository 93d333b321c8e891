import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder that holds the embedded database, the uploaded files and what a running server says about itself:
 * `KIPUX_DATA_DIR`, or else a folder of the product's in the place that the system has for users' data.
 */
export function dataDir(env = process.env, platform: string = process.platform, home = homedir()): string {
  if (env['KIPUX_DATA_DIR']) return path.resolve(env['KIPUX_DATA_DIR']);
  if (platform === 'win32')
    return path.join(env['APPDATA'] || path.join(home, 'AppData', 'Roaming'), 'Kipux');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Kipux');
  return path.join(env['XDG_DATA_HOME'] || path.join(home, '.local', 'share'), 'kipux');
}
