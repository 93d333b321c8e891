import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';

const module = new URL('handOver.mjs', import.meta.url).href;

/** A program that becomes another one, which says "ready" and waits for its end. */
function wrapped(program: string) {
  const script = `
    const { handOver } = await import(${JSON.stringify(module)});
    handOver(process.execPath, ['--eval', ${JSON.stringify(program)}]);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = new Promise((resolve) => void child.stdout.once('data', resolve));
  const ended = new Promise((resolve) => void child.once('exit', (code, signal) => resolve(signal ?? code)));
  return { child, ready, ended };
}

const waits = `console.log('ready'); setInterval(() => {}, 1000);`;

test('the exit code passes through', async () => {
  await expect(wrapped('process.exit(7)').ended).resolves.toBe(7);
});

test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s reaches the program, which ends in its own time',
  async (signal) => {
    const orderly = `process.once('${signal}', () => setTimeout(() => process.exit(3), 200)); ${waits}`;
    const { child, ready, ended } = wrapped(orderly);
    await ready;
    child.kill(signal);
    await expect(ended).resolves.toBe(3);
  },
);

test.skipIf(process.platform === 'win32')('a program that was killed is reported as killed', async () => {
  const { child, ready, ended } = wrapped(waits);
  await ready;
  child.kill('SIGTERM');
  await expect(ended).resolves.toBe('SIGTERM');
});
