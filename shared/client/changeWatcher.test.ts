import { afterEach, expect, test, vi } from 'vitest';
import { listModels } from '../endpoints/server.ts';
import type { WatchEvent } from './client.ts';
import { createFetchClient, type FetchClient } from './fetchClient.ts';
import { sampleChange } from './testing/samples.ts';
import { type Exchange, type ScriptedServer, startScriptedServer } from './testing/scriptedServer.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Feed = { newest: number; epoch: string; pageSize: number; onPull?: (exchange: Exchange) => boolean };

/** A server whose change `n` is the sample with seq `n`, up to `feed.newest`. */
async function feedServer(feed: Feed): Promise<ScriptedServer> {
  const server = await startScriptedServer((exchange) => {
    const { pathname, searchParams } = new URL(exchange.request.url, 'http://server');
    if (pathname === '/api/models') return exchange.json(200, { models: [] });
    if (pathname === '/api/sync/events') return announce(exchange.events(), feed);
    if (feed.onPull?.(exchange)) return;
    const cursor = Number(searchParams.get('cursor'));
    const last = Math.min(feed.newest, cursor + feed.pageSize);
    const reset = searchParams.get('epoch') !== feed.epoch || cursor > feed.newest;
    const changes = reset
      ? []
      : Array.from({ length: last - cursor }, (_, index) => sampleChange(cursor + index + 1));
    const page = { changes, cursor: reset ? 0 : last, hasMore: !reset && last < feed.newest, reset };
    exchange.json(200, { ...page, epoch: feed.epoch });
  });
  cleanups.push(() => server[Symbol.asyncDispose]());
  return server;
}

function announce(stream: { send(event: string, data: unknown): void }, { newest, epoch }: Feed): void {
  stream.send('cursor', { cursor: newest, epoch });
}

function clientOf(server: ScriptedServer, reconnection = {}): FetchClient {
  const quick = { firstDelayMs: 10, maxDelayMs: 50, silenceMs: 5_000, random: () => 0.5, ...reconnection };
  return createFetchClient({ baseUrl: server.url, reconnection: quick });
}

/** Everything that a listener hears, with changes as their numbers. */
function listen(client: FetchClient) {
  const heard: string[] = [];
  const stop = client.watch((event) => heard.push(...describe(event)));
  cleanups.push(stop);
  return { heard, stop };
}

function describe(event: WatchEvent): string[] {
  if (event.type === 'changes') return event.changes.map((change) => `${change.seq}`);
  return [event.type === 'connection' ? event.connection : event.type];
}

const seqs = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);

async function untilOpen(server: ScriptedServer, count = 1) {
  await vi.waitFor(() => expect(server.open).toHaveLength(count));
  const stream = server.open[0];
  if (stream === undefined) throw new Error('no stream is open');
  return stream;
}

test('changes after the first cursor are told in order, over all pages, and none before it', async () => {
  const feed: Feed = { newest: 40, epoch: 'e', pageSize: 3 };
  const server = await feedServer(feed);
  const { heard } = listen(clientOf(server));
  const stream = await untilOpen(server);
  await vi.waitFor(() => expect(heard).toEqual(['online']));
  feed.newest = 50;
  announce(stream, feed);
  await vi.waitFor(() => expect(heard).toEqual(['online', ...seqs(41, 50)]));
});

test('one connection serves all listeners, closes with the last and opens again', async () => {
  const feed: Feed = { newest: 1, epoch: 'e', pageSize: 10 };
  const server = await feedServer(feed);
  const client = clientOf(server);
  const [one, two] = [listen(client), listen(client)];
  const stream = await untilOpen(server);
  await vi.waitFor(() => expect(one.heard).toEqual(['online']));
  const late = listen(client);
  one.stop();
  late.stop();
  feed.newest = 2;
  announce(stream, feed);
  await vi.waitFor(() => expect(two.heard).toEqual(['online', '2']));
  expect(one.heard).toEqual(['online']);
  expect(late.heard).toEqual([]);
  two.stop();
  await vi.waitFor(() => expect(server.open).toHaveLength(0));
  feed.newest = 3;
  const again = listen(client);
  await vi.waitFor(() => expect(again.heard).toEqual(['online']));
  expect(server.requests.filter(({ url }) => url === '/api/sync/events')).toHaveLength(2);
});

test('a listener that joins later is told whether there is a connection', async () => {
  const server = await feedServer({ newest: 1, epoch: 'e', pageSize: 10 });
  const client = clientOf(server);
  const first = listen(client);
  await vi.waitFor(() => expect(first.heard).toEqual(['online']));
  const second = listen(client);
  await vi.waitFor(() => expect(second.heard).toEqual(['online']));
});

