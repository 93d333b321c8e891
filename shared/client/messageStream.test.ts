import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { StreamEvent } from '../streamEvents.ts';
import { createFetchClient } from './fetchClient.ts';
import { MESSAGE_ID, sampleMessage } from './testing/samples.ts';
import { type Exchange, type ScriptedServer, startScriptedServer } from './testing/scriptedServer.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serverOf(script: (exchange: Exchange) => void): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  cleanups.push(() => server[Symbol.asyncDispose]());
  return server;
}

function follow(server: ScriptedServer, from = 0, silenceMs = 5_000) {
  const client = createFetchClient({
    baseUrl: server.url,
    reconnection: { firstDelayMs: 5, maxDelayMs: 20, silenceMs, random: () => 0.5 },
  });
  const events: StreamEvent[] = [];
  const signedOut: string[] = [];
  cleanups.push(client.watch((event) => event.type === 'signedOut' && signedOut.push(event.type)));
  const stop = client.stream(MESSAGE_ID, from, (event) => events.push(event));
  cleanups.push(stop);
  const text = () => events.map((event) => (event.type === 'delta' ? event.text : '')).join('');
  const types = () => events.map((event) => event.type);
  const ended = () =>
    vi.waitFor(() => expect(['done', 'failed']).toContain(events.at(-1)?.type), { timeout: 8_000 });
  return { events, text, types, ended, stop, signedOut };
}

const isStream = ({ request }: Exchange) => request.url.endsWith('/stream');
const resumedAt = ({ request }: Exchange) => request.headers['last-event-id'];

test('deltas, citations and the end arrive in order, and the connection is closed after it', async () => {
  const server = await serverOf((exchange) => {
    if (!isStream(exchange)) return;
    const stream = exchange.events();
    stream.send('delta', { text: 'Hola ' }, '5');
    stream.send('delta', { type: 'delta', text: '😀' }, '7');
    stream.send('citations', { citations: [] });
    stream.send('sparkles', { of: 'a newer server' });
    stream.send('done', { message: sampleMessage('Hola 😀') });
  });
  const { events, ended } = follow(server);
  await ended();
  expect(events).toEqual([
    { type: 'delta', text: 'Hola ' },
    { type: 'delta', text: '😀' },
    { type: 'citations', citations: [] },
    { type: 'done', message: sampleMessage('Hola 😀') },
  ]);
  await vi.waitFor(() =>
    expect(server.open.filter(({ request }) => request.url.endsWith('/stream'))).toEqual([]),
  );
  expect(server.requests.filter(({ url }) => url.endsWith('/stream'))).toHaveLength(1);
  expect(server.requests.find(({ url }) => url.endsWith('/stream'))?.headers).not.toHaveProperty(
    'last-event-id',
  );
});

test('events without a name take their type from the data', async () => {
  const server = await serverOf((exchange) => {
    if (!isStream(exchange)) return;
    exchange
      .events()
      .write(
        'data: {"type":"delta","text":"a"}\n\ndata: {"type":"failed","error":{"code":"internal","message":""},',
      );
    server.open.at(-1)?.write(`"message":${JSON.stringify(sampleMessage('a'))}}\n\n`);
  });
  const { types, ended } = follow(server);
  await ended();
  expect(types()).toEqual(['delta', 'failed']);
});

test('following begins at the offset that is asked for', async () => {
  const server = await serverOf((exchange) => {
    if (!isStream(exchange)) return;
    expect(resumedAt(exchange)).toBe('6');
    const stream = exchange.events();
    stream.send('delta', { text: 'world' }, '11');
    stream.send('done', { message: sampleMessage('Hello world') });
  });
  const { text, ended } = follow(server, 6);
  await ended();
  expect(text()).toBe('world');
});

const LINES = 'Ñandú 😀 corre. '.repeat(6);

test('any cuts of the connection, in mid-event too, leave neither gap nor repeat', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 4 }),
      fc.constantFrom('ids', 'no ids', 'from the start'),
      async (sizes, cuts, kind) => {
        const remaining = [...cuts];
        await using server = await startScriptedServer((exchange) => {
          if (!isStream(exchange)) return;
          const from = kind === 'from the start' ? 0 : Number(resumedAt(exchange) ?? 0);
          const body = streamText(from, sizes, kind !== 'no ids');
          const stream = exchange.events();
          const cut = remaining.shift();
          stream.write(cut === undefined ? body : body.slice(0, cut));
          // What was written leaves before the connection breaks.
          if (cut !== undefined) setTimeout(stream.cut, 5);
        });
        const { text, ended, stop } = follow(server);
        await ended();
        stop();
        expect(text()).toBe(LINES);
      },
    ),
    { numRuns: 30 },
  );
}, 30_000);

