import { type Embedder, type Embedding } from '#platform/ai/embedder.ts';
import { LOCAL_EMBEDDING_MODEL } from '#platform/ai/localEmbeddings.ts';
import type { Database } from '#platform/database/database.ts';
import { isSmallTalk } from '#platform/text/smallTalk.ts';
import type { Passage } from '#shared/entities.ts';
import { withNeighboursMerged, withoutDuplicates } from './passages.ts';
import { type QueryTerm, queryTerms } from './queryTerms.ts';
import { type RankedChunk, rankChunks } from './ranking.ts';
import { rewriteQuery } from './rewriteQuery.ts';
import { findChunks, type LegPlace } from './store.ts';

export const PASSAGES_DEFAULT = 8;

/** A question made ready to be searched for. `embedding` is null when there is none to be had: words alone then. */
export type PreparedQuery = {
  /** What the person wrote. */
  asked: string;
  /** What is searched for: the same, rewritten from the conversation. */
  text: string;
  terms: QueryTerm[];
  embedding: Embedding | null;
};

/**
 * A passage that was found, with the headings above it and where each leg of the search had it (a leg that did not find it
 * has null). `coverage` is the share of the question's words, by weight, that stand in it.
 */
export type RankedPassage = Passage & {
  headingPath: string[];
  words: LegPlace | null;
  vectors: LegPlace | null;
  coverage: number;
};

/** What was searched for, after rewriting, and what was found, the best first. */
export type SearchResult = { query: string; passages: RankedPassage[] };

/** Candidates that each leg brings, beside those that are asked for. */
const MORE_CANDIDATES = 30;
/** What one chunk needs at least, that anything counts as found: this share of the question's words, or this similarity. */
const MIN_COVERAGE = 0.25;
/** Below this a vector is as near as any. */
const LEAST_SIMILARITY = 0.05;
const MIN_SIMILARITY = { local: 0.2, model: 0.32 } as const;

/**
 * What to do before the transaction that searches, since an embedding may take a provider's time: rewrites the question
 * from the conversation and embeds it. Null when there is nothing to search for: small talk.
 */
export async function prepareQuery(
  embedder: Embedder,
  question: string,
  options: {
    previous?: readonly string[];
    signal?: AbortSignal;
    onEmbeddingError?: (error: unknown) => void;
  } = {},
): Promise<PreparedQuery | null> {
  if (isSmallTalk(question)) return null;
  const text = rewriteQuery(question, options.previous ?? []);
  const embedding = await embedder.embed([text], options.signal).then(
    ([only]) => only ?? null,
    (error: unknown) => {
      options.signal?.throwIfAborted();
      options.onEmbeddingError?.(error);
      return null;
    },
  );
  return { asked: question, text, terms: queryTerms(text, question), embedding };
}

/**
 * The passages of a user's completed documents that bear on a question, the best first. `documentIds`: only in these.
 * `declines`: finds nothing rather than the least distant when no passage bears on the question; otherwise whatever has
 * anything of it is listed.
 */
export async function searchPassages(
  database: Database,
  userId: string,
  query: PreparedQuery,
  { limit = PASSAGES_DEFAULT, documentIds = null, declines = true }: SearchOptions = {},
): Promise<SearchResult> {
  const found = await findChunks(database, userId, query, documentIds, MORE_CANDIDATES + limit);
  return { query: query.text, passages: orderPassages(query, found, { limit, declines }) };
}

type SearchOptions = { limit?: number; documentIds?: readonly string[] | null; declines?: boolean };

/** What a search answers with, from what its statement found; see `searchPassages`. */
export function orderPassages(
  query: PreparedQuery,
  found: Parameters<typeof rankChunks>[1],
  { limit, declines }: { limit: number; declines: boolean },
): RankedPassage[] {
  const ranked = rankChunks(query, found);
  const minSimilarity =
    query.embedding?.model === LOCAL_EMBEDDING_MODEL ? MIN_SIMILARITY.local : MIN_SIMILARITY.model;
  const bears = ({ coverage, vectors }: RankedChunk) =>
    coverage >= MIN_COVERAGE || (vectors?.score ?? 0) >= minSimilarity;
  if (declines && !ranked.some(bears)) return [];
  const listed = withoutDuplicates(ranked.filter(hasAnything), limit);
  return withNeighboursMerged(listed).map(presentPassage);
}

function hasAnything({ words, vectors }: RankedChunk): boolean {
  return words !== null || (vectors?.score ?? 0) >= LEAST_SIMILARITY;
}

function presentPassage(chunk: RankedChunk): RankedPassage {
  const { id, documentId, fileName, page, start, end, text, score, headingPath } = chunk;
  const { words, vectors, coverage } = chunk;
  return {
    ...{ chunkId: id, documentId, fileName, page, start, end, text, score, headingPath },
    ...{ words, vectors, coverage },
  };
}
