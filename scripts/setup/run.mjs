import { spawn } from 'node:child_process';
import { root } from './project.mjs';

/**
 * Runs a tool of the setup to its end, in the project's root. What it prints is of interest only when it fails.
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
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => void (output += chunk);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const what = [command, ...args].join(' ');
      reject(new Error(`${output.trim()}\n${what} ended with ${signal ?? `code ${code}`}.`));
    });
  });
}
