import type { HighlighterCore, ThemedToken } from 'shiki/core';
import { type LanguageId, loadLanguage } from './codeLanguages.ts';

/** What a piece of code is; undefined for plain text. The names are those of the theme's variables. */
export const TOKEN_KINDS = [
  'constant',
  'string',
  'comment',
  'keyword',
  'parameter',
  'function',
  'string-expression',
  'punctuation',
  'link',
  'inserted',
  'deleted',
  'changed',
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export type CodeToken = { text: string; kind: TokenKind | undefined };
export type CodeLine = readonly CodeToken[];

/** Longer code is shown without colours: nobody waits for them, and a hostile line could make one. */
const LONGEST_CODE = 60_000;
const LONGEST_LINE = 2_000;
/** Lines coloured before others get their turn. */
const LINES_AT_ONCE = 40;
const REMEMBERED = 80;

const remembered = new Map<string, readonly CodeLine[]>();

/** What highlightCode has found before, so that a message that comes into view again has its colours at once. */
export function highlightedBefore(code: string, language: LanguageId): readonly CodeLine[] | undefined {
  return remembered.get(keyOf(code, language));
}

/** Finds the tokens of code, a few lines at a time. Undefined when it is too long or `signal` aborts. */
export async function highlightCode(
  code: string,
  language: LanguageId,
  signal: AbortSignal,
): Promise<readonly CodeLine[] | undefined> {
  const lines = code.split('\n');
  if (code.length > LONGEST_CODE || lines.some((line) => line.length > LONGEST_LINE)) return undefined;
  const highlighter = await loadHighlighter(language);
  const tokens: CodeLine[] = [];
  let state: ReturnType<HighlighterCore['getLastGrammarState']> | undefined;
  for (let first = 0; first < lines.length; first += LINES_AT_ONCE) {
    if (signal.aborted) return undefined;
    const part = lines.slice(first, first + LINES_AT_ONCE).join('\n');
    const found = highlighter.codeToTokens(part, {
      lang: language,
      theme: 'kipux',
      ...(state !== undefined && { grammarState: state }),
    });
    state = found.grammarState;
    tokens.push(...found.tokens.map((line) => line.map(tokenOf)));
    await nextTurn();
  }
  remember(keyOf(code, language), tokens);
  return tokens;
}

function tokenOf({ content, color }: ThemedToken): CodeToken {
  const name = /--code-token-([a-z-]+)/.exec(color ?? '')?.[1];
  return { text: content, kind: TOKEN_KINDS.find((kind) => kind === name) };
}

function keyOf(code: string, language: LanguageId): string {
  return `${language}\n${code}`;
}

function remember(key: string, tokens: readonly CodeLine[]): void {
  remembered.set(key, tokens);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

let loading: Promise<HighlighterCore> | undefined;

async function loadHighlighter(language: LanguageId): Promise<HighlighterCore> {
  loading ??= createHighlighter();
  const [highlighter, registration] = await Promise.all([loading, loadLanguage(language)]);
  await highlighter.loadLanguage(registration);
  return highlighter;
}

async function createHighlighter(): Promise<HighlighterCore> {
  const [core, engine] = await Promise.all([import('shiki/core'), import('shiki/engine/javascript')]);
  return core.createHighlighterCore({
    themes: [core.createCssVariablesTheme({ name: 'kipux', variablePrefix: '--code-' })],
    langs: [],
    engine: engine.createJavaScriptRegexEngine({ forgiving: true }),
  });
}
