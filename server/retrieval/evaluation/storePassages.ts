import { randomUUID } from 'node:crypto';
import { localEmbedder } from '#platform/ai/embedder.ts';
import type { Database } from '#platform/database/database.ts';
import type { TextLanguage } from '#platform/text/language.ts';
import { type ChunkIndex, indexChunk } from '../indexedChunk.ts';

export async function storeUser(database: Database): Promise<string> {
  const id = randomUUID();
  await database.asSystem('test', (tx) =>
    tx.user.create({ data: { id, email: `${id}@example.org`, passwordHash: '-' } }),
  );
  return id;
}

/** Stores passages as completed documents of one chunk each. Gives their names by chunk id. */
export async function storePassages(
  database: Database,
  userId: string,
  passages: Readonly<Record<string, string>>,
  language: TextLanguage,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const embeddings = await localEmbedder.embed(Object.values(passages));
  const rows = Object.entries(passages).flatMap(([name, text], index) => {
    const embedding = embeddings[index];
    if (embedding === undefined) return [];
    const id = randomUUID();
    names.set(id, name);
    return [chunkRow(id, text, indexChunk({ text, headingPath: [] }, language, embedding))];
  });
  await database.asSystem('test', async (tx) => {
    for (let at = 0; at < rows.length; at += 100) {
      const batch = JSON.stringify(rows.slice(at, at + 100));
      await tx.$executeRaw`INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq, chunk_count, term_count)
        SELECT ${userId}::uuid, c.document_id, 'passage.txt', 'text/plain', 1, '', 'completed', 1, 1, c.term_count
        FROM jsonb_to_recordset(${batch}::jsonb) AS c (document_id uuid, term_count integer)`;
      await tx.$executeRaw`INSERT INTO document_chunks (user_id, chunk_index, start_offset, heading_path, gap_before, id, document_id, chunk_text,
          end_offset, term_count, embedding_model, embedding, signs, tsv)
        SELECT ${userId}::uuid, 0, 0, '{}', '', c.* FROM jsonb_to_recordset(${batch}::jsonb)
          AS c (id uuid, document_id uuid, chunk_text text, end_offset integer, term_count integer, embedding_model text,
                embedding vector(1536), signs bit(1536), tsv tsvector)`;
    }
  });
  return names;
}

function chunkRow(id: string, text: string, { termCount, embeddingModel, ...columns }: ChunkIndex) {
  return {
    ...columns,
    ...{ id, document_id: randomUUID(), chunk_text: text, end_offset: text.length },
    ...{ term_count: termCount, embedding_model: embeddingModel },
  };
}
