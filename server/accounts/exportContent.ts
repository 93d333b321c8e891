import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Conversation, Locale, Message } from '#shared/entities.ts';
import {
  MESSAGE_COLUMNS,
  type MessageRow,
  presentConversation,
  presentMessage,
} from '../conversations/index.ts';
import { type FileStore, presentDocument } from '../documents/index.ts';
import { readPlanAndUsage } from '../plans/index.ts';
import type { ArchiveEntry } from './exportArchive.ts';
import { readUser } from './store.ts';

type Parts = { database: Database; files: FileStore };

const PAGE = 200;
const NOBODY_BEFORE = '00000000-0000-0000-0000-000000000000';

/** Everything that an account has, file by file: its data as JSON, conversations as Markdown too, the original files. */
export async function* exportContent(
  { database, files }: Parts,
  userId: string,
): AsyncGenerator<ArchiveEntry> {
  const user = await readUser(database, userId);
  const plan = await database.withUser(userId, (tx) => readPlanAndUsage(tx, userId));
  yield text(
    'account.json',
    JSON.stringify({ user, ...plan, exportedAt: new Date().toISOString() }, null, 2),
  );
  yield* exportConversations(database, userId, user.settings.locale);
  yield* exportDocuments({ database, files }, userId);
}

async function* exportConversations(
  database: Database,
  userId: string,
  locale: Locale,
): AsyncGenerator<ArchiveEntry> {
  for await (const rows of pagesById((after) =>
    database.withUser(userId, (tx) =>
      tx.conversation.findMany({ where: { userId, id: { gt: after } }, orderBy: { id: 'asc' }, take: PAGE }),
    ),
  )) {
    for (const conversation of rows.map(presentConversation)) {
      const name = `conversations/${fileName(conversation.createdAt, conversation.title, conversation.id)}`;
      const changedAt = new Date(conversation.updatedAt);
      const entry = (path: string, open: () => Readable) => ({ path, changedAt, compress: true, open });
      yield entry(`${name}.json`, () => Readable.from(asJson(database, userId, conversation)));
      yield entry(`${name}.md`, () => Readable.from(asMarkdown(database, userId, conversation, locale)));
    }
  }
}

async function* exportDocuments({ database, files }: Parts, userId: string): AsyncGenerator<ArchiveEntry> {
  for await (const rows of pagesById((after) =>
    database.withUser(userId, (tx) =>
      tx.document.findMany({ where: { userId, id: { gt: after } }, orderBy: { id: 'asc' }, take: PAGE }),
    ),
  )) {
    for (const row of rows) {
      const document = presentDocument(row);
      const folder = `documents/${document.id}`;
      yield text(`${folder}/document.json`, JSON.stringify(document, null, 2));
      const file = files.pathOf(userId, document.id);
      const isThere = await access(file).then(
        () => true,
        () => false,
      );
      if (!isThere) continue;
      const path = `${folder}/${safe(document.fileName) || 'file'}`;
      yield {
        path,
        changedAt: new Date(document.createdAt),
        compress: false,
        open: () => createReadStream(file),
      };
    }
  }
}

/** Pages in the order of ids, which nobody reads but which each row has one of. */
async function* pagesById<Row extends { id: string }>(
  read: (after: string) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after = NOBODY_BEFORE; ; ) {
    const rows = await read(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.id;
  }
}

const ALL_MESSAGES: Statement = {
  name: 'export messages',
  text: `SELECT position::text, ${MESSAGE_COLUMNS} FROM messages
    WHERE user_id = $1 AND conversation_id = $2 AND position > $3 ORDER BY position LIMIT $4`,
};

async function* messagesOf(
  database: Database,
  userId: string,
  conversationId: string,
): AsyncGenerator<Message> {
  for (let after = '-1'; ; ) {
    const parameters = [userId, conversationId, after, PAGE];
    const rows = await database.readAsUser<MessageRow & { position: string }>(
      userId,
      ALL_MESSAGES,
      parameters,
    );
    for (const row of rows) yield presentMessage(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.position;
  }
}

async function* asJson(
  database: Database,
  userId: string,
  conversation: Conversation,
): AsyncGenerator<string> {
  yield `{"conversation": ${JSON.stringify(conversation)},\n"messages": [`;
  let separator = '\n';
  for await (const message of messagesOf(database, userId, conversation.id)) {
    yield separator + JSON.stringify(message);
    separator = ',\n';
  }
  yield '\n]}\n';
}

const BRANCH: Statement = {
  name: 'export branch',
  text: `WITH RECURSIVE branch AS (
      SELECT id, parent_id FROM messages WHERE user_id = $1 AND id = $2
      UNION ALL
      SELECT m.id, m.parent_id FROM messages m JOIN branch b ON m.id = b.parent_id WHERE m.user_id = $1
    ) SELECT id FROM branch`,
};

/** The branch that is shown; other versions are in the JSON beside it. */
async function* asMarkdown(
  database: Database,
  userId: string,
  { id, title, activeLeafId }: Conversation,
  locale: Locale,
): AsyncGenerator<string> {
  yield `# ${title.replaceAll('\n', ' ') || UNTITLED[locale]}\n`;
  const rows = await database.readAsUser<{ id: string }>(userId, BRANCH, [
    userId,
    activeLeafId ?? NOBODY_BEFORE,
  ]);
  const shown = new Set(rows.map((row) => row.id));
  for await (const message of messagesOf(database, userId, id)) {
    if (!shown.has(message.id)) continue;
    const who = message.role === 'user' ? YOU[locale] : 'Kipux';
    yield `\n## ${who} · ${message.createdAt.slice(0, 16).replace('T', ' ')}\n\n${message.content}\n`;
    for (const { marker, fileName: file, page, quote } of message.citations) {
      yield `\n> [${marker}] ${file}${page === null ? '' : ` (${PAGE_WORD[locale]} ${page})`}: ${quote.replaceAll('\n', ' ')}\n`;
    }
  }
}

const UNTITLED: Record<Locale, string> = { es: 'Conversación sin título', en: 'Untitled conversation' };
const YOU: Record<Locale, string> = { es: 'Tú', en: 'You' };
const PAGE_WORD: Record<Locale, string> = { es: 'pág.', en: 'page' };

function text(path: string, content: string): ArchiveEntry {
  return { path, changedAt: new Date(), compress: true, open: () => Readable.from([content]) };
}

function fileName(createdAt: string, title: string, id: string): string {
  return `${createdAt.slice(0, 10)} ${safe(title)} ${id.slice(0, 8)}-${id.slice(-6)}`.replace(/\s+/g, ' ');
}

/** A name that every system takes. */
function safe(name: string): string {
  const clean = Array.from(name, (character) =>
    character < ' ' || '\\/:*?"<>|\u007f'.includes(character) ? '_' : character,
  ).join('');
  return clean.replace(/^[. ]+|[. ]+$/g, '').slice(0, 100);
}
