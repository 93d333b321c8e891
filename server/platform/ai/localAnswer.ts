import type { Locale } from '#shared/entities.ts';
import { isFrequentWord, isFunctionWord } from '../text/functionWords.ts';
import { detectLanguage } from '../text/language.ts';
import { isOwnTask } from '../text/ownTask.ts';
import { sentencesOf } from '../text/sentences.ts';
import { isSmallTalk, smallTalkLanguage } from '../text/smallTalk.ts';
import { spelledAs } from '../text/spelling.ts';
import { contains, type WordSet, wordSetOf } from '../text/wordMatch.ts';
import { type Word, words } from '../text/words.ts';
import { type AnswerKind, answerKind, hasAnswerOf } from './answerKind.ts';
import type { SourcePassage } from './sources.ts';

export type LocalQuestion = {
  question: string;
  /** The passages found, the best first; the number of each in the answer is its place from 1. */
  passages: readonly SourcePassage[];
  /** The person's own language, where the question does not show one. */
  locale: Locale;
  /** How many documents could have been searched. */
  documentsCount: number;
};

const MAX_QUOTES = 3;
/** The share of the question's words, rare ones weighing more, that a sentence and what is around it must have; and how many of them. */
const MIN_MATCHES = 2;
/** So many of the question's words may be in none of the passages, that one of the others is enough for an answer. */
const MAX_UNKNOWN = 1;
/** With so large a share of its words in no passage a question is about something else. */
const UNKNOWN_SUBJECT = 0.7;
/** A passage that bears on the question so well, by words and vector together, answers with one of them. */
const MIN_BEARING = 0.58;
const MIN_COVERAGE = 0.22;
/** How much more a name weighs: who asks about one is not served by a sentence about another. */
const NAME_WEIGHT = 2;
/** What of the best sentence's score a further one must have. */
const RELATIVE_SCORE = 0.8;
const WORD_DELAY_MS = 4;

/**
 * Answers without a model: the sentences of the passages that answer best, word for word with their numbers, framed in
 * the question's language. Says so where nothing answers, and what it can do where nothing was asked.
 */
export async function* answerLocally(input: LocalQuestion): AsyncGenerator<string> {
  for (const piece of localAnswer(input).match(/\S+\s*/g) ?? []) {
    yield piece;
    await new Promise((resolve) => setTimeout(resolve, WORD_DELAY_MS));
  }
}

/** The whole text of a local answer. */
export function localAnswer({ question, passages, locale, documentsCount }: LocalQuestion): string {
  const detected = detectLanguage(question);
  const text = TEXTS[detected === 'other' ? (smallTalkLanguage(question) ?? locale) : detected];
  if (isSmallTalk(question) || isOwnTask(question) || documentsCount === 0)
    return `${text.help} ${text.connect}`;
  const quotes = bestSentences(question, passages);
  if (quotes.length === 0) return `${text.nothing} ${text.connect}`;
  return [text.found, ...quotes.map(({ sentence, marker }) => `> ${sentence} [${marker}]`)].join('\n\n');
}

const TEXTS = {
  es: {
    help: 'Soy Kipux en modo local: todavía no hay ningún modelo conectado, así que no escribo respuestas propias. Lo que sí hago: leo los documentos que subas (PDF, Word, Excel, CSV, páginas web, Markdown y texto), busco en ellos y respondo a tus preguntas con sus frases literales, cada una con su cita para comprobarla.',
    connect:
      'Para conectar un modelo, quien administra el servidor lo inicia con `OPENAI_API_KEY` (o con `OPENAI_BASE_URL` para Ollama, vLLM o LiteLLM); el README explica cómo.',
    nothing: 'No he encontrado en tus documentos nada que responda a esta pregunta.',
    found: 'Esto dicen tus documentos:',
  },
  en: {
    help: 'This is Kipux in local mode: no model is connected yet, so I do not write answers of my own. What I do: I read the documents you upload (PDF, Word, Excel, CSV, web pages, Markdown and text), search them, and answer your questions with their own sentences, each with a citation to check it by.',
    connect:
      'To connect a model, whoever runs the server starts it with `OPENAI_API_KEY` (or with `OPENAI_BASE_URL` for Ollama, vLLM or LiteLLM); the README says how.',
    nothing: 'I found nothing in your documents that answers this question.',
    found: 'This is what your documents say:',
  },
} satisfies Record<Locale, Record<string, string>>;

type Candidate = {
  sentence: string;
  marker: number;
  order: number;
  own: WordSet;
  around: WordSet;
  prior: number;
  /** Whether its passage bears on the question as a whole. */
  bears: boolean;
};
type Quote = { sentence: string; marker: number; order: number; score: number };

