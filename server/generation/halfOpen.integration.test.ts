import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLine } from '#platform/testing/databaseLine.ts';
import { signUp } from '#platform/testing/person.ts';
import { startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { createFetchClient } from '#shared/client/fetchClient.ts';
import { RECONNECTION } from '#shared/client/reconnect.ts';
import type { StreamEvent } from '#shared/streamEvents.ts';

const PIECES = words(80);
/** Stands for the 20 s in which a heartbeat of 15 s has to come. */
const SILENCE_MS = 300;

let server: TestServer;
const ends: (() => void)[] = [];
beforeAll(async () => {
  const provider = await startScriptedProvider({ pieces: PIECES, gapMs: 20 }, (end) => ends.push(end));
  server = await startTestServer(provider.environment, 'hand');
});
afterAll(async () => {
  await server.close();
  for (const end of ends) end();
});

test('a network that changes without a word is noticed, and of an answer no letter is lost or comes twice', async () => {
  const line = await startLine(server.url);
  const person = await signUp(server.url);
  const client = createFetchClient({
    baseUrl: line.url.replace(/\/$/, ''),
    fetch: (input, init) =>
      fetch(input, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), cookie: person.cookie() },
      }),
    reconnection: { firstDelayMs: 10, maxDelayMs: 50, silenceMs: SILENCE_MS, random: () => 0.5 },
  });
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'Cuenta');
  const events: StreamEvent[] = [];
  const arrived: number[] = [];
  let isDark = false;
  const whole = Promise.withResolvers<void>();
  const end = client.stream(assistantMessage.id, 0, (event) => {
    events.push(event);
    arrived.push(performance.now());
    if (event.type === 'done' || event.type === 'failed') whole.resolve();
    if (isDark || events.length < 10) return;
    // From now on neither side hears of the other, and neither is told; a new connection gets through.
    isDark = true;
    line.freeze();
    line.mend();
  });
  await whole.promise;
  end();
  await line.close();

  const done = events.at(-1);
  const content = done?.type === 'done' ? done.message.content : undefined;
  expect(content?.trim()).toBe(PIECES.join('').trim());
  expect(events.map((event) => (event.type === 'delta' ? event.text : '')).join('')).toBe(content);
  const gaps = arrived.slice(1).map((at, n) => at - (arrived[n] ?? at));
  expect(Math.max(...gaps), 'it was dark for a while').toBeGreaterThan(SILENCE_MS * 0.9);
});

test('a device waits little longer than the heartbeat before it takes a silent connection for lost', () => {
  expect(RECONNECTION.silenceMs).toBeGreaterThan(15_000);
  expect(RECONNECTION.silenceMs).toBeLessThanOrEqual(20_000);
});
