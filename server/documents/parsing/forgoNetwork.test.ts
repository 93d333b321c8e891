import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { parseFile } from './parseFile.ts';
import { buildPdf, pageOf } from './testing/buildPdf.ts';

/** The arguments that a parser's process is really started with, up to its script: Linux tells. */
async function parserArguments(folder: string): Promise<string[]> {
  const file = path.join(folder, 'long.pdf');
  await writeFile(file, buildPdf(Array.from({ length: 3_000 }, () => pageOf('text'))));
  const controller = new AbortController();
  const reading = parseFile({ path: file, mimeType: 'application/pdf', signal: controller.signal }).catch(
    String,
  );
  try {
    return await vi.waitFor(
      async () => {
        const parser = (await commandsOfChildren()).find((command) => command.some(isParser));
        if (parser === undefined) throw new Error('no parser yet');
        return parser.slice(1, parser.findIndex(isParser));
      },
      { timeout: 10_000, interval: 5 },
    );
  } finally {
    controller.abort();
    await reading;
  }
}

const isParser = (argument: string): boolean => argument.endsWith('parserProcess.ts');

async function commandsOfChildren(): Promise<string[][]> {
  const tasks = await readdir('/proc/self/task');
  const children = await Promise.all(
    tasks.map((task) => readFile(`/proc/self/task/${task}/children`, 'utf8')),
  );
  const ids = children
    .join(' ')
    .split(' ')
    .filter((id) => id !== '');
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.split('\0'));
}

test.runIf(process.platform === 'linux')(
  'code in the parser’s process cannot read, write, connect, or start anything',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kipux-sandbox-'));
    const secret = path.join(folder, 'secret');
    const target = path.join(folder, 'written');
    await writeFile(secret, 'of another user');
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    try {
      const script = fileURLToPath(new URL('testing/escape.ts', import.meta.url));
      const restrictions = await parserArguments(folder);
      expect(restrictions).toContain('--permission');
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [...restrictions, script, port, secret, target],
        { env: {}, timeout: 20_000 },
      );
      const outcomes: unknown = JSON.parse(stdout);
      const attempts = Object.entries(outcomes ?? {});
      expect(attempts.length).toBeGreaterThan(20);
      expect(attempts.filter(([, outcome]) => outcome !== 'refused')).toEqual([]);
      expect(connections).toBe(0);
      expect(existsSync(target)).toBe(false);
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  },
  30_000,
);
