import type { Transaction } from '#platform/database/database.ts';
import { notFound } from '#platform/errors.ts';
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

export type WordHit = { id: string; score: number; coverage: number };
export type VectorHit = { id: string; similarity: number };

/** Candidates of the first, coarse step of the vector search. */
const COARSE_CANDIDATES = 1_000;

/** Chunks by BM25, the best first. `within`: only in these documents; null: in all completed ones. */
export function findByWords(
  tx: Transaction,
  terms: readonly QueryTerm[],
  within: readonly string[] | null,
  limit: number,
): Promise<WordHit[]> {
  if (terms.length === 0) return Promise.resolve([]);
  return tx.$queryRaw<WordHit[]>`
    SELECT chunk_id::text AS id, score, coverage FROM kipux_search_chunks(
      ${terms.map(({ lexeme }) => lexeme)}::text[], ${terms.map(({ group }) => group)}::int[], ${within}::uuid[], ${limit}::int)`;
}

/**
 * Chunks by the angle of their vectors, the nearest first: a coarse choice by the Hamming distance of the signs, then
 * exactly. Only vectors of the same model are compared.
 */
export function findByVector(
  tx: Transaction,
  userId: string,
  query: { vector: string; signs: string; model: string },
  within: readonly string[] | null,
  limit: number,
): Promise<VectorHit[]> {
  return tx.$queryRaw<VectorHit[]>`
    WITH searched AS MATERIALIZED (
      SELECT d.id FROM documents d
      WHERE d.user_id = ${userId}::uuid AND d.status = 'completed' AND (${within}::uuid[] IS NULL OR d.id = ANY (${within}::uuid[]))
    ), near AS MATERIALIZED (
      SELECT c.id, c.embedding FROM document_chunks c
      WHERE c.user_id = ${userId}::uuid AND c.embedding_model = ${query.model} AND c.document_id IN (SELECT id FROM searched)
      ORDER BY c.signs <~> ${query.signs}::bit(1536) LIMIT ${COARSE_CANDIDATES}::int
    )
    SELECT id::text, 1 - (embedding <=> ${query.vector}::vector) AS similarity
    FROM near ORDER BY embedding <=> ${query.vector}::vector LIMIT ${limit}::int`;
}

/** The chunks with these ids, in no particular order. */
export function readChunks(tx: Transaction, userId: string, ids: readonly string[]): Promise<ChunkRow[]> {
  return tx.$queryRaw<ChunkRow[]>`
    SELECT c.id::text, c.document_id::text AS "documentId", c.chunk_index AS "chunkIndex", d.file_name AS "fileName", c.page,
           c.start_offset AS start, c.end_offset AS "end", c.chunk_text AS text, c.gap_before AS "gapBefore", c.heading_path AS "headingPath"
    FROM document_chunks c JOIN documents d ON d.user_id = c.user_id AND d.id = c.document_id
    WHERE c.user_id = ${userId}::uuid AND c.id = ANY (${ids}::uuid[])`;
}

/** How many documents could be searched. */
export async function countSearchable(
  tx: Transaction,
  userId: string,
  within: readonly string[] | null,
): Promise<number> {
  return tx.document.count({
    where: { userId, status: 'completed', ...(within === null ? {} : { id: { in: [...within] } }) },
  });
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
