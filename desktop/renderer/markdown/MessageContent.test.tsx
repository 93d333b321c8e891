// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { Citation } from '#shared/entities.ts';
import { markdownText } from './testing/markdownText.ts';
import { everyLength, renderMessage, storedHtml, streamMessage } from './testing/renderMessage.tsx';
import { SAMPLE_ANSWER } from './testing/sampleAnswer.ts';

afterEach(cleanup);

const citation: Citation = {
  marker: 1,
  contentOffset: null,
  documentId: '0190f0c4-0000-7000-8000-000000000001',
  chunkId: '0190f0c4-0000-7000-8000-000000000002',
  fileName: 'acta.pdf',
  page: 3,
  start: 0,
  end: 4,
  quote: 'acta',
};

test('case 19: a text streamed in any pieces ends as the DOM of the stored text', () => {
  fc.assert(
    fc.property(markdownText, fc.array(fc.nat(), { maxLength: 10 }), (text, cuts) => {
      const lengths = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
      expect(streamMessage(text, lengths)).toBe(storedHtml(text));
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('case 19: an answer streamed character by character ends as the DOM of the stored one', () => {
  const lengths = everyLength(SAMPLE_ANSWER);
  expect(streamMessage(SAMPLE_ANSWER, lengths)).toBe(storedHtml(SAMPLE_ANSWER));
}, 60_000);

test('no bare mark flashes up while an answer is written', () => {
  const lengths = everyLength(SAMPLE_ANSWER);
  const flashes = new Set<string>();
  streamMessage(SAMPLE_ANSWER, lengths, (container) => {
    const prose = container.cloneNode(true);
    if (!(prose instanceof HTMLElement)) return;
    for (const code of prose.querySelectorAll('code')) code.remove();
    for (const { index } of prose.textContent.matchAll(
      /\*\*|__|~~|`|\]\(|!\[|\[\^|^#|\|\s*-|\[[ x]\]|\n-+$/gm,
    )) {
      flashes.add(prose.textContent.slice(Math.max(0, index - 20), index + 20));
    }
  });
  expect([...flashes]).toEqual([]);
}, 60_000);

test('a link is never shown with half of its address', () => {
  const text = 'see [the report](https://example.org/long/path) now';
  const seen = new Set<string>();
  streamMessage(text, everyLength(text), (container) => {
    for (const { href } of container.querySelectorAll('a')) seen.add(href);
  });
  expect([...seen]).toEqual(['https://example.org/long/path']);
});

test('elements of finished blocks stay the same while the text grows', () => {
  const { container, update } = renderMessage({ text: 'one\n\n- two\n\nthree', streaming: true });
  const paragraph = container.querySelector('p');
  const list = container.querySelector('ul');
  update({ text: 'one\n\n- two\n\nthree\n\nfour **fi', streaming: true });
  update({ text: 'one\n\n- two\n\nthree\n\nfour **five**.' });
  expect(container.querySelector('p')).toBe(paragraph);
  expect(container.querySelector('ul')).toBe(list);
});

test('headings go two levels down, and not below the last', () => {
  const { container } = renderMessage({ text: '# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f' });
  expect([...container.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(({ tagName }) => tagName)).toEqual([
    'H3',
    'H4',
    'H5',
    'H6',
    'H6',
    'H6',
  ]);
});

test('a marker with a citation is a button that names its source and opens it', () => {
  const onOpenCitation = vi.fn<(citation: Citation) => void>();
  renderMessage({ text: 'It rose [1][2], *twice [1]*.', citations: [citation], onOpenCitation });
  const buttons = screen.getAllByRole('button', { name: 'Citation 1: acta.pdf, page 3' });
  expect(buttons).toHaveLength(2);
  fireEvent.click(buttons[0] ?? document.body);
  expect(onOpenCitation).toHaveBeenCalledExactlyOnceWith(citation);
});

test('a marker without a citation, in code or in a link stays text', () => {
  const text = 'a [2] `b[1]` [c [1]](https://ok.example) \\[1\n\n```\nd[1]\n```\n\n    e[1]';
  const { container } = renderMessage({
    text,
    citations: [citation],
    onOpenCitation: vi.fn<(citation: Citation) => void>(),
  });
  expect(screen.queryAllByRole('button', { name: /Citation/ })).toEqual([]);
  expect(container.textContent).toContain('a 2? b[1] c [1] [1');
});

test('each occurrence of a marker has its own citation, or says that it is not borne out', () => {
  const text = 'Uno [1].\n\n- Dos [1]\n- Tres [1, 2]\n\n`x[1]` Cuatro【1】.';
  const at = (from: string) => text.indexOf(from) + from.length;
  const cited = (offset: number, fileName: string, marker = 1) =>
    ({ ...citation, marker, contentOffset: offset, fileName }) satisfies Citation;
  const citations = [
    cited(at('Uno '), 'uno.pdf'),
    cited(at('Tres '), 'tres.pdf', 2),
    cited(at('Cuatro'), 'cuatro.pdf'),
  ];
  const onOpenCitation = vi.fn<(citation: Citation) => void>();
  const { update } = renderMessage({ text, streaming: true, citations, onOpenCitation });
  expect(screen.getAllByRole('note').map(({ textContent }) => textContent)).toEqual(['1', '1']);
  update({ text, citations, onOpenCitation });
  const buttons = screen.getAllByRole('button');
  expect(buttons.map((button) => button.getAttribute('aria-label'))).toEqual([
    'Citation 1: uno.pdf, page 3',
    'Citation 2: tres.pdf, page 3',
    'Citation 1: cuatro.pdf, page 3',
  ]);
  const loose = screen.getAllByRole('note');
  expect(loose.map(({ textContent }) => textContent)).toEqual(['1?', '1?']);
  expect(loose[0]?.getAttribute('aria-label')).toMatch(/^Citation 1, unverified: /);
  for (const one of loose) fireEvent.click(one);
  expect(onOpenCitation).not.toHaveBeenCalled();
  const [, , last] = buttons;
  if (last) fireEvent.click(last);
  expect(onOpenCitation).toHaveBeenCalledExactlyOnceWith(citations[2]);
});

test('citations that come after the text make buttons of its markers', () => {
  const { update } = renderMessage({ text: 'It rose [1].\n\nAnd [1].\n\nend', streaming: true });
  expect(screen.queryAllByRole('button')).toEqual([]);
  update({
    text: 'It rose [1].\n\nAnd [1].\n\nend',
    citations: [{ ...citation, page: null }],
    onOpenCitation: vi.fn<(citation: Citation) => void>(),
  });
  expect(screen.getAllByRole('button', { name: 'Citation 1: acta.pdf' })).toHaveLength(2);
});

test('a table scrolls by itself and can be reached by keyboard', () => {
  renderMessage({ text: '| a | b | c |\n| - | -: | :-: |\n| 1 | 2 | 3 |' });
  const region = screen.getByRole('group', { name: 'Table' });
  expect(region.tabIndex).toBe(0);
  expect(within(region).getAllByRole('cell')).toHaveLength(3);
  expect(region.querySelectorAll('[style]')).toHaveLength(0);
});

test('a task says whether it is done', () => {
  renderMessage({ text: '- [x] write\n- [ ] read' });
  expect(screen.getByRole('img', { name: 'Done' }).closest('li')?.textContent).toContain('write');
  expect(screen.getByRole('img', { name: 'To do' }).closest('li')?.textContent).toContain('read');
});

test('footnotes are numbered in the order of their references and lead there and back', () => {
  const text =
    'One[^b], two[^a], one again[^b].\n\n[^a]: Second, see[^c].\n\n[^b]: First.\n\n[^c]: Third.\n\n[^d]: Unused.';
  const { container } = renderMessage({ text });
  expect([...container.querySelectorAll('sup')].map(({ textContent }) => textContent)).toEqual([
    '1',
    '2',
    '1',
    '3',
  ]);
  const notes = within(screen.getByRole('region', { name: 'Footnotes' })).getAllByRole('listitem');
  expect(notes.map(({ textContent }) => textContent)).toEqual(['First.↩', 'Second, see3.↩', 'Third.↩']);
  fireEvent.click(screen.getAllByRole('button', { name: 'Footnote 2' })[0] ?? document.body);
  expect(document.activeElement).toBe(notes[1]);
  fireEvent.click(screen.getByRole('button', { name: 'Back to the text from footnote 2' }));
  expect(document.activeElement?.textContent).toBe('2');
  expect(container.querySelectorAll('[id]')).toHaveLength(0);
});

test('a label that is defined at the end links what was written at the beginning', () => {
  const { container } = renderMessage({ text: 'see [it]\n\nmore\n\n[it]: https://ok.example/x' });
  expect(container.querySelector('a')?.href).toBe('https://ok.example/x');
});

test('no text is no content', () => {
  expect(renderMessage({ text: '' }).container.textContent).toBe('');
  expect(renderMessage({ text: '\n\n', streaming: true }).container.textContent).toBe('');
});
