import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { notFound } from '#platform/errors.ts';
import {
  CURSOR_NUMBER,
  CURSOR_TIMESTAMP,
  CURSOR_UUID,
  decodeCursor,
  encodeCursor,
} from '#platform/http/pageCursor.ts';
import type { Conversation, Message } from '#shared/entities.ts';
import {
  CONVERSATION_COLUMNS,
  type ConversationRow,
  MESSAGE_COLUMNS,
  type MessageRow,
  presentConversation,
  presentMessage,
} from './present.ts';

/** A page ends early where its messages have more text than this. */
const MAX_PAGE_BYTES = 4_000_000;

// The id orders nothing but conversations of the same millisecond.
const CONVERSATIONS: Statement = {
  name: 'list conversations',
  text: `SELECT ${CONVERSATION_COLUMNS} FROM conversations
    WHERE user_id = $1 AND (archived_at IS NOT NULL) = $2 AND (updated_at, id) < ($3, $4)
    ORDER BY updated_at DESC, id DESC LIMIT $5`,
};
const BEFORE_THE_FIRST = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;

export async function listConversations(
  { readAsUser }: Database,
  userId: string,
  page: { limit: number; cursor?: string | undefined; archived: boolean },
): Promise<{ conversations: Conversation[]; nextCursor?: string }> {
  const after =
    page.cursor === undefined ? BEFORE_THE_FIRST : decodeCursor(page.cursor, [CURSOR_TIMESTAMP, CURSOR_UUID]);
  const parameters = [userId, page.archived, ...after, page.limit + 1];
  const rows = await readAsUser<ConversationRow>(userId, CONVERSATIONS, parameters);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    conversations: shown.map(presentConversation),
    ...(rows.length > shown.length && last !== undefined
      ? { nextCursor: encodeCursor([last.updatedAt.toISOString(), last.id]) }
      : {}),
  };
}

const CONVERSATION: Statement = {
  name: 'find conversation',
  text: `SELECT ${CONVERSATION_COLUMNS} FROM conversations WHERE user_id = $1 AND id = $2`,
};

export async function readConversation(
  { readAsUser }: Database,
  userId: string,
  id: string,
): Promise<Conversation> {
  const [row] = await readAsUser<ConversationRow>(userId, CONVERSATION, [userId, id]);
  if (row === undefined) throw notFound('conversation');
  return presentConversation(row);
}

/** What comes after the page's text has become too long is read without its content. */
const messagesInOrder = (order: 'ASC' | 'DESC'): Statement => ({
  name: `list messages ${order}`,
  text: `SELECT ${MESSAGE_COLUMNS.replace('content', 'CASE WHEN bytes_before <= $5 THEN content END AS content')}, position
    FROM (
      SELECT *, coalesce(sum(octet_length(content)) OVER (ORDER BY position ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before
      FROM messages WHERE user_id = $1 AND conversation_id = $2 AND position ${order === 'ASC' ? '>' : '<'} $3
      ORDER BY position ${order} LIMIT $4) page ORDER BY position ${order}`,
});
const MESSAGES = {
  oldest: { statement: messagesInOrder('ASC'), start: '-1', before: -1n },
  newest: { statement: messagesInOrder('DESC'), start: String(2n ** 62n), before: 1n },
};
const POSITION: Statement = {
  name: 'find position of message',
  text: 'SELECT position FROM messages WHERE user_id = $1 AND conversation_id = $2 AND id = $3',
};

async function positionOf(
  { readAsUser }: Database,
  userId: string,
  conversationId: string,
  id: string,
): Promise<bigint> {
  const [row] = await readAsUser<{ position: string }>(userId, POSITION, [userId, conversationId, id]);
  if (row === undefined) throw notFound('message');
  return BigInt(row.position);
}

type PageRow = Omit<MessageRow, 'content'> & { content: string | null; position: string };

export async function listMessages(
  database: Database,
  userId: string,
  conversationId: string,
  page: {
    limit: number;
    cursor?: string | undefined;
    order: 'oldest' | 'newest';
    from?: string | undefined;
  },
): Promise<{ messages: Message[]; nextCursor?: string }> {
  const { statement, start, before } = MESSAGES[page.order];
  const first =
    page.from === undefined
      ? start
      : String((await positionOf(database, userId, conversationId, page.from)) + before);
  const [position = first] = page.cursor === undefined ? [] : decodeCursor(page.cursor, [CURSOR_NUMBER]);
  const parameters = [userId, conversationId, position, page.limit + 1, MAX_PAGE_BYTES];
  const rows = await database.readAsUser<PageRow>(userId, statement, parameters);
  if (rows.length === 0) await readConversation(database, userId, conversationId);
  const messages: Message[] = [];
  for (const row of rows.slice(0, page.limit)) {
    if (row.content === null) break;
    messages.push(presentMessage({ ...row, content: row.content }));
  }
  const last = rows[messages.length - 1];
  return {
    messages,
    ...(rows.length > messages.length && last !== undefined
      ? { nextCursor: encodeCursor([last.position]) }
      : {}),
  };
}

const MESSAGE: Statement = {
  name: 'find message',
  text: `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE user_id = $1 AND id = $2`,
};

export async function readMessage(
  { readAsUser }: Database,
  userId: string,
  id: string,
): Promise<Message | undefined> {
  const [row] = await readAsUser<MessageRow>(userId, MESSAGE, [userId, id]);
  return row === undefined ? undefined : presentMessage(row);
}
