import { existsSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { projectNode, root, say, stampDir } from './project.mjs';
import { run } from './run.mjs';
import { fingerprint, isStamped, writeStamp } from './stamp.mjs';

/**
 * Something made out of sources. `inputs` are the files and folders that it depends on besides the installed
 * packages, `output` a file that is there when it was made.
 * @typedef {{ name: string, says: string, inputs: string[], output: string, command: string[], env?: NodeJS.ProcessEnv }} Product
 */

/** @type {Product} */
export const databaseClient = {
  name: 'client',
  says: 'Generating the database client.',
  inputs: ['prisma/schema.prisma', 'prisma.config.ts'],
  output: 'prisma/generated/client.ts',
  command: ['node_modules/prisma/build/index.js', 'generate', '--no-hints'],
  env: {
    // `generate` does not use the schema engine, but asks for its download; any existing program satisfies it.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
};

/** @type {Product} */
export const renderer = {
  name: 'renderer',
  says: 'Building the interface.',
  inputs: ['desktop/renderer', 'shared', 'package.json'],
  output: 'dist/renderer/index.html',
  command: [
    'node_modules/vite/bin/vite.js',
    'build',
    'desktop/renderer',
    '--outDir',
    '../../dist/renderer',
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ],
};

/** @type {Product} */
export const desktop = {
  name: 'desktop',
  says: 'Building the desktop.',
  inputs: ['desktop/main', 'desktop/preload', 'shared', 'scripts/build.ts', 'package.json'],
  output: 'dist/main/electronMain.js',
  command: ['scripts/build.ts', '--desktop-only'],
};

/** What the server needs. */
export const serverProducts = [databaseClient, renderer];

/** What the server and the desktop window need. */
export const products = [...serverProducts, desktop];

/**
 * @param {Product} product
 * @param {string} installed the installation's inputs
 */
export function isBuilt(product, installed) {
  return isStamped(stampOf(product), inputsOf(product, installed)) && existsSync(join(root, product.output));
}

/**
 * Makes a product that is missing or out of date. Call it under the setup lock.
 * @param {Product} product
 * @param {string} installed the installation's inputs
 */
export async function build(product, installed) {
  if (isBuilt(product, installed)) return;
  const node = projectNode();
  if (node === undefined) throw new Error('The packages have to be installed before anything is built.');
  const inputs = inputsOf(product, installed);
  say(product.says);
  rmSync(stampOf(product), { force: true });
  await run(node, product.command, { env: product.env });
  writeStamp(stampOf(product), inputs);
}

/** @param {Product} product */
function stampOf(product) {
  return join(stampDir, product.name);
}

/**
 * @param {Product} product
 * @param {string} installed
 */
function inputsOf(product, installed) {
  return (
    installed +
    fingerprint(
      product.inputs.map((path) => join(root, path)),
      isSource,
    )
  );
}

/** @param {string} file */
function isSource(file) {
  const path = relative(root, file).split(sep).join('/');
  return !/\.test\.tsx?$/.test(path);
}
