import { type Embedder, type Embedding } from '#platform/ai/embedder.ts';
import { LOCAL_EMBEDDING_MODEL } from '#platform/ai/localEmbeddings.ts';
import type { Transaction } from '#platform/database/database.ts';
import { isSmallTalk } from '#platform/text/smallTalk.ts';
import type { Passage } from '#shared/entities.ts';
import { fuse } from './fusion.ts';
import { type ScoredChunk, withNeighboursMerged, withoutDuplicates } from './passages.ts';
import { type QueryTerm, queryTerms } from './queryTerms.ts';
import { rewriteQuery } from './rewriteQuery.ts';
import { findByVector, findByWords, readChunks } from './store.ts';
import { signBits, vectorLiteral } from './vectorColumns.ts';

export const PASSAGES_DEFAULT = 8;

/** A question made ready to be searched for. `embedding` is null when there is none to be had: words alone then. */
export type PreparedQuery = { text: string; terms: QueryTerm[]; embedding: Embedding | null };

/** A passage that was found, with the headings above it. */
export type FoundPassage = Passage & { headingPath: string[] };

/** Candidates that each leg brings. */
const LEG_LIMIT = 60;
/** What a chunk needs to count as found at all: this share of the question's words, or this similarity. */
const MIN_COVERAGE = 0.25;
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
  return { text, terms: queryTerms(text), embedding };
}

/**
 * The passages of a user's completed documents that bear on a question, the best first. `documentIds`: only in these.
 * Finds nothing rather than the least distant.
 */
export async function searchPassages(
  tx: Transaction,
  userId: string,
  query: PreparedQuery,
  {
    limit = PASSAGES_DEFAULT,
    documentIds = null,
  }: { limit?: number; documentIds?: readonly string[] | null } = {},
): Promise<FoundPassage[]> {
  const byWords = await findByWords(tx, query.terms, documentIds, LEG_LIMIT);
  const byVector = await vectorLeg(tx, userId, query.embedding, documentIds);
  const coverage = new Map(byWords.map((hit) => [hit.id, hit.coverage]));
  const minSimilarity =
    query.embedding?.model === LOCAL_EMBEDDING_MODEL ? MIN_SIMILARITY.local : MIN_SIMILARITY.model;
  const fused = fuse(new Map(byWords.map((hit) => [hit.id, hit.score])), byVector);
  const ranked = [...fused]
    .filter(([id]) => (coverage.get(id) ?? 0) >= MIN_COVERAGE || (byVector.get(id) ?? 0) >= minSimilarity)
    .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || (a < b ? -1 : 1))
    .slice(0, 2 * limit);
  const rows = new Map(
    (
      await readChunks(
        tx,
        userId,
        ranked.map(([id]) => id),
      )
    ).map((row) => [row.id, row]),
  );
  const chunks = ranked.flatMap(([id, score]): ScoredChunk[] => {
    const row = rows.get(id);
    return row === undefined ? [] : [{ ...row, score }];
  });
  return withNeighboursMerged(withoutDuplicates(chunks, limit)).map(presentPassage);
}

async function vectorLeg(
  tx: Transaction,
  userId: string,
  embedding: Embedding | null,
  within: readonly string[] | null,
): Promise<Map<string, number>> {
  if (embedding === null) return new Map();
  const query = {
    vector: vectorLiteral(embedding.vector),
    signs: signBits(embedding.vector),
    model: embedding.model,
  };
  const hits = await findByVector(tx, userId, query, within, LEG_LIMIT);
  // A vector without a direction has no angle to anything.
  return new Map(
    hits.filter(({ similarity }) => !Number.isNaN(similarity)).map((hit) => [hit.id, hit.similarity]),
  );
}

function presentPassage(chunk: ScoredChunk): FoundPassage {
  const { id, documentId, fileName, page, start, end, text, score, headingPath } = chunk;
  return { chunkId: id, documentId, fileName, page, start, end, text, score, headingPath };
}
