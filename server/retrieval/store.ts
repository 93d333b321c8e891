import type { Embedding } from '#platform/ai/embedder.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import type { Parameter, Statement } from '#platform/database/singleStatements.ts';
import { notFound } from '#platform/errors.ts';
import { signPlanes, vectorLiteral } from '#platform/indexing/vectorColumns.ts';
import type { QueryTerm } from './queryTerms.ts';

export type ChunkRow = {
  id: string;
  documentId: string;
  chunkIndex: number;
  fileName: string;
  page: number | null;
  start: number;
  end: number;
  text: string;
  /** What stands between the chunk before and this one. */
  gapBefore: string;
  headingPath: string[];
};

/** Where a leg of the search has a chunk: from 1, the best first. */
export type LegPlace = { rank: number; score: number };

/** A chunk that a leg found; the other leg has null. */
export type FoundChunk = ChunkRow & { words: LegPlace | null; vectors: LegPlace | null };

/** What the legs found, in no particular order, and what each word of the question weighs: rare ones more. */
export type FoundChunks = { chunks: FoundChunk[]; termWeights: number[] };

/** Both legs of a search in one statement, for `findParameters`. */
export const FIND_CHUNKS: Statement = {
  name: 'find chunks',
  text: `
    SELECT id::text, document_id::text AS "documentId", chunk_index AS "chunkIndex", file_name AS "fileName", page,
           start_offset AS start, end_offset AS "end", chunk_text AS text, gap_before AS "gapBefore", heading_path AS "headingPath",
           words_rank::int AS "wordsRank", words_score AS "wordsScore", vectors_rank::int AS "vectorsRank", similarity,
           term_weights AS "termWeights"
    FROM kipux_find_chunks($1::text[], $2::int[], $3::float8[], $4::vector, $5::bit(1536)[], $6::float8[], $7::text, $8::uuid[], $9::int)`,
};

type FoundRow = ChunkRow & {
  wordsRank: number | null;
  wordsScore: number | null;
  vectorsRank: number | null;
  similarity: number | null;
  termWeights: number[] | null;
};

/** What is searched for, and how many chunks each leg brings. `within`: only in these documents; null: in all completed ones. */
export function findParameters(
  { terms, embedding }: { terms: readonly QueryTerm[]; embedding: Embedding | null },
  within: readonly string[] | null,
  legRows: number,
): Parameter[] {
  const signs = embedding === null ? null : signPlanes(embedding.vector);
  return [
    terms.flatMap(({ spellings }) => spellings),
    terms.flatMap(({ spellings }, term) => spellings.map(() => String(term))),
    terms.map(({ weight }) => String(weight)),
    embedding === null ? null : vectorLiteral(embedding.vector),
    signs?.planes ?? null,
    signs?.weights.map(String) ?? null,
    embedding?.model ?? null,
    within,
    legRows,
  ];
}

/**
 * A user's chunks by BM25 and by the angle of their vectors, each leg's best, in one trip. Only vectors of the same model
 * are compared.
 */
export async function findChunks(
  { readAsUser }: Pick<Database, 'readAsUser'>,
  userId: string,
  ...query: Parameters<typeof findParameters>
): Promise<FoundChunks> {
  const rows = await readAsUser<FoundRow>(userId, FIND_CHUNKS, findParameters(...query));
  return { chunks: rows.map(readFound), termWeights: rows[0]?.termWeights ?? [] };
}

function readFound({ wordsRank, wordsScore, vectorsRank, similarity, ...row }: FoundRow): FoundChunk {
  return {
    ...row,
    words: wordsRank === null ? null : { rank: wordsRank, score: wordsScore ?? 0 },
    vectors: vectorsRank === null ? null : { rank: vectorsRank, score: similarity ?? 0 },
  };
}

/** Throws `not_found` when one of the documents is somebody else's or not there at all. */
export async function assertDocuments(
  tx: Transaction,
  userId: string,
  ids: readonly string[],
): Promise<void> {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return;
  const found = await tx.document.count({ where: { userId, id: { in: distinct } } });
  if (found < distinct.length) throw notFound('document');
}
