import type { DatabaseSync } from 'node:sqlite';
import type { z } from 'zod';
import type { EndpointOutput } from '#shared/endpoint.ts';
import type { listConversations, listMessages } from '#shared/endpoints/conversations.ts';
import type { getDocumentText, listDocuments } from '#shared/endpoints/documents.ts';
import type { Conversation, Document, Message, Settings, User } from '#shared/entities.ts';
import type { Overlay } from './overlay.ts';
import { decodeCursor, encodeCursor } from './pageCursor.ts';

type Query<E extends { query: z.ZodType }> = z.output<E['query']>;
type DocumentText = EndpointOutput<typeof getDocumentText>;
type SqlRow = Record<string, unknown>;

/** The newest possible key, where a backward page starts. */
const END = '\u{10ffff}';

/** What the cache answers in the shapes of the contract. Rows were checked when they came in. */
export function createReads(db: DatabaseSync, overlay: Overlay) {
  const conversations = db.prepare(
    `SELECT id, updated_at, row FROM conversations WHERE archived = ? AND (updated_at, id) < (?, ?)
     ORDER BY updated_at DESC, id DESC LIMIT ?`,
  );
  const conversation = db.prepare('SELECT row FROM conversations WHERE id = ?');
  const oldest = db.prepare(
    `SELECT id, created_at, turn, content, row FROM messages
     WHERE conversation_id = ? AND (created_at, turn, id) > (?, ?, ?) ORDER BY created_at, turn, id LIMIT ?`,
  );
  const newest = db.prepare(
    `SELECT id, created_at, turn, content, row FROM messages
     WHERE conversation_id = ? AND (created_at, turn, id) < (?, ?, ?)
     ORDER BY created_at DESC, turn DESC, id DESC LIMIT ?`,
  );
  const message = db.prepare(
    'SELECT id, created_at, turn, content, row FROM messages WHERE id = ? AND conversation_id = ?',
  );
  const documents = db.prepare(
    'SELECT id, created_at, row FROM documents WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?',
  );
  const document = db.prepare('SELECT row FROM documents WHERE id = ?');
  const settings = db.prepare('SELECT row FROM settings LIMIT 1');
  const text = db.prepare('SELECT answer FROM document_texts WHERE document_id = ?');
  const answer = db.prepare('SELECT answer FROM kept_answers WHERE name = ?');
  const keepAnswer = db.prepare('INSERT OR REPLACE INTO kept_answers VALUES (?, ?)');

  return {
    conversations({ limit, cursor, archived }: Query<typeof listConversations>) {
      const [updatedAt = END, id = END] = decodeCursor(cursor) ?? [];
      const changed = new Set(overlay.conversationIds());
      const start = { updatedAt: String(updatedAt), id: String(id) };
      const most = limit + 1 + changed.size;
      const stored = conversations.all(Number(archived === 'true'), updatedAt, id, most);
      const found = stored.map((row) => parse<Conversation>(row.row)).filter((row) => !changed.has(row.id));
      const ours = [...changed]
        .map((one) => overlay.conversation(one, optional<Conversation>(conversation.get(one)?.row)))
        .filter((row) => row !== undefined)
        .filter((row) => (row.archivedAt !== null) === (archived === 'true') && isAfter(start, row));
      const all =
        ours.length === 0 ? found : [...found, ...ours].toSorted((a, b) => (isAfter(a, b) ? -1 : 1));
      const page = all.slice(0, limit);
      const last = page.at(-1);
      return {
        conversations: page,
        ...(all.length > limit && last ? { nextCursor: encodeCursor([last.updatedAt, last.id]) } : {}),
      };
    },

    conversation: (id: string): Conversation | undefined =>
      overlay.conversation(id, optional<Conversation>(conversation.get(id)?.row)),

    hasMessage: (id: string, conversationId: string): boolean =>
      message.get(id, conversationId) !== undefined,

    messages(conversationId: string, { limit, cursor, order, from }: Query<typeof listMessages>) {
      const first = from === undefined || cursor !== undefined ? [] : message.all(from, conversationId);
      const end = order === 'oldest' ? ['', 0, ''] : [END, 1, END];
      const start = first.map((row) => [String(row.created_at), Number(row.turn), String(row.id)])[0] ?? end;
      const [createdAt = '', turn = 0, id = ''] = decodeCursor(cursor) ?? start;
      const rest = (order === 'oldest' ? oldest : newest).all(
        conversationId,
        createdAt,
        turn,
        id,
        limit + 1 - first.length,
      );
      const found = [...first, ...rest];
      const last = found.length > limit ? found[limit - 1] : undefined;
      return {
        messages: found.slice(0, limit).map(toMessage),
        ...(last
          ? { nextCursor: encodeCursor([String(last.created_at), Number(last.turn), String(last.id)]) }
          : {}),
      };
    },

    documents({ limit, cursor }: Query<typeof listDocuments>) {
      const [createdAt = END, id = END] = decodeCursor(cursor) ?? [];
      const found = documents.all(createdAt, id, limit + 1);
      const page = found.slice(0, limit).map((row) => parse<Document>(row.row));
      const last = page.at(-1);
      return {
        documents: page,
        ...(found.length > limit && last ? { nextCursor: encodeCursor([last.createdAt, last.id]) } : {}),
      };
    },

    document: (id: string): Document | undefined => optional<Document>(document.get(id)?.row),

    settings(): Settings | undefined {
      const row = optional<Settings>(settings.get()?.row);
      return row && overlay.settings(row);
    },
    /** The account with what the person has changed on this device. */
    user: (user: User): User => {
      const name = overlay.name();
      return {
        ...user,
        settings: overlay.settings(user.settings),
        name: name === undefined ? user.name : name,
      };
    },

    /** The text of a document that has been opened on this device; it never changes. */
    documentText: (id: string): DocumentText | undefined => optional<DocumentText>(text.get(id)?.answer),

    /** Answers without rows of their own (who is signed in, which models there are), as they last were. */
    keptAnswer: (name: string): unknown => optional<unknown>(answer.get(name)?.answer),
    keepAnswer: (name: string, value: unknown): void => void keepAnswer.run(name, JSON.stringify(value)),
  };
}

type Place = { updatedAt: string; id: string };

/** Whether `row` comes after `place` in the list, the latest first. */
function isAfter(place: Place, row: Place): boolean {
  return row.updatedAt === place.updatedAt ? row.id < place.id : row.updatedAt < place.updatedAt;
}

function toMessage(row: SqlRow): Message {
  // Rows of an earlier version of the app do not have it.
  const usage = null;
  return { usage, ...parse<Omit<Message, 'content' | 'usage'>>(row.row), content: String(row.content) };
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what was stringified when it was stored
function parse<T>(json: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by its schema before it was stored, by us
  return JSON.parse(String(json)) as T;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- like parse
function optional<T>(json: unknown): T | undefined {
  return json === undefined ? undefined : parse<T>(json);
}
