import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder, whatever the working directory is. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Kept in `node_modules` so that a stamp can never outlive the installation that it describes. */
export const stampDir = join(root, 'node_modules', '.kipux');

const binary = process.platform === 'win32' ? 'node.exe' : 'node';

/**
 * The Node 24 that the project brings as a package.
 * @returns {string | undefined} its path, undefined while it is not installed
 */
export function projectNode() {
  const path = join(root, 'node_modules', 'node', 'bin', binary);
  return existsSync(path) ? path : undefined;
}

/** As in `process.version`. */
export function projectNodeVersion() {
  const manifest = readFileSync(join(root, 'node_modules', 'node', 'package.json'), 'utf8');
  return `v${JSON.parse(manifest).version}`;
}

/** A line for the person who waits. On stderr: stdout belongs to what is being started.
 * @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
