import { z } from 'zod';
import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Change } from '#shared/changes.ts';
import { changeSchema } from '#shared/changes.ts';
import { messageSchema, messageStatusSchema } from '#shared/entities.ts';
import { readSettings } from '../accounts/index.ts';
import { presentConversation, presentMessage } from '../conversations/index.ts';
import { documentRowSchema, presentDocument } from '../documents/index.ts';

/** How far a user's changes have come, in this history of the database. */
export type Position = { cursor: number; epoch: string };

type ChangeRow = { type: string; id: string; seq: string; row: unknown };

/** A page ends early where its messages have more text than this. */
const MAX_PAGE_BYTES = 4_000_000;
const MAX_SEQ = Number.MAX_SAFE_INTEGER;

const IS_IN_PAGE = 'seq > $2 AND seq < $3 ORDER BY seq LIMIT $4';
const CHANGES: Statement = {
  name: 'read changes',
  text: `SELECT type, id, seq, row FROM (
      (SELECT 'conversation' AS type, id, seq, jsonb_build_object('id', id, 'title', title, 'active_leaf_id', active_leaf_id,
          'created_at', created_at, 'updated_at', updated_at, 'pinned_at', pinned_at, 'archived_at', archived_at) AS row
        FROM conversations WHERE user_id = $1 AND ${IS_IN_PAGE})
      UNION ALL
      (SELECT 'message', id, seq, jsonb_build_object('id', id, 'conversation_id', conversation_id, 'parent_id', parent_id,
          'role', role, 'content', content, 'status', status, 'error', error, 'model', model, 'document_ids', document_ids,
          'citations', citations, 'created_at', created_at)
        FROM messages WHERE user_id = $1 AND ${IS_IN_PAGE})
      UNION ALL
      (SELECT 'document', id, seq, jsonb_build_object('id', id, 'file_name', file_name, 'mime_type', mime_type,
          'file_size_bytes', file_size_bytes, 'status', status, 'error', error, 'step', step, 'step_ratio', step_ratio,
          'page_count', page_count, 'created_at', created_at, 'replaces_id', replaces_id)
        FROM documents WHERE user_id = $1 AND ${IS_IN_PAGE})
      UNION ALL
      (SELECT 'settings', id, seq, jsonb_build_object('locale', locale, 'settings', settings)
        FROM (SELECT id, settings_seq AS seq, locale, settings FROM users) users WHERE id = $1 AND ${IS_IN_PAGE})
      UNION ALL
      (SELECT 'deleted ' || type, id, seq, NULL FROM tombstones WHERE user_id = $1 AND ${IS_IN_PAGE})
    ) changes ORDER BY seq LIMIT $4`,
};

/**
 * What changed after a cursor and before an end, in `seq` order. One statement over all types: it sees one moment of
 * the database, and since numbers are given under the user's row lock, nothing smaller can be committed after it.
 */
export async function readChanges(
  { readAsUser }: Database,
  userId: string,
  { cursor, end, limit }: { cursor: number; end: number; limit: number },
): Promise<Change[]> {
  const rows = await readAsUser<ChangeRow>(userId, CHANGES, [userId, cursor, end, limit]);
  return rows.map(presentChange);
}

function presentChange({ type, id, seq, row }: ChangeRow): Change {
  const header = { id, seq: Number(seq) };
  switch (type) {
    case 'conversation':
      return { type, ...header, deleted: false, row: presentConversation(conversationRow.parse(row)) };
    case 'message':
      return { type, ...header, deleted: false, row: presentMessage(messageRow.parse(row)) };
    case 'document':
      return { type, ...header, deleted: false, row: presentDocument(documentRowSchema.parse(row)) };
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

/** How far a user's changes have come. */
export async function readPosition(database: Database, userId: string): Promise<Position> {
  const { epoch, cursor } = await readPullStart(database, userId, { cursor: MAX_SEQ, limit: 1 });
  return { epoch, cursor };
}

const PULL_START: Statement = {
  name: 'read pull start',
  text: `SELECT value AS epoch, u.cursor, u.swept, (
      SELECT min(seq) FROM (
        SELECT seq, sum(octet_length(content)) OVER (ORDER BY seq) - octet_length(content) AS bytes_before FROM messages
        WHERE user_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) sized
      WHERE bytes_before > $4) AS cut
    FROM server_state LEFT JOIN (SELECT change_seq AS cursor, swept_seq AS swept FROM users WHERE id = $1) u ON true
    WHERE key = 'epoch'`,
};
type PullStartRow = { epoch: string; cursor: string | null; swept: string | null; cut: string | null };

export type PullStart = Position & {
  /** The last deletion that is no longer told. */
  swept: number;
  /** Before which `seq` the page has to end so that it does not become too large. */
  end: number;
  isCut: boolean;
};

/** The same, and what it means for a page after a cursor. */
export async function readPullStart(
  { readAsUser }: Database,
  userId: string,
  { cursor, limit }: { cursor: number; limit: number },
): Promise<PullStart> {
  const parameters = [userId, cursor, limit, MAX_PAGE_BYTES];
  const [row] = await readAsUser<PullStartRow>(userId, PULL_START, parameters);
  if (row === undefined) throw new Error('the database has no epoch');
  const isCut = row.cut !== null;
  return {
    epoch: row.epoch,
    cursor: Number(row.cursor ?? 0),
    swept: Number(row.swept ?? 0),
    end: Number(row.cut ?? MAX_SEQ),
    isCut,
  };
}

const KEPT = "interval '90 days'";
/**
 * First a user's `swept_seq` is raised, and only at a later sweep the rows go: a pull that began before knows nothing of
 * the new number, and still finds every tombstone.
 */
const MARK_SWEPT = `
  UPDATE users SET swept_seq = old.seq
  FROM (SELECT user_id, max(seq) AS seq FROM tombstones WHERE deleted_at < now() - ${KEPT} GROUP BY user_id) old
  WHERE users.id = old.user_id AND users.swept_seq < old.seq`;
const FORGET_TOMBSTONES = `
  DELETE FROM tombstones t USING users u
  WHERE t.deleted_at < now() - ${KEPT} - interval '1 hour' AND u.id = t.user_id AND t.seq <= u.swept_seq`;
const FORGET_RECEIPTS = `DELETE FROM change_receipts WHERE created_at < now() - ${KEPT}`;

/** Forgets deletions and receipts after 90 days; says how many. */
export async function forgetOldChanges(database: Database): Promise<number> {
  return database.asSystem('sync: what is old enough goes, of all users', async (tx) => {
    const tombstones = await tx.$executeRawUnsafe(FORGET_TOMBSTONES);
    await tx.$executeRawUnsafe(MARK_SWEPT);
    return tombstones + (await tx.$executeRawUnsafe(FORGET_RECEIPTS));
  });
}

const CURSORS: Statement = {
  name: 'read cursors',
  text: 'SELECT id, change_seq AS seq FROM users WHERE id = ANY($1::uuid[])',
};

/** The last numbers of many users at once. */
export async function readCursors(
  { runAsSystem }: Database,
  userIds: string[],
): Promise<Map<string, number>> {
  const reason = 'sync: cursors of all users who are connected here';
  const rows = await runAsSystem<{ id: string; seq: string }>(reason, CURSORS, [userIds]);
  return new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
}
