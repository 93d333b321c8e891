import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newCitation } from '../testing/newCitation.ts';
import { locatePassage } from './passage.ts';
import { blocksOfPassage, type PageSpan, sourceBlocks } from './sourceBlocks.ts';

const texts = fc.string({
  unit: fc.constantFrom('a', 'ñ', ' ', '\n', '\n\n', '. ', '🧶', 'palabra '),
  maxLength: 4_000,
});

function pagesOf(text: string, cuts: readonly number[]): PageSpan[] {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(0, -1).map((start, index) => ({ page: index + 1, start, end: at[index + 1] ?? start }));
}

test('blocks lose no word of a text, are in order, and none is long', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(5_000), { maxLength: 6 }), (text, cuts) => {
      const blocks = sourceBlocks(text, pagesOf(text, cuts));
      expect(
        blocks
          .map(({ start, end }) => text.slice(start, end))
          .join('')
          .replace(/\s/g, ''),
      ).toBe(text.replace(/\s/g, ''));
      for (const [index, { start, end }] of blocks.entries()) {
        expect(end - start).toBeLessThanOrEqual(1_200);
        expect(start).toBeGreaterThanOrEqual(blocks[index - 1]?.end ?? 0);
      }
    }),
  );
});

test('every page begins a block, also one without text', () => {
  const blocks = sourceBlocks('uno\n\n\n\ntres', [
    { page: 1, start: 0, end: 3 },
    { page: 2, start: 5, end: 5 },
    { page: 3, start: 7, end: 11 },
  ]);
  expect(blocks).toEqual([
    { start: 0, end: 3, page: 1 },
    { start: 5, end: 5, page: 2 },
    { start: 7, end: 11, page: 3 },
  ]);
});

test('a character of two units is never cut in two', () => {
  const text = `${'x'.repeat(1_199)}🧶${'y'.repeat(50)}`;
  for (const { start, end } of sourceBlocks(text, []))
    expect(text.slice(start, end).isWellFormed()).toBe(true);
});

test('a passage is found in exactly the blocks that it reaches into', () => {
  const text = 'uno dos\n\ntres cuatro\n\ncinco seis';
  const blocks = sourceBlocks(text, []);
  const reach = (quote: string) => {
    const start = text.indexOf(quote);
    return blocksOfPassage(blocks, { start, end: start + quote.length });
  };
  expect(reach('dos')).toEqual({ first: 0, last: 0 });
  expect(reach('dos\n\ntres')).toEqual({ first: 0, last: 1 });
  expect(reach('cinco')).toEqual({ first: 2, last: 2 });
});

test('a citation is at its offsets, else at the nearest same words, else nowhere', () => {
  const text = 'agua y agua y tierra';
  expect(locatePassage(text, newCitation({ start: 7, end: 11, quote: 'agua' }))).toEqual({
    start: 7,
    end: 11,
  });
  expect(locatePassage(text, newCitation({ start: 6, end: 10, quote: 'agua' }))).toEqual({
    start: 7,
    end: 11,
  });
  expect(locatePassage(text, newCitation({ start: 0, end: 5, quote: 'fuego' }))).toBeNull();
});
