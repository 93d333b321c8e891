import type { SourcePassage } from '#platform/ai/sources.ts';
import { type Span, sentencesOf } from '#platform/text/sentences.ts';
import type { Citation } from '#shared/entities.ts';
import { claimsOf } from './claims.ts';
import { supportOf } from './entailment.ts';
import { factsOf } from './facts.ts';

/** Sentences of a passage that may bear a claim out together. */
const MAX_SENTENCES = 3;

/**
 * The citations of a finished answer: for each occurrence of `[n]` whose claim the n-th passage bears out, the sentences that
 * do so, word for word with their place in the document. Numbers, dates, names and negations have to agree. A marker without a citation
 * is one that could not be verified.
 */
export function verifyCitations(answer: string, passages: readonly SourcePassage[]): Citation[] {
  return claimsOf(answer).flatMap(({ marker, offset, text }): Citation[] => {
    const passage = passages[marker - 1];
    const quote = passage === undefined ? null : quoteFor(text, passage);
    if (passage === undefined || quote === null) return [];
    const { documentId, chunkId, fileName, page } = passage;
    const [start, end] = [passage.start + quote.start, passage.start + quote.end];
    const words = passage.text.slice(quote.start, quote.end);
    return [{ marker, contentOffset: offset, documentId, chunkId, fileName, page, start, end, quote: words }];
  });
}

/** The fewest sentences that bear the claim out best. */
function quoteFor(claim: string, passage: SourcePassage): Span | null {
  const facts = factsOf(claim);
  const sentences = sentencesOf(passage.text);
  const context = [passage.fileName, ...passage.headingPath].join('\n');
  let best: { span: Span; support: number } | null = null;
  for (let count = 1; count <= MAX_SENTENCES; count += 1) {
    for (let first = 0; first + count <= sentences.length; first += 1) {
      const span = { start: sentences[first]?.start ?? 0, end: sentences[first + count - 1]?.end ?? 0 };
      const support = supportOf(facts, passage.text.slice(span.start, span.end), context);
      if (support !== null && support > (best?.support ?? 0) + 0.05) best = { span, support };
    }
    if (best !== null && best.support >= 0.9) break;
  }
  return best?.span ?? null;
}
