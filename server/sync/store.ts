import { z } from 'zod';
import type { Transaction } from '#platform/database/database.ts';
import type { Change } from '#shared/changes.ts';
import { changeSchema } from '#shared/changes.ts';
import { messageSchema, messageStatusSchema } from '#shared/entities.ts';
import { readSettings } from '../accounts/index.ts';
import { presentConversation, presentMessage } from '../conversations/index.ts';

type ChangeRow = { type: string; id: string; seq: bigint; row: unknown };

/**
 * What changed after a cursor, in `seq` order. One statement over all types: it sees one moment of the database, and
 * since numbers are given under the user's row lock, nothing smaller can be committed after that moment.
 */
export async function readChanges(
  tx: Transaction,
  userId: string,
  cursor: number,
  limit: number,
): Promise<Change[]> {
  const rows = await tx.$queryRaw<ChangeRow[]>`
    WITH known AS (SELECT ${userId}::uuid AS user_id, ${cursor}::bigint AS cursor, ${limit}::int AS max)
    SELECT type, id::text, seq, row FROM (
      (SELECT 'conversation' AS type, c.id, c.seq, to_jsonb(c) AS row FROM known, conversations c
        WHERE c.user_id = known.user_id AND c.seq > known.cursor ORDER BY c.seq LIMIT (SELECT max FROM known))
      UNION ALL
      (SELECT 'message', m.id, m.seq, to_jsonb(m) - 'tsv' FROM known, messages m
        WHERE m.user_id = known.user_id AND m.seq > known.cursor ORDER BY m.seq LIMIT (SELECT max FROM known))
      UNION ALL
      (SELECT 'settings', u.id, u.settings_seq, jsonb_build_object('locale', u.locale, 'settings', u.settings) FROM known, users u
        WHERE u.id = known.user_id AND u.settings_seq > known.cursor)
      UNION ALL
      (SELECT 'deleted ' || t.type, t.id, t.seq, NULL FROM known, tombstones t
        WHERE t.user_id = known.user_id AND t.seq > known.cursor ORDER BY t.seq LIMIT (SELECT max FROM known))
    ) changes ORDER BY seq LIMIT ${limit}::int`;
  return rows.map(presentChange);
}

function presentChange({ type, id, seq, row }: ChangeRow): Change {
  const header = { id, seq: Number(seq) };
  switch (type) {
    case 'conversation':
      return { type, ...header, deleted: false, row: presentConversation(conversationRow.parse(row)) };
    case 'message':
      return { type, ...header, deleted: false, row: presentMessage(messageRow.parse(row)) };
    case 'settings': {
      const stored = settingsRow.parse(row);
      return { type, ...header, deleted: false, row: readSettings(stored.locale, stored.settings) };
    }
    default:
      return changeSchema.parse({ type: type.replace('deleted ', ''), ...header, deleted: true, row: null });
  }
}

/** Rows as to_jsonb gives them: columns by their names, times as text. */
const time = z.string().transform((text) => new Date(text));
const conversationRow = z
  .object({
    id: z.string(),
    title: z.string(),
    active_leaf_id: z.string().nullable(),
    created_at: time,
    updated_at: time,
    pinned_at: time.nullable(),
    archived_at: time.nullable(),
  })
  .transform((row) => ({
    id: row.id,
    title: row.title,
    activeLeafId: row.active_leaf_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    pinnedAt: row.pinned_at,
    archivedAt: row.archived_at,
  }));
const messageRow = z
  .object({
    id: z.string(),
    conversation_id: z.string(),
    parent_id: z.string().nullable(),
    role: messageSchema.shape.role,
    content: z.string(),
    status: messageStatusSchema,
    error: z.json(),
    model: z.string().nullable(),
    document_ids: z.json(),
    citations: z.json(),
    created_at: time,
  })
  .transform((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role,
    content: row.content,
    status: row.status,
    error: row.error,
    model: row.model,
    documentIds: row.document_ids,
    citations: row.citations,
    createdAt: row.created_at,
  }));
const settingsRow = z.object({ locale: z.string(), settings: z.json() });

/** The name of this history of the database; another one means that devices start again. */
export async function readEpoch(tx: Transaction): Promise<string> {
  const row = await tx.serverState.findUniqueOrThrow({ where: { key: 'epoch' } });
  return row.value;
}

/** The last number given to a change of this user. */
export async function readLastSeq(tx: Transaction, userId: string): Promise<number> {
  const row = await tx.user.findUnique({ where: { id: userId }, select: { changeSeq: true } });
  return Number(row?.changeSeq ?? 0);
}
