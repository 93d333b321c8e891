import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { logIn, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { createFeedDevice, type FeedDevice } from './testing/feedDevice.ts';
import type { WriterLine, WriterMode } from './testing/writerProcess.ts';

const WRITER = path.join(import.meta.dirname, 'testing', 'writerProcess.ts');
const WRITERS = 2;

let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  [one, two] = await Promise.all([startTestServer({}, 'hand'), startTestServer({}, 'hand')]);
});

afterAll(() => Promise.all([one.close(), two.close()]));

const random = (below: number) => Math.floor(Math.random() * below);

/** What a process that writes says, and its end. */
function startWriter(userId: string, mode: WriterMode) {
  const child = spawn(process.execPath, [WRITER, inject('databaseUrl'), userId, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: WriterLine[] = [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a process of ours says it
  const hear = (line: string) => void lines.push(JSON.parse(line) as WriterLine);
  const reader = createInterface(child.stdout).on('line', hear);
  const ended = once(child, 'close').then(([code]: unknown[]) => code);
  return { lines, ended, kill: () => child.kill('SIGKILL'), heard: () => once(reader, 'line') };
}

/** Lets processes write while a device pulls by one server or the other, in pages of any size. */
async function writeAndFollow(mode: WriterMode) {
  const person = await signUp(one.url);
  const servers = [person, await logIn(two.url, person)];
  const device = createFeedDevice(person);
  const writers = Array.from({ length: WRITERS }, () => startWriter(person.user.id, mode));
  const state = { isWriting: true };
  const writing = Promise.all(writers.map(({ ended }) => ended)).finally(() => {
    state.isWriting = false;
  });
  let pulls = 0;
  for (; state.isWriting; pulls++) await device.pullOnce(1 + random(7), servers[random(2)]);
  expect(await writing).toEqual(writers.map(() => 0));
  while (await device.pullOnce(5, servers[random(2)]));
  return { person, device, pulls, lines: writers.flatMap(({ lines }) => lines) };
}

/** How the conversations are by the last word of who wrote them, as a device should have them. */
function lastWords(lines: readonly WriterLine[]): Map<string, string> {
  const latest = new Map<string, Exclude<WriterLine, { undone: string }>>();
  for (const line of lines)
    if ('id' in line && line.seq > (latest.get(line.id)?.seq ?? 0)) latest.set(line.id, line);
  return new Map([...latest.values()].flatMap(({ id, title }) => (title === null ? [] : [[id, title]])));
}

function titlesOn(device: FeedDevice): Map<string, string> {
  const titles = [...device.state().values()].flatMap((row): [string, string][] =>
    row !== null && 'title' in row ? [[row.id, row.title]] : [],
  );
  return new Map(titles);
}

async function fullDownload(person: Person): Promise<FeedDevice> {
  const fresh = createFeedDevice(person);
  while (await fresh.pullOnce(1_000));
  return fresh;
}

const undoneOf = (lines: readonly WriterLine[]) =>
  lines.flatMap((line) => ('undone' in line ? [line.undone] : []));

test('a device that pulls at any moment misses nothing of what several processes write, in long transactions, many of which fail', async () => {
  const { person, device, pulls, lines } = await writeAndFollow('locked');
  expect(titlesOn(device)).toEqual(lastWords(lines));
  const fresh = await fullDownload(person);
  expect(device.state()).toEqual(fresh.state());
  expect(device.cursor()).toBe(fresh.cursor());
  const undone = undoneOf(lines);
  expect(undone.filter((id) => device.told().has(id))).toEqual([]);
  expect([undone.length > 0, pulls > WRITERS * 5]).toEqual([true, true]);
});

test('the same shows what is missed when numbers are given without the user’s row lock', async () => {
  const { device, lines } = await writeAndFollow('unlocked');
  expect(titlesOn(device)).not.toEqual(lastWords(lines));
});

test('a writer that is killed in its transaction keeps nobody from writing, and a device goes on where it was', async () => {
  const person = await signUp(one.url);
  const device = createFeedDevice(person);
  const writer = startWriter(person.user.id, 'held');
  await writer.heard();
  const waiting = person.newConversation('Después');
  writer.kill();
  expect(await writer.ended).toBeNull();
  const { id } = await waiting;
  while (await device.pullOnce(1));
  expect(titlesOn(device)).toEqual(new Map([[id, 'Después']]));
  expect(device.told().has(undoneOf(writer.lines)[0] ?? '')).toBe(false);
});
