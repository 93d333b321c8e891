import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '#platform/testing/eventually.ts';
import { logIn, type Person, type ReadEvent, signUp, textOf } from '#platform/testing/person.ts';
import { type ScriptedProvider, startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Message } from '#shared/entities.ts';
import { freePort } from '../scripts/setup/freePort.ts';

/*
 * A PostgreSQL of this file's own is restarted under two servers. It is made of packages that are there already: whoever
 * runs the tests says in which folder (.ci/run does).
 */
const packages = process.env['TEST_POSTGRES17'] ?? '';
const isOnPostgres = (process.env['DATABASE_URL'] ?? '') !== '';
const SCRIPT = path.join(import.meta.dirname, '..', 'scripts', 'postgres17', 'postgres17.sh');

const postgres17 = async (...given: string[]) => (await promisify(execFile)(SCRIPT, given)).stdout.trim();

describe.runIf(isOnPostgres && packages !== '')('a PostgreSQL that is restarted without a word', () => {
  const ends: (() => void)[] = [];
  let folder: string;
  let url: string;
  let provider: ScriptedProvider;
  let one: TestServer;
  let two: TestServer;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kipux-restarted-'));
    url = await postgres17('up', folder, String(await freePort(0)), packages);
    provider = await startScriptedProvider({}, (end) => ends.push(end));
    one = await startTestServer({ ...provider.environment, DATABASE_URL: url }, 'hand');
    two = await startTestServer({ ...provider.environment, DATABASE_URL: url }, 'hand');
  });

  afterAll(async () => {
    await Promise.all([one.close(), two.close()]);
    for (const end of ends) end();
    await postgres17('down', folder);
    rmSync(folder, { recursive: true, force: true });
  });

  test('case 62: answers that grow meanwhile are whole on every reader, with no delta twice and none missing', async () => {
    const here = await signUp(one.url);
    const there = await logIn(two.url, here);
    // one has hardly begun, one is about to end, one goes on long after
    const growing: { count: number; message: Message; reads: Promise<Read[]> }[] = [];
    for (const count of [240, 140, 90, 40]) {
      provider.play({ pieces: words(count), gapMs: 15 });
      const { id } = await here.newConversation('Con título');
      const { assistantMessage: message } = await here.say(id, 'uno');
      growing.push({
        count,
        message,
        reads: Promise.all([here, there].map((on) => readWhole(on, message.id))),
      });
      await here.read(message.id, { until: (events) => events.length > 0 });
    }
    await postgres17('restart', folder);
    await pause(400);
    await postgres17('restart', folder);
    for (const { count, message, reads } of growing) {
      const whole = words(count).join('');
      for (const { text, final } of await reads) {
        expect([count, text, final.status]).toEqual([count, whole, 'complete']);
        expect(final.content).toBe(whole);
      }
      const { messages } = await there.call(endpoints.listMessages, {
        params: { id: message.conversationId },
      });
      expect(messages.at(-1)).toMatchObject({ status: 'complete', content: whole });
    }
  }, 60_000);

  test('case 62: requests meanwhile are answered or told 503 quickly, and what is sent again is done once', async () => {
    const person = await signUp(one.url);
    const { id } = await person.newConversation('Entre tanto');
    provider.play({ pieces: words(3) });
    const asked: { status: number; ms: number }[] = [];
    const state = { isRestarting: true };
    const askOften = async (address: string) => {
      while (state.isRestarting) {
        const begun = performance.now();
        const { status } = await person.fetch(address);
        asked.push({ status, ms: performance.now() - begun });
        await pause(10);
      }
    };
    const asking = ['/api/conversations', '/api/sync', `/api/conversations/${id}/messages`].map(askOften);
    const messageId = randomUUID();
    const sendUntilDone = async () => {
      for (;;) {
        const body = { id: messageId, content: 'una vez' };
        const sent = await person
          .call(endpoints.sendMessage, { params: { id }, body })
          .catch(() => pause(50));
        if (sent !== undefined && !state.isRestarting) return sent.assistantMessage;
      }
    };
    const sending = sendUntilDone();
    await postgres17('restart', folder);
    await pause(300);
    await postgres17('restart', folder);
    await pause(300);
    state.isRestarting = false;
    await Promise.all(asking);
    const answered = await readWhole(person, (await sending).id);
    expect(answered.final.status).toBe('complete');
    const { messages } = await person.call(endpoints.listMessages, { params: { id } });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    const statuses = new Set(asked.map(({ status }) => status));
    expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 503]);
    expect(Math.max(...asked.map(({ ms }) => ms))).toBeLessThan(3_000);
  }, 60_000);

  test('case 62: a document that is being read is completed, with each chunk once', async () => {
    const person = await signUp(one.url);
    const paragraphs = Array.from(
      { length: 400 },
      (_, n) => `La acequia ${n} lleva agua desde el año ${1_200 + n}.`,
    );
    const form = new FormData();
    form.append('file', new File([paragraphs.join('\n\n')], 'acequias.txt', { type: 'text/plain' }));
    const response = await person.fetch('/api/documents', { method: 'POST', body: form });
    expect(response.status).toBe(201);
    await postgres17('restart', folder);
    const isDone = async () => {
      const list = await person.call(endpoints.listDocuments, {}).catch(() => undefined);
      return list?.documents[0];
    };
    const document = await eventually(isDone, (found) => found?.status === 'completed', 40_000);
    expect(document).toMatchObject({ status: 'completed', error: null });
    const sql = openTestSql(url);
    const chunks = await sql.asSystem<{ chunk_index: number; chunk_text: string; gap_before: string }>(
      'SELECT chunk_index, chunk_text, gap_before FROM document_chunks WHERE user_id = $1 ORDER BY chunk_index',
      [person.user.id],
    );
    await sql.close();
    const text = chunks.map(({ gap_before: gap, chunk_text: piece }) => gap + piece).join('');
    expect(chunks.map(({ chunk_index: index }) => index)).toEqual(chunks.map((_, place) => place));
    expect(text.trim()).toBe(paragraphs.join('\n\n'));
  }, 60_000);
});

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

type Read = { text: string; final: Message };

/** Reads an answer to its end, coming back with the last id as often as its stream breaks off. */
async function readWhole(person: Person, messageId: string): Promise<Read> {
  const read: ReadEvent[] = [];
  for (;;) {
    const from = read.findLast(({ id }) => id !== undefined)?.id;
    read.push(...(await person.read(messageId, from === undefined ? {} : { from }).catch(() => [])));
    const last = read.at(-1)?.event;
    if (last?.type === 'done' || last?.type === 'failed') return { text: textOf(read), final: last.message };
    await pause(50);
  }
}
