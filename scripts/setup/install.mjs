import { lstatSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { projectNode, root, say, stampDir } from './project.mjs';
import { run } from './run.mjs';
import { fingerprint, isStamped, writeStamp } from './stamp.mjs';

const stamp = join(stampDir, 'installed');

/** What decides which packages belong into `node_modules`; a changed script in package.json does not. */
export function installInputs() {
  const { dependencies, devDependencies, optionalDependencies, allowScripts } = json('package.json');
  const wanted = JSON.stringify([dependencies, devDependencies, optionalDependencies, allowScripts]);
  return fingerprint([join(root, 'package-lock.json')]) + wanted;
}

/** @param {string} inputs */
export function isInstalled(inputs) {
  return isStamped(stamp, inputs) && projectNode() !== undefined;
}

/**
 * Puts the locked packages in place. Call it under the setup lock.
 * @param {string} inputs
 */
export async function install(inputs) {
  if (isInstalled(inputs)) return;
  if (!isInstalledByHand()) {
    refuseBorrowed(join(root, 'node_modules'));
    say('Installing what Kipux needs; the first time takes about a minute.');
    await npm([...installCommand(), '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (projectNode() === undefined) {
    throw new Error(
      'The project’s own Node 24 is missing after the installation: npm was kept from running its install script. ' +
        'Turn off npm’s ignore-scripts setting, delete node_modules and run the same command again.',
    );
  }
  writeStamp(stamp, inputs);
}

/**
 * `npm ci` empties the folder first, through a link too: another checkout would lose its packages.
 * @param {string} folder
 */
export function refuseBorrowed(folder) {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new Error(
    'node_modules is a link to another checkout’s, which has other packages than this one needs. ' +
      'Delete the link and run the same command again.',
  );
}

/** Somebody who just ran `npm install` or `npm ci` need not wait for it again. */
function isInstalledByHand() {
  try {
    return isComplete(json('package-lock.json').packages, json('node_modules/.package-lock.json').packages);
  } catch {
    return false;
  }
}

/**
 * @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} Packages
 *
 * @param {Packages} wanted `packages` of package-lock.json
 * @param {Packages} present `packages` of the lockfile that npm leaves in node_modules when it has finished
 */
export function isComplete(wanted, present) {
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return true;
    const there = present[path];
    // Packages for other systems are in the lockfile only.
    if (there === undefined) return optional === true || devOptional === true;
    return there.version === version && there.integrity === integrity;
  });
}

/** Windows cannot delete the program that is running, and `npm ci` deletes everything first. */
function installCommand() {
  const runsFromHere = process.execPath.startsWith(join(root, 'node_modules') + sep);
  return process.platform === 'win32' && runsFromHere ? ['install', '--no-save'] : ['ci'];
}

/** @param {string[]} args */
async function npm(args) {
  const cli = process.env.npm_execpath;
  const isNpm = cli !== undefined && basename(cli).startsWith('npm');
  if (isNpm) await run(process.execPath, [cli, ...args]);
  else await run('npm', args, { shell: process.platform === 'win32' });
}

/** @param {string} path */
function json(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