test('a cursor that comes during a pull is pulled too, with one pull at a time', async () => {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let most = 0;
  const feed: Feed = { newest: 1, epoch: 'e', pageSize: 100 };
  feed.onPull = ({ json }) => {
    underWay += 1;
    most = Math.max(most, underWay);
    const { newest } = feed;
    const from = newest === 2 ? 1 : 2;
    waiting.push(() => {
      underWay -= 1;
      const changes = seqs(from + 1, newest).map((seq) => sampleChange(Number(seq)));
      json(200, { changes, cursor: newest, hasMore: false, reset: false, epoch: 'e' });
    });
    return true;
  };
  const server = await feedServer(feed);
  const { heard } = listen(clientOf(server));
  const stream = await untilOpen(server);
  await vi.waitFor(() => expect(heard).toEqual(['online']));
  feed.newest = 2;
  announce(stream, feed);
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  for (feed.newest = 3; feed.newest < 9; feed.newest += 1) announce(stream, feed);
  announce(stream, feed);
  await vi.waitFor(() => expect(server.requests.length).toBe(2));
  await new Promise((resolve) => setTimeout(resolve, 30));
  waiting.shift()?.();
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  waiting.shift()?.();
  await vi.waitFor(() => expect(heard).toEqual(['online', ...seqs(2, 9)]));
  expect(most).toBe(1);
});

test('what was missed while the connection was lost is pulled after it is back', async () => {
  const feed: Feed = { newest: 5, epoch: 'e', pageSize: 2 };
  const server = await feedServer(feed);
  const { heard } = listen(clientOf(server));
  const stream = await untilOpen(server);
  await vi.waitFor(() => expect(heard).toEqual(['online']));
  feed.newest = 9;
  stream.write('event: cursor\ndata: {"cursor":');
  stream.cut();
  await vi.waitFor(() => expect(heard).toEqual(['online', 'offline', 'online', ...seqs(6, 9)]));
});

test('a pull that fails is repeated, and nothing is told twice', async () => {
  const feed: Feed = { newest: 1, epoch: 'e', pageSize: 2 };
  let pulls = 0;
  feed.onPull = (exchange) => {
    pulls += 1;
    if (pulls === 2) exchange.cut();
    if (pulls === 3) exchange.text(200, 'text/html', '<h1>Wi-Fi</h1>');
    return pulls === 2 || pulls === 3;
  };
  const server = await feedServer(feed);
  const { heard } = listen(clientOf(server));
  const stream = await untilOpen(server);
  await vi.waitFor(() => expect(heard).toEqual(['online']));
  feed.newest = 7;
  announce(stream, feed);
  await vi.waitFor(() => expect(heard.filter((one) => /\d/.test(one))).toEqual(seqs(2, 7)));
  expect(heard).toContain('offline');
});

test('another epoch after a reconnection is a reset, and telling goes on from the new cursor', async () => {
  const feed: Feed = { newest: 50, epoch: 'before', pageSize: 10 };
  const server = await feedServer(feed);
  const { heard } = listen(clientOf(server));
  const stream = await untilOpen(server);
  await vi.waitFor(() => expect(heard).toEqual(['online']));
  Object.assign(feed, { newest: 7, epoch: 'after' });
  stream.cut();
  await vi.waitFor(() => expect(heard).toEqual(['online', 'offline', 'online', 'reset']));
  feed.newest = 8;
  announce(await untilOpen(server), feed);
  await vi.waitFor(() => expect(heard.slice(4)).toEqual(['8']));
});

test('a page that says reset is one, and telling goes on from the announced cursor', async () => {
  const feed: Feed = { newest: 5, epoch: 'e', pageSize: 10 };
  let resets = 1;
  feed.onPull = ({ json }) => {
    if (resets === 0) return false;
    resets -= 1;
    json(200, { changes: [], cursor: 0, hasMore: false, reset: true, epoch: 'e' });
    return true;
  };
  const server = await feedServer(feed);
  const { heard } = listen(clientOf(server));
  const stream = await untilOpen(server);
  await vi.waitFor(() => expect(heard).toEqual(['online']));
  feed.newest = 6;
  announce(stream, feed);
  await vi.waitFor(() => expect(heard).toEqual(['online', 'reset']));
  feed.newest = 7;
  announce(stream, feed);
  await vi.waitFor(() => expect(heard).toEqual(['online', 'reset', '7']));
});

