import { expect, test } from 'vitest';
import { splitLines } from './lines.ts';

const LINES = ['["a\u2028b\u2029c"]', '["mañana 🌊\\n"]', '', '["\u0085 \v"]'];

async function split(bytes: Buffer, pieceLength: number): Promise<string[]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
  }
  const lines: string[] = [];
  for await (const line of splitLines(pieces())) lines.push(line);
  return lines;
}

test.each([1, 2, 3, 7, 1_000])('lines end at their newline alone, in pieces of %i bytes', async (length) => {
  expect(await split(Buffer.from(`${LINES.join('\n')}\n`), length)).toEqual(LINES);
  expect(await split(Buffer.from(LINES.join('\n')), length)).toEqual(LINES);
  expect(await split(Buffer.alloc(0), length)).toEqual([]);
});
