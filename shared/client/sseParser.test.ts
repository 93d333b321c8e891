import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSseParser, type ServerSentEvent, SseLimitError } from './sseParser.ts';

const encoder = new TextEncoder();

function parse(text: string, limit?: number): ServerSentEvent[] {
  return createSseParser(limit).push(encoder.encode(text));
}

function parsePieces(bytes: Uint8Array, cuts: number[]): ServerSentEvent[] {
  const parser = createSseParser();
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.flatMap((place, index) => parser.push(bytes.slice(place, places[index + 1] ?? bytes.length)));
}

const event = { event: 'message', id: undefined, lastEventId: '' };

test.each([
  ['LF', 'data: a\n\ndata: b\n\n'],
  ['CR', 'data: a\r\rdata: b\r\r'],
  ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
  ['mixed', 'data: a\r\n\rdata: b\n\r\n'],
])('lines may end in %s', (_name, text) => {
  expect(parse(text)).toEqual([
    { ...event, data: 'a' },
    { ...event, data: 'b' },
  ]);
});

test('data lines join with a line feed and lose one leading space each', () => {
  expect(parse('data: one\ndata:two\ndata:  three\ndata\n\n')).toEqual([
    { ...event, data: 'one\ntwo\n three\n' },
  ]);
});

test('comments, heartbeats and unknown fields give no event', () => {
  expect(parse(':\n\n: heartbeat\n\nfoo: bar\n\nevent: ping\n\n')).toEqual([]);
});

test('an empty data line is an event, a block without data is none and forgets its name', () => {
  expect(parse('data\n\nevent: gone\n\ndata: x\n\n')).toEqual([
    { ...event, data: '' },
    { ...event, data: 'x' },
  ]);
});

test('an id stays the last one for later events, and one with NUL is ignored', () => {
  expect(parse('id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid\ndata: d\n\n')).toEqual([
    { event: 'message', data: 'a', id: '1', lastEventId: '1' },
    { event: 'message', data: 'b', id: undefined, lastEventId: '1' },
    { event: 'message', data: 'c', id: undefined, lastEventId: '1' },
    { event: 'message', data: 'd', id: '', lastEventId: '' },
  ]);
});

test('retry counts when it is digits only', () => {
  const parser = createSseParser();
  parser.push(encoder.encode('retry: 2500\nretry: 1e3\nretry: -1\nretry:\n\n'));
  expect(parser.retryMs()).toBe(2500);
});

test('a byte order mark at the start is not part of the first field', () => {
  expect(parse('\uFEFFdata: a\n\n')).toEqual([{ ...event, data: 'a' }]);
});

test('an event without its empty line is not given', () => {
  expect(parse('event: done\ndata: {"half":')).toEqual([]);
});

test('invalid UTF-8 becomes replacement characters, not an error', () => {
  const bytes = new Uint8Array([...encoder.encode('data: '), 0xff, 0xc3, 10, 10]);
  expect(createSseParser().push(bytes)).toEqual([{ ...event, data: '\uFFFD\uFFFD' }]);
});

test('case 26: a line without end is refused at the limit, whatever its pieces', () => {
  const parser = createSseParser(1_000);
  const piece = encoder.encode('x'.repeat(100));
  expect(() => {
    for (let sent = 0; sent < 20; sent += 1) parser.push(piece);
  }).toThrow(SseLimitError);
});

test('case 26: an event of endless data lines is refused at the limit', () => {
  expect(() => parse('data: 12345678\n'.repeat(200), 1_000)).toThrow(SseLimitError);
  expect(() => parse('data:\n'.repeat(2_000), 1_000)).toThrow(SseLimitError);
});

test('a stream far longer than the limit is fine when its events are short', () => {
  expect(parse('data: 12345678\n\n'.repeat(200), 100)).toHaveLength(200);
});

test('any split of any stream gives the same events', () => {
  const fragment = fc.constantFrom(
    'data',
    'event',
    'id',
    'retry',
    ':',
    ': ',
    ' ',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\0',
  );
  const stream = fc
    .array(fc.oneof(fragment, fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 60 })
    .map((parts) => encoder.encode(parts.join('')));
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (bytes, cuts) => {
      expect(parsePieces(bytes, cuts)).toEqual(createSseParser().push(bytes));
    }),
    { numRuns: 500 },
  );
});

test('byte by byte gives the same as all at once', () => {
  const bytes = encoder.encode('event: delta\r\nid: 3\r\ndata: {"text":"ñ€😀"}\r\n\r\n: h\r\rdata: z\n\n');
  expect(parsePieces(bytes, [...bytes.keys()])).toEqual(createSseParser().push(bytes));
});