function bestSentences(question: string, passages: LocalQuestion['passages']): Quote[] {
  const content = words(question).filter((word) => word.kind !== 'word' || !isFunctionWord(word.folded));
  const candidates = passages.flatMap((passage, i) => candidatesOf(passage, i + 1, passages.length));
  const text = words(passages.map((passage) => [passage.text, ...passage.headingPath].join('\n')).join('\n'));
  const known = wordSetOf(text);
  const asked = spelledAs(content, text, known);
  // Who asks about Mongolia is not served by another capital.
  if (asked.some((word) => word !== asked[0] && isNamed(word) && !isKnown(known, word))) return [];
  // Nor who asks about a year by what was so in another.
  if (asked.some((word) => isYear(word) && !isKnown(known, word))) return [];
  if (namesOf(content, asked).some((name) => !candidates.some(({ around }) => isWithin(around, name))))
    return [];
  const weights = weightsOf(asked, candidates);
  const kind = answerKind(question);
  const unknown = asked.filter((word) => !isFrequentWord(word.folded) && !isKnown(known, word)).length;
  if (unknown >= asked.length * UNKNOWN_SUBJECT) return [];
  const scored = candidates
    .map((candidate) => ({
      ...candidate,
      score: scoreOf(
        { ...candidate, bears: candidate.bears || unknown <= MAX_UNKNOWN },
        asked,
        weights,
        kind,
      ),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  const chosen = new Map<string, Quote>();
  for (const { sentence, marker, order, score } of scored) {
    if (chosen.size === MAX_QUOTES || score < best * RELATIVE_SCORE) break;
    if (!chosen.has(sentence)) chosen.set(sentence, { sentence, marker, order, score });
  }
  return [...chosen.values()].sort((a, b) => a.marker - b.marker || a.order - b.order);
}

function candidatesOf(
  passage: LocalQuestion['passages'][number],
  marker: number,
  count: number,
): Candidate[] {
  const around = wordSetOf(words([passage.text, ...passage.headingPath].join('\n')));
  const bears = (passage.coverage ?? 0) + 2 * (passage.vectors?.score ?? 0) >= MIN_BEARING;
  return sentencesOf(passage.text).flatMap(({ start, end }, order) => {
    const sentence = readable(passage.text.slice(start, end));
    const own = words(sentence);
    // Headings and stray lines name a subject, they say nothing of it.
    if (own.length < 3 || passage.text.charAt(start) === '#') return [];
    return [{ sentence, marker, order, own: wordSetOf(own), around, prior: 1 - (marker - 1) / count, bears }];
  });
}

/** On one line, without the signs of lists and quotations at its beginning; the cells of a table's row with dots between. */
function readable(sentence: string): string {
  return sentence
    .replace(/\s+/g, ' ')
    .replace(/^(?:[-*+•▪◦>]\s+)+/, '')
    .replace(/^\s*\|\s*|\s*\|\s*$/g, '')
    .replace(/\s*\|\s*/g, ' · ')
    .trim();
}

/** Names of several words: they stand beside each other in the question. */
function namesOf(written: readonly Word[], spelled: readonly Word[]): Word[][] {
  return written.slice(1).flatMap((word, i) => {
    const before = written[i];
    // The first word of a question always has a capital letter.
    const isName =
      before !== undefined && i > 0 && isNamed(before) && isNamed(word) && word.start === before.end + 1;
    return isName ? [spelled.slice(i, i + 2)] : [];
  });
}

const isWithin = (set: WordSet, name: readonly Word[]): boolean => name.every((word) => isKnown(set, word));

/** Whether a text has a word, a code in its parts as well: `HB-2023-2210` is `HB-2023/2210`. */
function isKnown(set: WordSet, word: Word): boolean {
  if (contains(set, word)) return true;
  const parts = words(word.folded.replace(/[^\p{L}\p{N}]+/gu, ' '));
  return word.kind === 'code' && parts.length > 1 && parts.every((part) => contains(set, part));
}

const isNamed = ({ kind, capitalised }: Word): boolean => kind === 'code' || (kind === 'word' && capitalised);

const isYear = ({ kind, folded }: Word): boolean => kind === 'number' && /^(?:1\d|20)\d\d$/.test(folded);

/** What each word of the question weighs: the fewer sentences have it, the more; one that none has is no rarer than one that one has. */
function weightsOf(asked: readonly Word[], candidates: readonly Candidate[]): number[] {
  return asked.map((word) => {
    const having = candidates.filter(({ own }) => isKnown(own, word)).length;
    const rarity = Math.log(1 + (candidates.length + 1) / (Math.max(having, 1) + 0.5));
    if (isFrequentWord(word.folded)) return rarity / 3;
    return word.capitalised && word !== asked[0] ? rarity * NAME_WEIGHT : rarity;
  });
}

function scoreOf(
  candidate: Candidate,
  asked: readonly Word[],
  weights: readonly number[],
  kind: AnswerKind,
): number {
  let all = 0;
  let own = 0;
  let around = 0;
  let matches = 0;
  let hasCode = false;
  const needed = candidate.bears ? 1 : Math.min(MIN_MATCHES, asked.length - 1);
  for (const [i, word] of asked.entries()) {
    const weight = weights[i] ?? 0;
    all += weight;
    const isOwn = isKnown(candidate.own, word);
    const isAround = !isOwn && isKnown(candidate.around, word);
    if (isOwn) own += weight;
    if (isAround) around += weight;
    // An invoice's number stands once, above everything that is asked about it.
    hasCode ||= isAround && word.kind === 'code';
    // A name says by itself what is asked about.
    if ((isOwn || isAround) && !isFrequentWord(word.folded))
      matches += word !== asked[0] && isNamed(word) ? 2 : 1;
  }
  const coverage = (own + 0.6 * around) / all;
  if (
    (own === 0 && !hasCode) ||
    coverage < (candidate.bears ? MIN_COVERAGE / 2 : MIN_COVERAGE) ||
    matches < needed
  )
    return 0;
  return (
    own / all +
    (0.4 * around) / all +
    0.05 * candidate.prior +
    (hasAnswerOf(kind, candidate.sentence, asked) ? 0.2 : 0)
  );
}