test('a silent connection is lost, a heartbeat keeps it', async () => {
  const server = await feedServer({ newest: 1, epoch: 'e', pageSize: 10 });
  const { heard } = listen(clientOf(server, { silenceMs: 200 }));
  const stream = await untilOpen(server);
  for (let beat = 0; beat < 6; beat += 1) {
    await new Promise((resolve) => setTimeout(resolve, 80));
    stream.write(': heartbeat\n\n');
  }
  expect(heard).toEqual(['online']);
  await vi.waitFor(() => expect(heard).toEqual(['online', 'offline', 'online']));
});

test('no server is offline, and waits grow to the longest one', async () => {
  const server = await feedServer({ newest: 1, epoch: 'e', pageSize: 10 });
  await server[Symbol.asyncDispose]();
  cleanups.length = 0;
  const startedAt: number[] = [];
  const client = createFetchClient({
    baseUrl: server.url,
    fetch: (input, init) => {
      startedAt.push(performance.now());
      return fetch(input, init);
    },
    reconnection: { firstDelayMs: 20, maxDelayMs: 100, random: () => 1 },
  });
  const { heard } = listen(client);
  await vi.waitFor(() => expect(startedAt.length).toBeGreaterThan(6), { timeout: 4_000 });
  const waits = startedAt.slice(1).map((time, index) => time - (startedAt[index] ?? 0));
  expect(waits[0]).toBeGreaterThanOrEqual(18);
  expect(waits[1]).toBeGreaterThanOrEqual(38);
  for (const wait of waits.slice(3)) expect(wait).toBeGreaterThanOrEqual(98);
  expect(heard).toEqual(['offline']);
});

test('reconnect, and a call that reaches the server, cut the wait short', async () => {
  const server = await feedServer({ newest: 1, epoch: 'e', pageSize: 10 });
  const client = clientOf(server, { firstDelayMs: 60_000, maxDelayMs: 60_000 });
  const { heard } = listen(client);
  (await untilOpen(server)).cut();
  await vi.waitFor(() => expect(heard).toEqual(['online', 'offline']));
  client.reconnect();
  await vi.waitFor(() => expect(heard).toEqual(['online', 'offline', 'online']));
  (await untilOpen(server)).cut();
  await vi.waitFor(() => expect(heard).toHaveLength(4));
  await client.call(listModels, {});
  await vi.waitFor(() => expect(heard).toHaveLength(5));
});

test('a window that is online again reconnects at once', async () => {
  const target = new EventTarget();
  vi.stubGlobal('addEventListener', target.addEventListener.bind(target));
  cleanups.push(() => vi.unstubAllGlobals());
  const server = await feedServer({ newest: 1, epoch: 'e', pageSize: 10 });
  const { heard } = listen(clientOf(server, { firstDelayMs: 60_000, maxDelayMs: 60_000 }));
  (await untilOpen(server)).cut();
  await vi.waitFor(() => expect(heard).toEqual(['online', 'offline']));
  target.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(heard).toEqual(['online', 'offline', 'online']));
});

test.each([
  ['HTML', (exchange: Exchange) => exchange.text(200, 'text/html', '<h1>Wi-Fi</h1>')],
  [
    'a 429',
    (exchange: Exchange) =>
      exchange.json(429, { error: { code: 'rate_limited', message: '', requestId: '' } }),
  ],
  ['garbage events', (exchange: Exchange) => exchange.events().write('event: cursor\ndata: nonsense\n\n')],
  ['a cut', (exchange: Exchange) => exchange.cut()],
])('%s instead of events is survived', async (_name, answer) => {
  let attempts = 0;
  const server = await startScriptedServer((exchange) => {
    attempts += 1;
    if (attempts < 3) answer(exchange);
    else exchange.events().send('cursor', { cursor: 1, epoch: 'e' });
  });
  cleanups.push(() => server[Symbol.asyncDispose]());
  const { heard } = listen(clientOf(server));
  await vi.waitFor(() => expect(heard.at(-1)).toBe('online'));
  await vi.waitFor(() => expect(attempts).toBe(3));
  expect(heard).toContain('offline');
});

test('an error in a listener reaches neither the others nor the connection', async () => {
  const surfaced: unknown[] = [];
  const collect = (error: unknown) => surfaced.push(error);
  const former = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', collect);
  cleanups.push(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of former) process.on('uncaughtException', listener);
  });
  const feed: Feed = { newest: 1, epoch: 'e', pageSize: 10 };
  const server = await feedServer(feed);
  const client = clientOf(server);
  cleanups.push(
    client.watch(() => {
      throw new Error('mine');
    }),
  );
  const { heard } = listen(client);
  const stream = await untilOpen(server);
  feed.newest = 2;
  await vi.waitFor(() => expect(heard).toEqual(['online']));
  announce(stream, feed);
  await vi.waitFor(() => expect(heard).toEqual(['online', '2']));
  await vi.waitFor(() => expect(surfaced).toHaveLength(2));
});
