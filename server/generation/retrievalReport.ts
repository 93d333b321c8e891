import type { RetrievedPassage } from '#shared/retrieval.ts';
import type { RankedPassage } from '../retrieval/index.ts';

const MAX_PASSAGES = 40;
const EXCERPT_LENGTH = 300;
const MAX_HEADINGS = 8;

/** Passages (the best first) for the account of a search, the first `sent` of which went to the model. Bounded in size. */
export function reportPassages(found: readonly RankedPassage[], sent: number): RetrievedPassage[] {
  return found.slice(0, MAX_PASSAGES).map((passage, index) => {
    const { chunkId, documentId, fileName, page, start, end, score } = passage;
    return {
      rank: index + 1,
      ...{ chunkId, documentId, fileName, page, start, end, score },
      headingPath: passage.headingPath.slice(-MAX_HEADINGS).map((heading) => excerptOf(heading)),
      excerpt: excerptOf(passage.text),
      words: passage.words,
      vectors: passage.vectors,
      sentAs: index < sent ? index + 1 : null,
    };
  });
}

/** NUL and half characters cannot be stored as JSON. */
function excerptOf(text: string): string {
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH).toWellFormed()}…`;
}