/** The stream of LINES from an offset, cut into deltas of the given lengths over and over. */
function streamText(from: number, sizes: number[], withIds: boolean): string {
  let text = '';
  let at = from;
  for (let turn = 0; at < LINES.length; turn += 1) {
    const end = Math.min(LINES.length, at + (sizes[turn % sizes.length] ?? 1));
    text += `event: delta\n${withIds ? `id: ${end}\n` : ''}data: ${JSON.stringify({ text: LINES.slice(at, end) })}\n\n`;
    at = end;
  }
  return `${text}event: done\ndata: ${JSON.stringify({ message: sampleMessage(LINES) })}\n\n`;
}

test('a gap between deltas is asked for again, not passed on', async () => {
  let attempts = 0;
  const server = await serverOf((exchange) => {
    if (!isStream(exchange)) return;
    attempts += 1;
    const stream = exchange.events();
    if (attempts === 1) {
      stream.send('delta', { text: 'ab' }, '2');
      stream.send('delta', { text: 'ef' }, '6');
    } else {
      stream.send('delta', { text: 'cdef' }, '6');
      stream.send('done', { message: sampleMessage('abcdef') });
    }
  });
  const { text, ended } = follow(server);
  await ended();
  expect(text()).toBe('abcdef');
});

test('a silent stream is resumed', async () => {
  let attempts = 0;
  const server = await serverOf((exchange) => {
    if (!isStream(exchange)) return;
    attempts += 1;
    const stream = exchange.events();
    if (attempts === 1) stream.send('delta', { text: 'ab' }, '2');
    else stream.send('done', { message: sampleMessage('ab') });
  });
  const { types, ended } = follow(server, 0, 100);
  await ended();
  expect(types()).toEqual(['delta', 'done']);
});

test('a stopped follower hears nothing more and lets go of the connection', async () => {
  const server = await serverOf((exchange) => {
    if (isStream(exchange)) exchange.events().send('delta', { text: 'a' }, '1');
  });
  const { events, stop } = follow(server);
  await vi.waitFor(() => expect(events).toHaveLength(1));
  const [stream] = server.open;
  stop();
  stream?.send('delta', { text: 'b' }, '2');
  await vi.waitFor(() => expect(server.open).toHaveLength(0));
  expect(events).toHaveLength(1);
});

test('a message that is not to be had ends it without an event', async () => {
  const server = await serverOf((exchange) => {
    exchange.json(404, { error: { code: 'not_found', message: '', requestId: '' } });
  });
  const { events } = follow(server);
  await vi.waitFor(() => expect(server.requests.some(({ url }) => url.endsWith('/stream'))).toBe(true));
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(server.requests.filter(({ url }) => url.endsWith('/stream'))).toHaveLength(1);
  expect(events).toEqual([]);
});

test('a session that has ended ends it, and the watchers hear of it', async () => {
  const server = await serverOf((exchange) => {
    if (isStream(exchange))
      exchange.json(401, { error: { code: 'not_signed_in', message: '', requestId: '' } });
  });
  const { events, signedOut } = follow(server);
  await vi.waitFor(() => expect(signedOut).toEqual(['signedOut']));
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(server.requests.filter(({ url }) => url.endsWith('/stream'))).toHaveLength(1);
  expect(events).toEqual([]);
});

test('case 26: garbage, HTML and a 429 are survived, with the text so far kept', async () => {
  const answers: ((exchange: Exchange) => void)[] = [
    (exchange) => exchange.text(200, 'text/html', '<h1>Wi-Fi</h1>'),
    (exchange) => exchange.json(429, { error: { code: 'rate_limited', message: '', requestId: '' } }),
    (exchange) =>
      exchange
        .events()
        .write('event: delta\nid: 1\ndata: {"text":"a"}\n\nevent: delta\ndata: {"text":7}\n\n'),
    (exchange) => exchange.events().write('event: delta\ndata: {"__proto__":{"text":"x"}}\n\n'),
    (exchange) => exchange.events().write('event: done\ndata: []\n\n'),
    (exchange) => {
      const stream = exchange.events();
      stream.send('delta', { text: 'b' }, '2');
      stream.send('done', { message: sampleMessage('ab') });
    },
  ];
  const server = await serverOf((exchange) => {
    if (isStream(exchange)) answers.shift()?.(exchange);
  });
  const { text, ended } = follow(server);
  await ended();
  expect(text()).toBe('ab');
});
