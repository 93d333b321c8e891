import { expect, test } from 'vitest';
import { mendMarkdown } from './mendMarkdown.ts';

test.each([
  // emphasis
  ['a **bold', 'a **bold**'],
  ['a **bold ', 'a **bold** '],
  ['a **bold*', 'a **bold**'],
  ['a **', 'a '],
  ['a *it', 'a *it*'],
  ['a ***both', 'a ***both***'],
  ['a ***both*', 'a ***both***'],
  ['a **bold *and it', 'a **bold *and it***'],
  ['a ~~old', 'a ~~old~~'],
  ['a __bold', 'a __bold__'],
  ['snake_case', 'snake_case'],
  ['2 * 3', '2 * 3'],
  ['a \\**b', 'a \\**b*'],
  ['done **bold** and', 'done **bold** and'],
  // code
  ['a `co', 'a `co`'],
  ['a ``co`', 'a ``co``'],
  ['a `', 'a '],
  ['**a `co', '**a `co`**'],
  ['a `**` b', 'a `**` b'],
  // links and pictures
  ['a [te', 'a te'],
  ['a [text](', 'a text'],
  ['a [text](https://ex', 'a text'],
  ['a [text](https://ex.example) b', 'a [text](https://ex.example) b'],
  ['a [**text', 'a **text**'],
  ['a ![al', 'a '],
  ['a ![alt](https://ex', 'a '],
  ['a [1', 'a '],
  ['a [1]', 'a [1]'],
  ['a [1][2', 'a [1]'],
  ['a [^1', 'a '],
  ['a \\', 'a '],
  // lines that do not say yet what they are
  ['text\n-', 'text\n'],
  ['text\n- ', 'text\n'],
  ['text\n- x', 'text\n- x'],
  ['text\n=', 'text\n'],
  ['text\n\n##', 'text\n\n'],
  ['text\n\n1.', 'text\n\n'],
  ['- a\n- [x]', '- a\n'],
  ['text\n```py', 'text\n'],
  ['text\n\n[docs]: http', 'text\n\n'],
  // items, headings and quotes end what was open before them
  ['- **a\n- b', '- **a\n- b'],
  ['# a **b', '# a **b**'],
  ['> a **b', '> a **b**'],
  ['a **b\n\nc', 'a **b\n\nc'],
  ['a **b\nc', 'a **b\nc**'],
  // tables
  ['| a | b', '| a | b\n| - | - |\n'],
  ['| a | b |\n|--', '| a | b |\n| - | - |\n'],
  ['| a | b |\n| - | - |\n| **c', '| a | b |\n| - | - |\n| **c**'],
  ['| a\\|b |\n', '| a\\|b |\n| - |\n'],
  // code blocks are left alone, but for the end of their fence
  ['```\na **b', '```\na **b'],
  ['```\na\n``', '```\na\n'],
  ['- x\n  ```\n  a **b', '- x\n  ```\n  a **b'],
  ['~~~\n```\n**a', '~~~\n```\n**a'],
])('%j is shown as %j', (text, mended) => {
  expect(mendMarkdown(text)).toBe(mended);
});

test('a whole text is left as it is', () => {
  const text =
    '# A\n\nb **c** `d` [e](https://f.example) ![g](https://h.example) [1]\n\n| a |\n| - |\n| b |\n\nend.';
  expect(mendMarkdown(text)).toBe(text);
});
