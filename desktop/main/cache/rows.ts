import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Change, KnownRow } from '#shared/changes.ts';
import type { Message } from '#shared/entities.ts';
import { createNewWords } from './newWords.ts';

/** `seq` 0: not known, the row came with an answer and not with the change feed. */
type Stamp = { seq: number; generation: number };

const TABLES = {
  conversation: 'conversations',
  message: 'messages',
  document: 'documents',
  settings: 'settings',
} as const;

export const isGrowing = (message: Message): boolean =>
  message.status === 'pending' || message.status === 'streaming';

/** The tables of what devices know, written row by row, between `begin` and `end` of a transaction. */
export function createRows(db: DatabaseSync) {
  const stampOf = statements((table) => `SELECT seq, generation FROM ${table} WHERE id = ?`);
  const removal = statements((table) => `DELETE FROM ${table} WHERE id = ?`);
  const leftOver = statements((table) => `DELETE FROM ${table} WHERE generation < ?`);
  const writing = writingStatements(db);
  const messagesOf = db.prepare('DELETE FROM messages WHERE conversation_id = ?');
  const textOf = db.prepare('DELETE FROM document_texts WHERE document_id = ?');
  const textsLeftOver = db.prepare(
    'DELETE FROM document_texts WHERE document_id NOT IN (SELECT id FROM documents)',
  );
  const droppedBefore = db.prepare('DELETE FROM dropped WHERE generation < ?');
  const newWords = createNewWords(db);
  const ridOf = db.prepare('SELECT rid FROM messages WHERE id = ?');
  const growingText = db.prepare('SELECT content FROM messages WHERE id = ? AND growing = 1');
  const longerText = db.prepare(
    'UPDATE messages SET content = ? WHERE id = ? AND growing = 1 AND length(content) < length(?)',
  );

  function statements(sql: (table: string) => string): Record<Change['type'], StatementSync> {
    return {
      conversation: db.prepare(sql(TABLES.conversation)),
      message: db.prepare(sql(TABLES.message)),
      document: db.prepare(sql(TABLES.document)),
      settings: db.prepare(sql(TABLES.settings)),
    };
  }

  return {
    begin: newWords.forget,
    end: newWords.index,
    stamp(type: Change['type'], id: string): Stamp | undefined {
      const found = stampOf[type].get(id);
      return found && { seq: Number(found.seq), generation: Number(found.generation) };
    },
    write(entry: KnownRow, stamp: Stamp): void {
      if (entry.type === 'message') writeMessage(entry.row, stamp);
      else if (entry.type === 'conversation') writing.conversation(entry, stamp);
      else if (entry.type === 'document') writing.document(entry, stamp);
      else writing.settings(entry, stamp);
    },
    /** Removes a row with what hangs on it. */
    remove(type: Change['type'], id: string): void {
      newWords.index();
      removal[type].run(id);
      if (type === 'conversation') messagesOf.run(id);
      if (type === 'document') textOf.run(id);
    },
    removeOlderThan(generation: number): void {
      newWords.index();
      for (const statement of Object.values(leftOver)) statement.run(generation);
      textsLeftOver.run();
      droppedBefore.run(generation);
    },
    isGrowing: (messageId: string): boolean => growingText.get(messageId) !== undefined,
    /** Keeps what has been streamed so far of a message that still grows; shorter text never replaces longer. */
    keepText: (messageId: string, text: string): void => void longerText.run(text, messageId, text),
  };

  function writeMessage(message: Message, stamp: Stamp): void {
    const streamed = isGrowing(message) ? growingText.get(message.id)?.content : undefined;
    const content =
      typeof streamed === 'string' && streamed.length > message.content.length ? streamed : message.content;
    const isNew = ridOf.get(message.id) === undefined;
    if (!isNew) newWords.index();
    const rid = writing.message(message, content, stamp);
    if (isNew) newWords.add(rid);
  }
}

function writingStatements(db: DatabaseSync) {
  const upsert = (table: string, columns: string[]) => {
    const all = ['id', 'seq', 'generation', 'row', ...columns];
    const values = all.map(() => '?').join(', ');
    const changes = all.slice(1).map((column) => `${column} = excluded.${column}`);
    return db.prepare(
      `INSERT INTO ${table} (${all.join(', ')}) VALUES (${values}) ON CONFLICT (id) DO UPDATE SET ${changes.join(', ')}`,
    );
  };
  const conversations = upsert('conversations', ['title', 'updated_at', 'archived']);
  const messages = upsert('messages', ['conversation_id', 'created_at', 'turn', 'growing', 'content']);
  const documents = upsert('documents', ['created_at']);
  const settings = upsert('settings', []);
  return {
    conversation: ({ id, row }: Entry<'conversation'>, { seq, generation }: Stamp) =>
      conversations.run(
        id,
        seq,
        generation,
        JSON.stringify(row),
        row.title,
        row.updatedAt,
        Number(row.archivedAt !== null),
      ),
    document: ({ id, row }: Entry<'document'>, { seq, generation }: Stamp) =>
      documents.run(id, seq, generation, JSON.stringify(row), row.createdAt),
    settings: ({ id, row }: Entry<'settings'>, { seq, generation }: Stamp) =>
      settings.run(id, seq, generation, JSON.stringify(row)),
    /** Gives the number of a new row. */
    message(message: Message, content: string, { seq, generation }: Stamp): number {
      const { content: _content, ...row } = message;
      const { lastInsertRowid } = messages.run(
        row.id,
        seq,
        generation,
        JSON.stringify(row),
        row.conversationId,
        row.createdAt,
        row.role === 'user' ? 0 : 1,
        Number(isGrowing(message)),
        content,
      );
      return Number(lastInsertRowid);
    },
  };
}

type Entry<T extends Change['type']> = Extract<KnownRow, { type: T }>;
