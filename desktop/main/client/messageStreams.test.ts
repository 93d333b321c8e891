import { expect, test, vi } from 'vitest';
import type { StreamEvent } from '#shared/streamEvents.ts';
import { messageRow } from '../cache/testing/rows.ts';
import { createMessageStreams } from './messageStreams.ts';

function setUp() {
  const upstream: { tell: (event: StreamEvent) => void; stopped: boolean }[] = [];
  const kept: string[] = [];
  const finished = vi.fn<(event: StreamEvent) => void>();
  const streams = createMessageStreams({
    follow(_messageId, tell) {
      const stream = { tell, stopped: false };
      upstream.push(stream);
      return () => {
        stream.stopped = true;
      };
    },
    keepText: (_messageId, text) => kept.push(text),
    finished,
  });
  const read = (from: number) => {
    let text = '';
    const events: string[] = [];
    const stop = streams.stream('m', from, (event) => {
      events.push(event.type);
      if (event.type === 'delta') text += event.text;
    });
    return { text: () => text, events, stop };
  };
  const delta = (text: string) => upstream[0]?.tell({ type: 'delta', text });
  return { upstream, kept, finished, read, delta };
}

test('two windows share one stream, and each gets its own text without gap or repeat', () => {
  const { upstream, read, delta } = setUp();
  const early = read(0);
  delta('Hello ');
  const late = read(0);
  const resumed = read(4);
  delta('world');
  expect(upstream).toHaveLength(1);
  expect([early.text(), late.text(), resumed.text()]).toEqual(['Hello world', 'Hello world', 'o world']);
});

test('the stream ends with its last reader, and its text is kept', () => {
  const { upstream, kept, read, delta } = setUp();
  const [one, two] = [read(0), read(0)];
  delta('half');
  one.stop();
  expect(upstream[0]?.stopped).toBe(false);
  two.stop();
  expect(upstream[0]?.stopped).toBe(true);
  expect(kept).toEqual(['half']);
});

test('the end reaches everybody and the cache, and the next reader opens anew', () => {
  const { upstream, finished, read } = setUp();
  const [one, two] = [read(0), read(0)];
  const message = messageRow('c', { role: 'assistant', content: 'done' });
  upstream[0]?.tell({ type: 'done', message });
  expect([one.events, two.events]).toEqual([['done'], ['done']]);
  expect(finished).toHaveBeenCalledOnce();
  one.stop();
  read(0);
  expect(upstream).toHaveLength(2);
});
