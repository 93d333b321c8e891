import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { handOver } from './handOver.mjs';
import { install, installInputs, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { projectNode, projectNodeVersion, root, say } from './project.mjs';

const compileCache = join(root, 'node_modules', '.cache', 'compile');

/**
 * Installs and builds what is missing or out of date, then goes on with `script` under the project's own Node.
 * @param {string} script a TypeScript file, relative to the root
 * @param {readonly import('./build.mjs').Product[]} products what the script needs
 */
export async function enter(script, products) {
  try {
    await prepare(products);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
  const node = projectNode();
  if (node === undefined) throw new Error('The project’s Node disappeared after it was installed.');
  const path = join(root, script);
  const args = process.argv.slice(2);
  if (process.version !== projectNodeVersion()) {
    process.env['NODE_COMPILE_CACHE'] ??= compileCache;
    return handOver(node, [...process.execArgv, path, ...args]);
  }
  // Before the first TypeScript: what is in the cache is neither stripped nor parsed again, which also spares the memory
  // of what does it. (Nodes that are older than the project's do not get here, and have no such function.)
  module.enableCompileCache?.(compileCache);
  // Inside `npm run` this is the project's Node already: no second process to wait for, to signal or to pay for.
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
}

/** @param {readonly import('./build.mjs').Product[]} products */
export async function prepare(products) {
  const installed = installInputs();
  if (isInstalled(installed) && products.every((product) => isBuilt(product, installed))) return;
  const onWait = (/** @type {number} */ pid) =>
    say(`Waiting for process ${pid}, which is installing or building.`);
  await withLock(
    join(root, '.cache', 'setup'),
    async () => {
      await install(installed);
      for (const product of products) await build(product, installed);
    },
    { onWait },
  );
}
