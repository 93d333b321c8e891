import fc from 'fast-check';
import type { Nodes, RootContent } from 'mdast';
import { expect, test } from 'vitest';
import { type Block, createBlockReader } from './blockReader.ts';
import { markdownText } from './testing/markdownText.ts';

/** Nodes without their positions, which differ between parts and the whole, and without what only fonts see. */
function bare(node: Nodes): unknown {
  const { position: _position, ...rest } = node;
  return 'children' in rest ? { ...rest, children: rest.children.map(bare) } : rest;
}

function content(blocks: readonly Block[]): unknown {
  return blocks.map(({ nodes }) => nodes.map((node: RootContent) => bare(node)));
}

function readInPieces(text: string, cuts: readonly number[]): readonly Block[] {
  const reader = createBlockReader();
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  for (const place of places) reader.read(text.slice(0, place), true);
  return reader.read(text, false);
}

const whole = (text: string) => createBlockReader().read(text, false);

test('case 19: a text read in any pieces is the text read at once', () => {
  fc.assert(
    fc.property(markdownText, fc.array(fc.nat(), { maxLength: 30 }), (text, cuts) => {
      expect(content(readInPieces(text, cuts))).toEqual(content(whole(text)));
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

test('case 19: a text read character by character is the text read at once', () => {
  fc.assert(
    fc.property(markdownText, (text) => {
      const cuts = Array.from({ length: text.length }, (_, index) => index);
      expect(content(readInPieces(text, cuts))).toEqual(content(whole(text)));
    }),
    { numRuns: 150 },
  );
}, 60_000);

test.each([
  ['a number that becomes the next item', '1. a\n\n2', '. b\n\nend\n'],
  [
    'a label that is defined later',
    'see [it] and [^n]\n\nmore\n\n',
    '[it]: https://example.org\n\n[^n]: note\n\nend\n\n',
  ],
  ['a label that is not one after all', 'see [it]\n\nmore\n\n[it]: x', ' y z\n\nend\n\n'],
  ['a fence over blank lines', '```\na\n\nb\n\n', 'c\n```\n\nend\n'],
  ['code inside an item', '- a\n\n      code\n\n', '  b\n\nend\n'],
  ['an empty item after indented code', '    code\n\n2. \n', '\nend\n'],
  ['a comment over blank lines', '<!-- a\n\nb\n\n', 'c -->\n\nend\n'],
  ['line ends of all kinds', 'a\r\n\r\nb\r\rc\r', '\n\nd'],
  ['a definition before indented code', '[^a]: x\n\n', '    y\n\nz\n\n    code\n\nend\n'],
])('%s', (_name, first, rest) => {
  expect(content(readInPieces(first + rest, [first.length]))).toEqual(content(whole(first + rest)));
});

test('what is finished is kept, not read again', () => {
  const reader = createBlockReader();
  const [first] = reader.read('# One\n\npara\n\nnext li', true);
  const later = reader.read('# One\n\npara\n\nnext line\n\nand more', true);
  expect(later[0]).toBe(first);
  expect(later).toHaveLength(4);
});

test('another text starts over', () => {
  const reader = createBlockReader();
  reader.read('one\n\ntwo\n\nthree\n\nfour', true);
  expect(content(reader.read('other\n\ntext', false))).toEqual(content(whole('other\n\ntext')));
});
