import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ClientErrorCode } from '#shared/client/client.ts';
import type { ErrorDetails } from '#shared/errors.ts';
import { WAITING_KINDS, type WaitingChange, type WaitingKind } from '#shared/outbox.ts';
import { transaction } from './transaction.ts';

/** A write as it is sent: `body` of the endpoint that `kind` names. */
export type OutboxEntry = {
  id: string;
  kind: WaitingKind;
  conversationId: string | null;
  body: Record<string, unknown>;
  createdAt: string;
  /** How often it was sent: after the first time the server may have it. */
  tried: number;
  problem: { code: ClientErrorCode; details?: ErrorDetails | undefined } | null;
};

export type NewEntry = Pick<OutboxEntry, 'id' | 'kind' | 'conversationId' | 'body' | 'createdAt'>;

/** The changes of this device that the server has not acknowledged, in the order in which they were made. */
export function createOutbox(db: DatabaseSync) {
  const all = db.prepare('SELECT * FROM changes ORDER BY position');
  const add = db.prepare(
    `INSERT INTO changes (id, kind, conversation_id, body, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  const ofConversation = db.prepare('SELECT * FROM changes WHERE conversation_id = ? ORDER BY position');
  const remove = db.prepare('DELETE FROM changes WHERE id = ?');
  const removeConversation = db.prepare('DELETE FROM changes WHERE conversation_id = ?');
  const tried = db.prepare('UPDATE changes SET tried = tried + 1 WHERE id = ?');
  const refused = db.prepare('UPDATE changes SET problem = ? WHERE id = ?');
  const again = db.prepare('UPDATE changes SET problem = NULL, tried = min(tried, 1) WHERE id = ?');
  const one = db.prepare('SELECT * FROM changes WHERE id = ?');
  const count = db.prepare('SELECT count(*) AS n FROM changes');
  let known: OutboxEntry[] | undefined;

  /** Kept in memory between two changes: every read of the cache is shown with them. */
  const entries = (): readonly OutboxEntry[] => (known ??= all.all().map(toEntry));
  const changed =
    <A extends unknown[], R>(write: (...parameters: A) => R) =>
    (...parameters: A): R => {
      known = undefined;
      return transaction(db, () => write(...parameters));
    };

  return {
    entries,
    count: (): number => Number(count.get()?.n),

    /** Adds a change behind the others. Deleting a conversation takes with it what waited for it. */
    put: changed((entry: NewEntry): void => {
      const { id, kind, conversationId, body, createdAt } = entry;
      if (kind === 'deleteConversation') {
        const waiting = ofConversation.all(conversationId).map(toEntry);
        if (waiting.some((other) => other.kind === 'deleteConversation')) return;
        removeConversation.run(conversationId);
        // The server has never heard of it, so there is nothing to delete there.
        if (waiting.some((other) => other.kind === 'createConversation' && other.tried === 0)) return;
      }
      // Somebody who writes on leaves one draft waiting, not one for every pause.
      if (isDraft(entry))
        for (const other of ofConversation.all(conversationId).map(toEntry))
          if (other.tried === 0 && isDraft(other)) remove.run(other.id);
      add.run(id, kind, conversationId, JSON.stringify(body), createdAt);
    }),

    /** Notes, before a change is sent, that the server may have it from now on; false: it does not wait any more. */
    markTried: changed((id: string): boolean => Number(tried.run(id).changes) > 0),
    /** The server has it. */
    done: changed((id: string): void => void remove.run(id)),
    /** The server will not have it as it is. */
    refuse: changed((id: string, problem: NonNullable<OutboxEntry['problem']>): void => {
      refused.run(JSON.stringify(problem), id);
    }),
    retry: changed((id: string): void => void again.run(id)),
    /** Takes a change back; without its conversation nothing else of that one can be sent. */
    discard: changed((id: string): void => {
      const row = one.get(id);
      const entry = row && toEntry(row);
      if (entry?.kind === 'createConversation') removeConversation.run(entry.conversationId);
      else remove.run(id);
    }),
  };
}

export type OutboxStore = ReturnType<typeof createOutbox>;

/** Whether a change is of nothing but a draft. */
function isDraft({ kind, body }: Pick<OutboxEntry, 'kind' | 'body'>): boolean {
  const fields = Object.keys(body).filter((field) => field !== 'changeId');
  return kind === 'updateConversation' && fields.length === 1 && fields[0] === 'draft';
}

/**
 * The next change to send, in their order: nothing of a conversation that the server does not have, and no message after
 * one of the same conversation that was refused.
 */
export function nextToSend(entries: readonly OutboxEntry[]): OutboxEntry | undefined {
  const missing = new Set<string | null>();
  const stuck = new Set<string | null>();
  return entries.find(({ kind, conversationId, problem }) => {
    if (problem !== null) {
      if (kind === 'createConversation') missing.add(conversationId);
      if (kind === 'sendMessage') stuck.add(conversationId);
      return false;
    }
    return !missing.has(conversationId) && !(kind === 'sendMessage' && stuck.has(conversationId));
  });
}

/** What the person is told of an entry. */
export function presentEntry({
  id,
  kind,
  conversationId,
  body,
  createdAt,
  problem,
}: OutboxEntry): WaitingChange {
  const { content, parentId, model, documentIds } = body;
  return {
    id,
    kind,
    conversationId,
    state: problem === null ? 'waiting' : 'failed',
    problem,
    createdAt,
    message:
      kind === 'sendMessage'
        ? {
            content: String(content),
            parentId: parentId === null || typeof parentId === 'string' ? parentId : undefined,
            model: typeof model === 'string' ? model : undefined,
            documentIds: Array.isArray(documentIds) ? documentIds.map(String) : null,
          }
        : null,
  };
}

/** A row of the table, which is STRICT. */
const rowSchema = z.object({
  id: z.string(),
  kind: z.enum(WAITING_KINDS),
  conversation_id: z.string().nullable(),
  body: z.string(),
  created_at: z.string(),
  tried: z.number(),
  problem: z.string().nullable(),
});

function toEntry(stored: Record<string, unknown>): OutboxEntry {
  const row = rowSchema.parse(stored);
  return {
    id: row.id,
    kind: row.kind,
    conversationId: row.conversation_id,
    body: bodySchema.parse(JSON.parse(row.body)),
    createdAt: row.created_at,
    tried: row.tried,
    problem: row.problem === null ? null : parseProblem(row.problem),
  };
}

const bodySchema = z.record(z.string(), z.unknown());

function parseProblem(json: string): NonNullable<OutboxEntry['problem']> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stored by `refuse`
  return JSON.parse(json) as NonNullable<OutboxEntry['problem']>;
}
