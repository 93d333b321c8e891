import { connect } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { eventually } from '../testing/eventually.ts';
import { serve } from '../testing/serveApp.ts';
import { createErrorHandler } from './errorHandler.ts';
import { type EventStream, openEventStream } from './eventStream.ts';
import { assignRequestId } from './requestId.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Serves one handler at /; each of its streams is kept. */
async function serveStream(
  handle: (stream: EventStream) => void,
  before: () => Promise<void> = async () => {},
) {
  const streams: EventStream[] = [];
  const refused: unknown[] = [];
  const app = express();
  app.use(assignRequestId);
  app.get('/', async (_request, response) => {
    await before();
    try {
      const stream = openEventStream(response);
      streams.push(stream);
      handle(stream);
    } catch (error) {
      refused.push(error);
      throw error;
    }
  });
  app.use(createErrorHandler(createLog('silent')));
  return { ...(await serve(app)), streams, refused };
}

test('events come with their type, and quiet times with a heartbeat', async () => {
  const server = await serveStream((stream) => stream.send('cursor', { cursor: 7 }, '3'));
  const response = await fetch(server.url);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  let text = '';
  const body: ReadableStream<Uint8Array> | null = response.body;
  const decoder = new TextDecoder();
  const reading = (async () => {
    for await (const piece of body ?? []) text += decoder.decode(piece);
  })();
  await eventually(
    () => text,
    (now) => now.includes('cursor'),
  );
  vi.advanceTimersByTime(15_000);
  await eventually(
    () => text,
    (now) => now.includes('still here'),
  );
  expect(text).toBe(
    ': kipux\n\nevent: cursor\nid: 3\ndata: {"type":"cursor","cursor":7}\n\n: still here\n\n',
  );
  await server.close();
  await reading.catch(() => undefined);
});

test('a reader that does not read neither keeps a stream alive after its end nor ends the process', async () => {
  const server = await serveStream((stream) => {
    for (let n = 0; n < 40; n++) stream.send('delta', { text: 'x'.repeat(500_000) }); // more than the socket takes
    stream.end();
  });
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  });
  socket.pause();
  await eventually(
    () => server.streams,
    ({ length }) => length === 1,
  );
  expect(server.streams[0]?.isOpen()).toBe(false);
  vi.advanceTimersByTime(60_000); // a write now would be an error that nobody handles
  expect(server.streams[0]?.send('delta', { text: 'late' })).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(vi.getTimerCount()).toBe(0);
  socket.destroy();
  await server.close();
});

test('a client that leaves before its stream begins leaves nothing behind', async () => {
  const arrived = Promise.withResolvers<void>();
  const isGone = Promise.withResolvers<void>();
  const server = await serveStream(
    () => {},
    () => {
      arrived.resolve();
      return isGone.promise;
    },
  );
  const aborter = new AbortController();
  const asking = fetch(server.url, { signal: aborter.signal }).catch(() => undefined);
  await arrived.promise;
  aborter.abort();
  await asking;
  await new Promise((resolve) => setTimeout(resolve, 50));
  isGone.resolve();
  await eventually(
    () => server.refused,
    ({ length }) => length === 1,
  );
  expect([server.refused.length, server.streams.length, vi.getTimerCount()]).toEqual([1, 0, 0]);
  await server.close();
});

test('HEAD gets the headers and an end', async () => {
  const server = await serveStream((stream) => stream.send('cursor', { cursor: 7 }));
  const response = await fetch(server.url, { method: 'HEAD' });
  expect([response.status, await response.text(), vi.getTimerCount()]).toEqual([200, '', 0]);
  await server.close();
});
