import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMessageReader, type MessageReaderOptions } from './messageReader.ts';
import { int32, message } from './protocol.ts';

function read(options: Partial<MessageReaderOptions> = {}) {
  const messages: Buffer[] = [];
  const violations: string[] = [];
  const reader = createMessageReader({
    expectStartup: () => false,
    limit: () => 1_000_000,
    onMessage: (bytes) => messages.push(bytes),
    onViolation: (reason) => violations.push(reason),
    ...options,
  });
  return { reader, messages, violations };
}

test('messages come out whole and in order, however the bytes were cut', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 20 });
  const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(bodies, cuts, (contents, lengths) => {
      const sent = contents.map((body) => message('Q', body));
      const bytes = Buffer.concat(sent);
      const { reader, messages } = read();
      for (let start = 0, n = 0; start < bytes.length; n += 1) {
        const end = start + (lengths[n % lengths.length] ?? 1);
        reader.feed(bytes.subarray(start, end));
        start = end;
      }
      expect(messages.map((found) => found.toString('hex'))).toEqual(sent.map((one) => one.toString('hex')));
    }),
  );
});

test('a startup packet has no type byte', () => {
  let starting = true;
  const { reader, messages } = read({
    expectStartup: () => starting,
    onMessage: (bytes) => {
      starting = false;
      messages.push(bytes);
    },
  });
  const packet = Buffer.concat([int32(8), int32(196_608)]);
  reader.feed(Buffer.concat([packet, message('p', Buffer.from('x'))]));
  expect(messages.map((found) => found.length)).toEqual([8, 6]);
});

test('a message over the limit is refused by its length alone, and nothing is read after it', () => {
  const { reader, messages, violations } = read({ limit: () => 100 });
  reader.feed(Buffer.concat([Buffer.from('Q'), int32(100)]));
  reader.feed(message('Q'));
  expect(violations).toEqual(['too large']);
  expect(messages).toEqual([]);
});

test('a length that cannot be is refused', () => {
  for (const length of [3, 0, -1, -2_147_483_648]) {
    const { reader, violations } = read();
    reader.feed(Buffer.concat([Buffer.from('Q'), int32(length)]));
    expect(violations).toEqual(['malformed']);
  }
});
