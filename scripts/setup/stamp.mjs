import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A stamp says for which inputs a result was made. It is written last and taken away first, so that whatever is
 * interrupted is done again.
 * @param {string} stamp
 * @param {string} inputs see `fingerprint`
 */
export function isStamped(stamp, inputs) {
  try {
    return readFileSync(stamp, 'utf8') === inputs;
  } catch {
    return false;
  }
}

/**
 * @param {string} stamp
 * @param {string} inputs
 */
export function writeStamp(stamp, inputs) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
}

/**
 * @param {readonly string[]} paths files and folders (read whole, hidden files and `node_modules` left out);
 *   one that does not exist counts as such
 * @param {(file: string) => boolean} [matters] leaves out files that the result does not depend on
 * @returns {string} a hash of the names and contents
 */
export function fingerprint(paths, matters = () => true) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\0`);
  for (const path of paths) addPath(hash, path, matters);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 * @param {(file: string) => boolean} matters
 */
function addPath(hash, path, matters) {
  const entries = list(path);
  if (entries) {
    for (const name of entries) addPath(hash, join(path, name), matters);
  } else if (matters(path)) {
    hash.update(`${path}\0`).update(content(path)).update('\0');
  }
}

/** @param {string} path */
function list(path) {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith('.') && name !== 'node_modules')
      .sort();
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function content(path) {
  try {
    return readFileSync(path);
  } catch {
    return 'absent';
  }
}
