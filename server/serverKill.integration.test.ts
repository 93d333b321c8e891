import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '#platform/testing/eventually.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Conversation, Message } from '#shared/entities.ts';
import { freePort } from '../scripts/setup/freePort.ts';

/** More on request: KIPUX_KILLS=100. */
const KILLS = Number(process.env['KIPUX_KILLS'] ?? 4);
const LONGEST_LIFE_MS = 400;
const SERVER = path.join(import.meta.dirname, 'documents', 'testing', 'serverOnDemand.ts');
const DEVICE = path.join(import.meta.dirname, '..', 'desktop', 'main', 'sync', 'testing', 'deviceProcess.ts');

let folder: string;
let port: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kipux-kills-'));
  port = String(await freePort(0));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(program: string, ...words: string[]): ChildProcess {
  const environment = { DATABASE_URL: inject('databaseUrl'), KIPUX_DATA_DIR: folder, PORT: port };
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment, DATABASE_POOL_SIZE: '5', LOG_LEVEL: 'fatal' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Lets a server that has loaded what it needs begin. */
async function serve(child: ChildProcess): Promise<ChildProcess> {
  child.stdin?.write('start\n');
  const [ready] = (await once(child.stdout ?? child, 'data')) as unknown[];
  expect(String(ready)).toContain(`:${port}`);
  return child;
}

/** What a device has said that it keeps; a line that was cut off was not said. */
function listen(device: ChildProcess): () => string[] {
  let said = '';
  device.stdout?.on('data', (piece: Buffer) => (said += piece.toString()));
  return () => said.split('\n').slice(0, -1);
}

const reportSchema = z.object({ waiting: z.number(), ids: z.array(z.string()) });

async function outputOf({ stdout }: ChildProcess): Promise<string> {
  return stdout === null ? '' : text(stdout);
}

/** All conversations and messages that the server has. */
async function everything(person: Person): Promise<(Conversation | Message)[]> {
  const rows: (Conversation | Message)[] = [];
  for (let cursor = 0, hasMore = true; hasMore; ) {
    const page = await person.call(endpoints.pullChanges, { query: { cursor, limit: 1_000 } });
    for (const change of page.changes)
      if ((change.type === 'conversation' || change.type === 'message') && change.row !== null)
        rows.push(change.row);
    ({ cursor, hasMore } = page);
  }
  return rows;
}

test(
  'case 66: server and device are killed in turns, at any moment: nothing that the device kept is lost or done twice',
  async () => {
    let server = await serve(start(SERVER));
    const url = `http://127.0.0.1:${port}`;
    const person = await signUp(url);
    const file = path.join(folder, 'device', 'cache.sqlite');
    let lives = 0;
    const startDevice = (...more: string[]) =>
      start(DEVICE, url, file, String(++lives), person.cookie(), ...more);
    let device = startDevice();
    const lists = [listen(device)];
    for (let kills = 0; kills < KILLS; kills++) {
      const spare = kills % 2 === 0 ? start(SERVER) : undefined;
      const heard = lists.at(-1)?.().length ?? 0;
      await eventually(
        () => (lists.at(-1)?.().length ?? 0) > heard,
        (isAtWork) => isAtWork,
      );
      await pause(Math.random() * LONGEST_LIFE_MS);
      if (spare === undefined) {
        await kill(device);
        device = startDevice();
        lists.push(listen(device));
      } else {
        await kill(server);
        server = await serve(spare);
      }
    }
    await kill(device);
    const said = lists.flatMap((list) => list()).map((line) => line.split(' '));
    const idsOf = (kind: string) => said.flatMap(([id = '', of]) => (of === kind ? [id] : []));
    const report = reportSchema.parse(JSON.parse(await outputOf(startDevice('finish'))));

    const rows = await everything(person);
    const ids = new Set(rows.map(({ id }) => id));
    expect([...idsOf('createConversation'), ...idsOf('sendMessage')].filter((id) => !ids.has(id))).toEqual(
      [],
    );
    const renamed = rows.filter((row) => 'title' in row && row.title.startsWith('renamed '));
    expect(renamed.length).toBeGreaterThanOrEqual(idsOf('updateConversation').length);
    const roles = (role: string) => rows.filter((row) => 'role' in row && row.role === role).length;
    expect(roles('assistant'), 'each question has one answer').toBe(roles('user'));
    expect(report.waiting).toBe(0);
    expect(new Set(report.ids)).toEqual(ids);
    expect(idsOf('sendMessage').length, 'there was something to lose').toBeGreaterThan(1);
    await kill(server);
  },
  Math.max(90_000, KILLS * 10_000),
);
