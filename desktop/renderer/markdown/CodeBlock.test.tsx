// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import styles from './CodeBlock.module.css';
import { languageId, languageLabel } from './codeLanguages.ts';
import { TOKEN_KINDS } from './highlight.ts';
import { everyLength, renderMessage, streamMessage } from './testing/renderMessage.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const CODE = `// a comment
export const greeting: string = 'hello';
function add(a: number, b: number) {
  return a + b;
}`;

const fenced = (code: string, language: string) => `\`\`\`${language}\n${code}\n\`\`\``;

/** The elements of one class, as the style sheet's module names it. */
const ofClass = (container: Element, name: string) => [...container.querySelectorAll(`.${styles[name]}`)];

const coloured = (container: Element) => TOKEN_KINDS.flatMap((kind) => ofClass(container, kind));

async function untilColoured(container: Element): Promise<void> {
  await vi.waitFor(() => expect(coloured(container).length).toBeGreaterThan(3), { timeout: 8_000 });
}

test('code is coloured by classes alone, and stays the same text', async () => {
  const { container } = renderMessage({ text: fenced(CODE, 'ts') });
  expect(container.querySelector('pre')?.textContent).toBe(CODE);
  await untilColoured(container);
  expect(container.querySelector('pre')?.textContent).toBe(CODE);
  expect(container.querySelectorAll('[style]')).toHaveLength(0);
  expect(ofClass(container, 'comment')[0]?.textContent).toBe('// a comment');
  expect(ofClass(container, 'keyword').map(({ textContent }) => textContent)).toContain('return');
});

test('long code keeps its text and its state over all its parts', async () => {
  const code = `/* a comment\n${'over many lines\n'.repeat(120)}*/\nconst end = 1;`;
  const { container } = renderMessage({ text: fenced(code, 'js') });
  await vi.waitFor(() => expect(ofClass(container, 'comment').length).toBeGreaterThan(120), {
    timeout: 8_000,
  });
  expect(container.querySelector('pre')?.textContent).toBe(code);
  expect(ofClass(container, 'keyword')[0]?.textContent).toBe('const');
});

test('code that was coloured before has its colours at once', async () => {
  const first = renderMessage({ text: fenced(CODE, 'typescript') });
  await untilColoured(first.container);
  const html = first.html();
  first.unmount();
  expect(renderMessage({ text: fenced(CODE, 'ts') }).html()).toBe(html);
});

test('code that still grows has no colours, and keeps its element when it is whole', async () => {
  const { container, update } = renderMessage({ text: `\`\`\`ts\n${CODE}`, streaming: true });
  const pre = container.querySelector('pre');
  expect(pre?.textContent).toBe(CODE);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(coloured(container)).toHaveLength(0);
  update({ text: `\`\`\`ts\n${CODE}\n\`\`\`\n\nThen`, streaming: true });
  await untilColoured(container);
  expect(container.querySelector('pre')).toBe(pre);
  expect(pre?.textContent).toBe(CODE);
});

test('neither the fence nor its language flashes up while code is written', () => {
  const text = `Before\n\n~~~~python\nx = 1\n~~~\n~~~~\n\nafter`;
  const seen = new Set<string>();
  streamMessage(text, everyLength(text), (container) => {
    const shown = container.querySelector('pre')?.textContent ?? '';
    const label = ofClass(container, 'language')[0]?.textContent ?? '';
    seen.add(label);
    expect(container.textContent).not.toMatch(/pyth?o?n?$|~~~~/);
    expect(shown.replace('~~~', '')).not.toContain('~');
  });
  expect([...seen]).toEqual(['', 'Python']);
});

test('code in an unknown language, or too long, is shown without colours', async () => {
  const long = 'const a = 1;\n'.repeat(6_000);
  const { container } = renderMessage({ text: `${fenced('x = 1', 'klingon')}\n\n${fenced(long, 'js')}` });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(coloured(container)).toHaveLength(0);
  expect(screen.getByRole('group', { name: 'klingon code' })).toBeTruthy();
  expect(screen.getByRole('group', { name: 'JavaScript code' }).textContent).toBe(long);
});

test('copying copies the code, and is announced', async () => {
  const written: string[] = [];
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void written.push(text) } });
  renderMessage({ text: fenced(CODE, '') });
  const button = screen.getByRole('button', { name: 'Copy code' });
  expect(screen.getByRole('status').textContent).toBe('');
  await act(async () => fireEvent.click(button));
  expect(written).toEqual([CODE]);
  expect(screen.getByRole('status').textContent).toBe('Code copied');
  expect(button.textContent).toBe('Copied');
});

test('copying that fails says what to do', async () => {
  vi.stubGlobal('navigator', {});
  renderMessage({ text: fenced(CODE, '') });
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Copy code' })));
  expect(screen.getByRole('status').textContent).toMatch(/^It could not be copied/);
});

test.each([
  ['ts', 'typescript', 'TypeScript'],
  ['TSX', 'tsx', 'TSX'],
  ['c++', 'cpp', 'C++'],
  ['sh', 'bash', 'Bash'],
  ['brainfuck', undefined, 'brainfuck'],
  ['__proto__', undefined, '__proto__'],
  ['constructor', undefined, 'constructor'],
  [undefined, undefined, ''],
])('the fence %s is the language %s, shown as "%s"', (name, id, label) => {
  expect(languageId(name)).toBe(id);
  expect(languageLabel(name)).toBe(label);
});
