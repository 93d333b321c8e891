import { randomUUID } from 'node:crypto';
import { localEmbedder } from '#platform/ai/embedder.ts';
import type { Database } from '#platform/database/database.ts';
import type { TextLanguage } from '#platform/text/language.ts';
import { indexChunk } from '../indexedChunk.ts';

export async function storeUser(database: Database): Promise<string> {
  const id = randomUUID();
  await database.asSystem('test', (tx) =>
    tx.user.create({ data: { id, email: `${id}@example.org`, passwordHash: '-' } }),
  );
  return id;
}

/** Stores passages as the chunks of one completed document. Gives their names by chunk id. */
export async function storePassages(
  database: Database,
  userId: string,
  passages: Readonly<Record<string, string>>,
  language: TextLanguage,
): Promise<Map<string, string>> {
  const documentId = randomUUID();
  const names = new Map<string, string>();
  const embeddings = await localEmbedder.embed(Object.values(passages));
  const rows = Object.entries(passages).flatMap(([name, text], index) => {
    const embedding = embeddings[index];
    if (embedding === undefined) return [];
    const id = randomUUID();
    names.set(id, name);
    const { termCount, embeddingModel, ...columns } = indexChunk(
      { text, headingPath: [] },
      language,
      embedding,
    );
    return [
      {
        ...columns,
        id,
        chunk_index: index,
        chunk_text: text,
        end_offset: text.length,
        term_count: termCount,
        embedding_model: embeddingModel,
      },
    ];
  });
  await database.asSystem('test', async (tx) => {
    await tx.$executeRaw`INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq, chunk_count, term_count)
      VALUES (${userId}::uuid, ${documentId}::uuid, 'passages.txt', 'text/plain', 1, '', 'completed', 1, ${rows.length}::int,
              ${rows.reduce((sum, row) => sum + row.term_count, 0)}::bigint)`;
    for (let at = 0; at < rows.length; at += 100) {
      await tx.$executeRaw`INSERT INTO document_chunks (user_id, document_id, start_offset, heading_path, gap_before, id, chunk_index, chunk_text,
          end_offset, term_count, embedding_model, embedding, signs, tsv)
        SELECT ${userId}::uuid, ${documentId}::uuid, 0, '{}', '', c.* FROM jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + 100))}::jsonb)
          AS c (id uuid, chunk_index integer, chunk_text text, end_offset integer, term_count integer, embedding_model text,
                embedding vector(1536), signs bit(1536), tsv tsvector)`;
    }
  });
  return names;
}
