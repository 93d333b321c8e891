import { spawn } from 'node:child_process';
import { say } from './project.mjs';

/**
 * Becomes as good as the other program: same terminal, same process group, its exit code, its signals.
 * @param {string} command
 * @param {string[]} args
 */
export function handOver(command, args) {
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
