import type { SourcePassage } from '#platform/ai/sources.ts';
import { type Span, sentencesOf } from '#platform/text/sentences.ts';
import type { Citation } from '#shared/entities.ts';
import { type Claim, claimsOf } from './claims.ts';
import { isOfAnother, sharedWith, supportOf } from './verification/entailment.ts';
import { readStatement, type Statement } from './verification/statement.ts';

/** No passage that is sent is longer; more would only cost time. */
const MAX_PASSAGE_SENTENCES = 120;
/** A claim is a sentence: what is longer is read from its end. */
const MAX_CLAIM_LENGTH = 1_200;

/** Markers beyond these stay unverified: an answer of nothing but markers is no answer. */
const MAX_MARKERS = 500;
/** How much more of a claim other sentences must have for their contradiction to count. */
const MUCH_NEARER = 0.2;
/** The share of what all of a passage has of a claim that its quoted sentences must have. */
const LEAST_OF_WHOLE = 0.65;
/** Others have their turn after so many milliseconds. */
const TURN_MS = 8;

/**
 * Verifies the citations of one answer, which may still be growing: for each occurrence of `[n]` whose claim the n-th
 * passage bears out, the sentences that do so, word for word with their place in the document. Numbers, dates, names and
 * negations have to agree. A marker without a citation is one that could not be verified. What was judged once is
 * not judged again.
 */
export function createCitationCheck(passages: readonly SourcePassage[]) {
  const read = new Map<SourcePassage, ReturnType<typeof readPassage>>();
  const judged = new Map<string, Citation | null>();

  const judge = ({ marker, offset, text }: Claim): Citation | null => {
    const passage = passages[marker - 1];
    if (passage === undefined) return null;
    const stated = read.get(passage) ?? readPassage(passage);
    read.set(passage, stated);
    const quote = quoteFor(readStatement(text.slice(-MAX_CLAIM_LENGTH)), stated);
    return quote === null ? null : toCitation(passage, quote, { marker, contentOffset: offset });
  };

  return async function citationsOf(answer: string): Promise<Citation[]> {
    const citations: Citation[] = [];
    let turnBegan = performance.now();
    for (const claim of claimsOf(answer).slice(0, MAX_MARKERS)) {
      const key = `${claim.marker} ${claim.offset} ${claim.text}`;
      const citation = judged.get(key) ?? (judged.has(key) ? null : judge(claim));
      judged.set(key, citation);
      if (citation !== null) citations.push(citation);
      if (performance.now() - turnBegan > TURN_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        turnBegan = performance.now();
      }
    }
    return citations;
  };
}

function toCitation(
  passage: SourcePassage,
  quote: Span,
  at: Pick<Citation, 'marker' | 'contentOffset'>,
): Citation {
  const { documentId, chunkId, fileName, page } = passage;
  return {
    ...at,
    ...{ documentId, chunkId, fileName, page },
    start: passage.start + quote.start,
    end: passage.start + quote.end,
    quote: passage.text.slice(quote.start, quote.end),
  };
}

/** What a passage states, read once: its sentences, and what they state together. */
function readPassage(passage: SourcePassage) {
  const sentences = sentencesOf(passage.text).slice(0, MAX_PASSAGE_SENTENCES);
  const windows = [1, 2, 3].map((count) =>
    sentences.slice(0, Math.max(0, sentences.length - count + 1)).map((first, at) => {
      const span = { start: first.start, end: sentences[at + count - 1]?.end ?? first.end };
      return { span, statement: readStatement(passage.text.slice(span.start, span.end)) };
    }),
  );
  const end = sentences.at(-1)?.end ?? 0;
  return {
    windows,
    whole: readStatement(passage.text.slice(0, end)),
    context: readStatement([passage.fileName, ...passage.headingPath].join('\n')),
  };
}

type Nearest = { coverage: number; contradicts: boolean; statement: Statement | null };

/** The fewest sentences that bear the claim out best; null when those that are nearest to it contradict it. */
function quoteFor(
  claim: Statement,
  { windows, context, whole }: ReturnType<typeof readPassage>,
): Span | null {
  let best: { span: Span; coverage: number } | null = null;
  let against = 0;
  for (const [more, ofOneLength] of windows.entries()) {
    let nearest: Nearest = { coverage: 0, contradicts: false, statement: null };
    for (const { span, statement } of ofOneLength) {
      const { verdict, coverage } = supportOf(claim, statement, context, whole);
      if (verdict === 'contradicts') against = Math.max(against, coverage);
      if (coverage > nearest.coverage)
        nearest = { coverage, contradicts: verdict === 'contradicts', statement };
      if (verdict === 'bears out' && coverage > (best?.coverage ?? 0) + 0.05) best = { span, coverage };
    }
    if (more === 0 && isOfAnother(claim, nearest.statement ?? whole, context)) return null;
    if (
      more === 0 &&
      nearest.contradicts &&
      nearest.coverage >= 0.5 &&
      nearest.coverage >= (best?.coverage ?? 0)
    )
      return null;
    if (best !== null && best.coverage >= 0.9) break;
  }
  if (best === null || against >= best.coverage + MUCH_NEARER) return null;
  // Words that only other sentences have, and those otherwise: it is of them that the claim speaks.
  return best.coverage < LEAST_OF_WHOLE * sharedWith(claim, whole) ? null : best.span;
}
