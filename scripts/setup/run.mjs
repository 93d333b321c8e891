import { spawn } from 'node:child_process';
import { root } from './project.mjs';

/**
 * Runs a tool of the setup to its end, in the project's root. What it prints goes to stderr.
 * @param {string} command
 * @param {string[]} args
 * @param {{ shell?: boolean, env?: NodeJS.ProcessEnv | undefined }} [options]
 * @returns {Promise<void>}
 */
export function run(command, args, { shell = false, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      shell,
      env: { ...process.env, ...env },
      stdio: ['ignore', 2, 2],
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? `code ${code}`}.`));
    });
  });
}
