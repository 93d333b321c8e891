import { expect, test } from 'vitest';
import { citationMarkers } from './citationMarkers.ts';

const placesIn = (content: string) =>
  citationMarkers(content).map(({ marker, offset, end }) => [marker, content.slice(offset, end)]);

test.each<[string, [number, string][]]>([
  [
    'Uno [1]. Dos [2][3].',
    [
      [1, '[1]'],
      [2, '[2]'],
      [3, '[3]'],
    ],
  ],
  [
    'Uno [1, 2; 3]',
    [
      [1, '[1, 2; 3]'],
      [2, '[1, 2; 3]'],
      [3, '[1, 2; 3]'],
    ],
  ],
  [
    'Uno【1】😀【12】',
    [
      [1, '【1】'],
      [12, '【12】'],
    ],
  ],
  ['[1](https://example.org) [0] [a] [1234] [ ] [^1]', []],
  [
    '`a[1]` ``b[2]`` [3]\n```\nc[4]\n```\n[5]\n~~~\nd[6]',
    [
      [3, '[3]'],
      [5, '[5]'],
    ],
  ],
  ['an ` alone [1]\nand ` another', [[1, '[1]']]],
])('the markers of %j', (content, places) => {
  expect(placesIn(content)).toEqual(places);
});
