import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { install, installInputs, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { projectNode, root, say } from './project.mjs';

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
  if (realpathSync(process.execPath) !== realpathSync(node)) return handOver(node, [path, ...args]);
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

/**
 * Becomes as good as the other program: same terminal, same process group, its exit code, its signals.
 * @param {string} command
 * @param {string[]} args
 */
function handOver(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' });
  // In a Windows console Ctrl-C has reached the child already, and sending it a signal would end it at once.
  const pass = (/** @type {NodeJS.Signals} */ signal) =>
    void (process.platform !== 'win32' && child.kill(signal));
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  child.once('error', (error) => {
    say(error.message);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const each of signals) process.off(each, pass);
    process.kill(process.pid, signal);
  });
}
