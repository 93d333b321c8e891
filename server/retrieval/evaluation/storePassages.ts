import { randomUUID } from 'node:crypto';
import { localEmbedder } from '#platform/ai/embedder.ts';
import type { Database } from '#platform/database/database.ts';
import { type ChunkIndex, indexChunk } from '#platform/indexing/indexedChunk.ts';
import type { EvaluationSet } from './evaluationSet.ts';

export async function storeUser(database: Database): Promise<string> {
  const id = randomUUID();
  await database.asSystem('test', (tx) =>
    tx.user.create({ data: { id, email: `${id}@example.org`, passwordHash: '-' } }),
  );
  return id;
}

/** Passages of which each is a document of its own. */
export function documentsOf(
  passages: Readonly<Record<string, string>>,
  language: 'es' | 'en',
): Pick<EvaluationSet, 'language' | 'passages' | 'documents'> {
  const names = Object.keys(passages);
  return { language, passages: new Map(Object.entries(passages)), documents: names.map((name) => [name]) };
}

/** Where a passage is: in its document's text, in UTF-16 units. */
export type StoredPassage = { name: string; chunkId: string; documentId: string; start: number; end: number };

/** What stands between two passages of a document. */
const GAP = '\n\n';

/** Stores completed documents; each of their passages is a chunk, as paragraphs of such a length are. */
export async function storePassages(
  database: Database,
  userId: string,
  { language, passages, documents }: Pick<EvaluationSet, 'language' | 'passages' | 'documents'>,
): Promise<StoredPassage[]> {
  const embeddings = await localEmbedder.embed([...passages.values()]);
  const embeddingOf = new Map([...passages.keys()].map((name, i) => [name, embeddings[i]]));
  const stored: StoredPassage[] = [];
  const rows = documents.flatMap((names) => {
    const documentId = randomUUID();
    let start = 0;
    return names.flatMap((name, index) => {
      const text = passages.get(name) ?? '';
      const embedding = embeddingOf.get(name);
      if (embedding === undefined) return [];
      const place = { name, chunkId: randomUUID(), documentId, start, end: start + text.length };
      stored.push(place);
      start = place.end + GAP.length;
      return [chunkRow(place, index, text, indexChunk({ text, headingPath: [] }, language, embedding))];
    });
  });
  await database.asSystem('test', async (tx) => {
    const all = JSON.stringify(rows.map(({ document_id, term_count }) => ({ document_id, term_count })));
    await tx.$executeRaw`INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq, chunk_count, term_count)
      SELECT ${userId}::uuid, c.document_id, 'passage.txt', 'text/plain', 1, '', 'completed', 1, count(*), sum(c.term_count)
      FROM jsonb_to_recordset(${all}::jsonb) AS c (document_id uuid, term_count integer) GROUP BY c.document_id`;
    for (let at = 0; at < rows.length; at += 100) {
      const batch = JSON.stringify(rows.slice(at, at + 100));
      await tx.$executeRaw`INSERT INTO document_chunks (user_id, heading_path, chunk_index, gap_before, id, document_id, chunk_text,
          start_offset, end_offset, term_count, embedding_model, embedding, signs, tsv)
        SELECT ${userId}::uuid, '{}', c.* FROM jsonb_to_recordset(${batch}::jsonb)
          AS c (chunk_index integer, gap_before text, id uuid, document_id uuid, chunk_text text, start_offset integer,
                end_offset integer, term_count integer, embedding_model text, embedding vector(1536), signs bit(1536), tsv tsvector)`;
    }
  });
  return stored;
}

function chunkRow(
  { chunkId, documentId, start, end }: StoredPassage,
  index: number,
  text: string,
  { termCount, embeddingModel, ...columns }: ChunkIndex,
) {
  return {
    ...columns,
    ...{ chunk_index: index, gap_before: index === 0 ? '' : GAP, id: chunkId, document_id: documentId },
    ...{ chunk_text: text, start_offset: start, end_offset: end },
    ...{ term_count: termCount, embedding_model: embeddingModel },
  };
}
