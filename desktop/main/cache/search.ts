import type { DatabaseSync } from 'node:sqlite';
import type { SearchHit } from '#shared/entities.ts';

/** Characters that no text carries into a snippet: they mark where a found word begins and ends. */
const [BEGIN, END] = ['\u0001', '\u0002'];
const SNIPPET_WORDS = 24;

/** Words in titles and messages; accents and case do not matter, and the last word may be unfinished. */
export function createSearch(db: DatabaseSync) {
  const titles = db.prepare(
    `SELECT c.id AS conversation_id, NULL AS message_id, c.title, c.updated_at AS created_at,
       snippet(title_words, 0, '${BEGIN}', '${END}', '…', ${SNIPPET_WORDS}) AS snippet
     FROM title_words JOIN conversations c ON c.rid = title_words.rowid
     WHERE title_words MATCH ? ORDER BY rank LIMIT ?`,
  );
  const messages = db.prepare(
    `SELECT m.conversation_id, m.id AS message_id, c.title, m.created_at,
       snippet(message_words, 0, '${BEGIN}', '${END}', '…', ${SNIPPET_WORDS}) AS snippet
     FROM message_words JOIN messages m ON m.rid = message_words.rowid JOIN conversations c ON c.id = m.conversation_id
     WHERE message_words MATCH ? ORDER BY rank LIMIT ?`,
  );
  return (query: string, limit: number): SearchHit[] => {
    const words = toMatch(query);
    if (words === undefined) return [];
    const inTitles = titles.all(words, limit);
    const inMessages = inTitles.length < limit ? messages.all(words, limit - inTitles.length) : [];
    return [...inTitles, ...inMessages].map(toHit);
  };
}

/** Every word quoted, so that nothing of FTS5's own syntax is left. */
function toMatch(query: string): string | undefined {
  const words = query.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.length === 0 ? undefined : `${words.map((word) => `"${word}"`).join(' ')} *`;
}

function toHit(row: Record<string, unknown>): SearchHit {
  const { snippet, highlights } = parseSnippet(String(row.snippet));
  return {
    type: row.message_id === null ? 'conversation' : 'message',
    conversationId: String(row.conversation_id),
    messageId: typeof row.message_id === 'string' ? row.message_id : null,
    title: String(row.title),
    snippet,
    highlights,
    createdAt: String(row.created_at),
  };
}

function parseSnippet(marked: string): { snippet: string; highlights: [number, number][] } {
  const highlights: [number, number][] = [];
  let snippet = '';
  let start = 0;
  for (const part of marked.split(new RegExp(`([${BEGIN}${END}])`))) {
    if (part === BEGIN) start = snippet.length;
    else if (part === END) highlights.push([start, snippet.length]);
    else snippet += part;
  }
  return { snippet, highlights };
}
