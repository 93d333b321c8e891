import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from './freePort.ts';
import { findRunningServer, serverReady } from './runningServer.ts';

let folder = '';
let url = '';
let status = 200;
const server = createServer((_, response) => void response.writeHead(status).end());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kipux running '));
  status = 200;
  const port = await freePort(0);
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

const note = (text: unknown) => writeFileSync(join(folder, 'server.json'), JSON.stringify(text));

test('a server that is there and answers is found', async () => {
  note({ pid: process.pid, url });
  await expect(findRunningServer(folder)).resolves.toEqual({ pid: process.pid, url });
});

test('without a note there is none', async () => {
  await expect(findRunningServer(folder)).resolves.toBeUndefined();
});

test('what a killed server left behind does not count', async () => {
  note({ pid: 999_999_999, url });
  await expect(findRunningServer(folder)).resolves.toBeUndefined();
});

test('an address that answers otherwise does not count', async () => {
  status = 404;
  note({ pid: process.pid, url });
  await expect(findRunningServer(folder)).resolves.toBeUndefined();
});

test.each([
  { pid: process.pid, url: 'file:///etc/passwd' },
  { pid: -1, url: 'http://127.0.0.1' },
  'nonsense',
  {},
])('the note %j is not believed', async (text) => {
  note(text);
  await expect(findRunningServer(folder)).resolves.toBeUndefined();
});

test('a starting server is awaited, past the note of another', async () => {
  note({ pid: process.pid + 1, url });
  const ready = serverReady(folder, process.pid);
  setTimeout(() => note({ pid: process.pid, url }), 120);
  await expect(ready).resolves.toMatchObject({ pid: process.pid });
});

test('a port that somebody has is replaced by a free one', async () => {
  const taken = Number(new URL(url).port);
  const port = await freePort(taken);
  expect(port).not.toBe(taken);
  expect(port).toBeGreaterThan(1023);
});
