import type { Transaction } from '#platform/database/database.ts';
import type { SearchHit } from '#shared/entities.ts';

type TitleRow = { id: string; title: string; updated_at: Date };
type MessageHitRow = {
  id: string;
  conversation_id: string;
  title: string;
  content: string;
  created_at: Date;
};

const SNIPPET_LENGTH = 160;

/** Finds words (the last one also as a beginning) in titles and messages, without regard to case and accents. */
export async function searchConversations(
  tx: Transaction,
  userId: string,
  query: string,
  limit: number,
): Promise<SearchHit[]> {
  const titles = await tx.$queryRaw<TitleRow[]>`
    SELECT id, title, updated_at FROM conversations
    WHERE user_id = ${userId}::uuid AND kipux_query(${query}) IS NOT NULL AND folded_title LIKE ALL (
      SELECT '%' || lexeme || '%' FROM unnest(kipux_words(${query})))
    ORDER BY updated_at DESC LIMIT ${limit}`;
  const messages = await tx.$queryRaw<MessageHitRow[]>`
    SELECT m.id, m.conversation_id, c.title, m.content, m.created_at
    FROM kipux_search_messages(kipux_query(${query}), ${limit}::int) hit
    JOIN messages m ON m.user_id = ${userId}::uuid AND m.id = hit.message_id
    JOIN conversations c ON c.user_id = m.user_id AND c.id = m.conversation_id
    ORDER BY m.position DESC`;
  const words = foldedWords(query);
  return [
    ...titles.map((row) => ({
      type: 'conversation' as const,
      conversationId: row.id,
      messageId: null,
      title: row.title,
      ...snippetOf(row.title, words),
      createdAt: row.updated_at.toISOString(),
    })),
    ...messages.map((row) => ({
      type: 'message' as const,
      conversationId: row.conversation_id,
      messageId: row.id,
      title: row.title,
      ...snippetOf(row.content, words),
      createdAt: row.created_at.toISOString(),
    })),
  ].slice(0, limit);
}

/** The words to be marked. The database has its own idea of them for finding; a few letters (ß, ø) fold there alone. */
function foldedWords(query: string): string[] {
  return fold(query).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Lower case without accents, in the same length as the text, so that offsets stay. Long texts are folded often: ASCII is left to toLowerCase. */
function fold(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, foldLetter).toLowerCase();
}

function foldLetter(letter: string): string {
  const folded = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return folded.length === letter.length ? folded : letter;
}

function snippetOf(text: string, words: string[]): Pick<SearchHit, 'snippet' | 'highlights'> {
  const folded = fold(text);
  const hits = words.map((word) => folded.indexOf(word)).filter((index) => index >= 0);
  const from = Math.max(0, (hits.length === 0 ? 0 : Math.min(...hits)) - 40);
  const snippet = text.slice(from, from + SNIPPET_LENGTH).toWellFormed();
  const inSnippet = fold(snippet);
  const highlights = words.flatMap((word): [number, number][] => {
    const start = inSnippet.indexOf(word);
    return start < 0 ? [] : [[start, start + word.length]];
  });
  return { snippet, highlights: highlights.sort((a, b) => a[0] - b[0]) };
}
