import type { DatabaseSync } from 'node:sqlite';
import type { EndpointOutput } from '#shared/endpoint.ts';
import type { getDocumentText } from '#shared/endpoints/documents.ts';
import { transaction } from './transaction.ts';

type DocumentText = EndpointOutput<typeof getDocumentText>;

/** UTF-16 units of a passage at the most: a few paragraphs, which is what a hit shows and opens. */
const PASSAGE_LENGTH = 1_200;

/** Keeps the text of a document that was opened, as long as the document is known, and makes it searchable. */
export function createTextKeeper(db: DatabaseSync) {
  const isKnown = db.prepare('SELECT 1 FROM documents WHERE id = ?');
  const forget = db.prepare('DELETE FROM document_texts WHERE document_id = ?');
  const keep = db.prepare('INSERT INTO document_texts VALUES (?, ?)');
  const addPassage = db.prepare('INSERT INTO passages (document_id, start, text) VALUES (?, ?, ?)');
  return (id: string, value: DocumentText): void =>
    transaction(db, () => {
      if (!isKnown.get(id)) return;
      forget.run(id);
      keep.run(id, JSON.stringify(value));
      for (const { start, text } of passagesOf(value.text)) addPassage.run(id, start, text);
    });
}

/** The whole text in pieces that end between words where they can. */
export function* passagesOf(text: string): Generator<{ start: number; text: string }> {
  for (let start = 0; start < text.length; ) {
    const most = start + PASSAGE_LENGTH;
    const space =
      most < text.length ? Math.max(text.lastIndexOf('\n', most), text.lastIndexOf(' ', most)) : -1;
    const end = space > start + PASSAGE_LENGTH / 2 ? space + 1 : Math.min(most, text.length);
    yield { start, text: text.slice(start, end) };
    start = end;
  }
}
