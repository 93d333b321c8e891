import type { DatabaseSync } from 'node:sqlite';
import type { DocumentHit, SearchHit } from '#shared/entities.ts';

/** Characters that no text carries into a snippet: they mark where a found word begins and ends. */
const [BEGIN, END] = ['\u0001', '\u0002'];
const SNIPPET_WORDS = 24;

/** Among more than this the best are not looked for: the latest are shown, which takes no longer however many there are. */
const MOST_RANKED = 2_000;

/** Words in titles, messages and opened documents; accents and case do not matter, and the last word may be unfinished. */
export function createSearch(db: DatabaseSync) {
  const snippet = (table: string) =>
    `snippet(${table}, 0, '${BEGIN}', '${END}', '…', ${SNIPPET_WORDS}) AS snippet`;
  const both = (table: string, sql: string) => ({
    isMany: db.prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? LIMIT ${MOST_RANKED + 1})`,
    ),
    best: db.prepare(`${sql} WHERE ${table} MATCH ? ORDER BY rank LIMIT ?`),
    latest: db.prepare(`${sql} WHERE ${table} MATCH ? ORDER BY ${table}.rowid DESC LIMIT ?`),
  });
  const titles = both(
    'title_words',
    `SELECT c.id AS conversation_id, NULL AS message_id, c.title, c.updated_at AS created_at, ${snippet('title_words')}
     FROM title_words JOIN conversations c ON c.rid = title_words.rowid`,
  );
  const messages = both(
    'message_words',
    `SELECT m.conversation_id, m.id AS message_id, c.title, m.created_at, ${snippet('message_words')}
     FROM message_words JOIN messages m ON m.rid = message_words.rowid JOIN conversations c ON c.id = m.conversation_id`,
  );
  const passages = both(
    'passage_words',
    `SELECT p.document_id, p.start, length(p.text) AS length, d.row ->> 'fileName' AS file_name, ${snippet('passage_words')}
     FROM passage_words JOIN passages p ON p.rid = passage_words.rowid JOIN documents d ON d.id = p.document_id`,
  );
  const find = (where: ReturnType<typeof both>, words: string, limit: number) => {
    const isMany = Number(where.isMany.get(words)?.n) > MOST_RANKED;
    return (isMany ? where.latest : where.best).all(words, limit);
  };
  return {
    search(query: string, limit: number): SearchHit[] {
      const words = toMatch(query);
      if (words === undefined) return [];
      const inTitles = find(titles, words.match, limit);
      // One letter is in nearly every message: it says nothing.
      const rest = words.isOneLetter ? 0 : limit - inTitles.length;
      const inMessages = rest > 0 ? find(messages, words.match, rest) : [];
      return [...inTitles, ...inMessages].map(toHit);
    },
    /** The same in the texts of documents that were opened on this device. */
    searchDocuments(query: string, limit: number): DocumentHit[] {
      const words = toMatch(query);
      return words && !words.isOneLetter ? find(passages, words.match, limit).map(toDocumentHit) : [];
    },
  };
}

/** Every word quoted, so that nothing of FTS5's own syntax is left. */
function toMatch(query: string): { match: string; isOneLetter: boolean } | undefined {
  const words = query.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  if (words.length === 0) return undefined;
  return { match: `${words.map((word) => `"${word}"`).join(' ')} *`, isOneLetter: words.join('').length < 2 };
}

function toDocumentHit(row: Record<string, unknown>): DocumentHit {
  const { snippet, highlights } = parseSnippet(String(row.snippet));
  const start = Number(row.start);
  return {
    documentId: String(row.document_id),
    fileName: String(row.file_name),
    start,
    end: start + Number(row.length),
    snippet,
    highlights,
  };
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
