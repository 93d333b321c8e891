import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Prisma } from '#prisma/client.ts';
import type { Change } from '#shared/changes.ts';
import { changeSchema } from '#shared/changes.ts';
import { readSettings } from '../accounts/index.ts';
import {
  type ConversationRow,
  type MessageRow,
  presentConversation,
  presentMessage,
} from '../conversations/index.ts';
import { documentRowSchema, presentDocument } from '../documents/index.ts';

/** How far a user's changes have come, in this history of the database. */
export type Position = { cursor: number; epoch: string };

/** A page of changes, and where the feed stood in the moment of the database that the page shows. */
export type ReadPage = Position & {
  /** The last deletion that is no longer told. */
  swept: number;
  /** The page ends before its number of changes, so that it does not become too large. */
  isCut: boolean;
  changes: Change[];
};

/** A page ends early where its messages have more text than this. */
const MAX_PAGE_BYTES = 4_000_000;

/*
 * $1 user, $2 cursor, $3 limit, $4 bytes. Everything is in one statement: it sees one moment of the database. JSON is
 * put together as text, which is cheaper than jsonb.
 */
const IS_IN_PAGE = `seq > $2 AND seq < (SELECT coalesce(cut, ${Number.MAX_SAFE_INTEGER}) FROM start) ORDER BY seq LIMIT $3`;
const PAGE: Statement = {
  name: 'read page of changes',
  text: `WITH start AS MATERIALIZED (
      SELECT value AS epoch, u.cursor, u.swept, (
        SELECT min(seq) FROM (
          SELECT seq, sum(octet_length(content)) OVER (ORDER BY seq) - octet_length(content) AS bytes_before FROM messages
          WHERE user_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) sized
        WHERE bytes_before > $4) AS cut
      FROM server_state LEFT JOIN (SELECT change_seq AS cursor, swept_seq AS swept FROM users WHERE id = $1) u ON true
      WHERE key = 'epoch')
    SELECT 'start' AS type, $1::uuid AS id, 0::bigint AS seq,
      json_build_object('epoch', epoch, 'cursor', cursor, 'swept', swept, 'isCut', cut IS NOT NULL) AS row FROM start
    UNION ALL
    (SELECT type, id, seq, row FROM (
      (SELECT 'conversation' AS type, id, seq, json_build_object('id', id, 'title', title, 'activeLeafId', active_leaf_id,
          'createdAt', created_at, 'updatedAt', updated_at, 'pinnedAt', pinned_at, 'archivedAt', archived_at, 'draft', draft) AS row
        FROM conversations WHERE user_id = $1 AND ${IS_IN_PAGE})
      UNION ALL
      (SELECT 'message', id, seq, json_build_object('id', id, 'conversationId', conversation_id, 'parentId', parent_id,
          'role', role, 'content', content, 'status', status, 'error', error, 'model', model, 'documentIds', document_ids,
          'citations', citations, 'usage', usage, 'createdAt', created_at)
        FROM messages WHERE user_id = $1 AND ${IS_IN_PAGE})
      UNION ALL
      (SELECT 'document', id, seq, json_build_object('id', id, 'file_name', file_name, 'mime_type', mime_type,
          'file_size_bytes', file_size_bytes, 'status', status, 'error', error, 'step', step, 'step_ratio', step_ratio,
          'page_count', page_count, 'created_at', created_at, 'replaces_id', replaces_id)
        FROM documents WHERE user_id = $1 AND ${IS_IN_PAGE})
      UNION ALL
      (SELECT 'settings', id, seq, json_build_object('locale', locale, 'settings', settings)
        FROM (SELECT id, settings_seq AS seq, locale, settings FROM users) users WHERE id = $1 AND ${IS_IN_PAGE})
      UNION ALL
      (SELECT 'deleted ' || type, id, seq, NULL FROM tombstones WHERE user_id = $1 AND ${IS_IN_PAGE})
    ) changes ORDER BY seq LIMIT $3)`,
};

/** Rows as JSON has them: times as text. */
type JsonRow<Row> = {
  [Field in keyof Row]: Row[Field] extends Date | null ? string | Extract<Row[Field], null> : Row[Field];
};
type StartRow = { epoch: string; cursor: number | null; swept: number | null; isCut: boolean };
type PageRow = { id: string; seq: string } & (
  | { type: 'start'; row: StartRow }
  | { type: 'conversation'; row: JsonRow<ConversationRow> }
  | { type: 'message'; row: JsonRow<MessageRow> }
  | { type: 'document'; row: unknown }
  | { type: 'settings'; row: { locale: string; settings: Prisma.JsonValue } }
  | { type: `deleted ${string}`; row: null }
);

/**
 * What changed after a cursor, in `seq` order. Since numbers are given under the user's row lock, nothing smaller than what
 * is seen can be committed after it.
 */
export async function readPage(
  { readAsUser }: Database,
  userId: string,
  { cursor, limit }: { cursor: number; limit: number },
): Promise<ReadPage> {
  const rows = await readAsUser<PageRow>(userId, PAGE, [userId, cursor, limit, MAX_PAGE_BYTES]);
  const start = rows.find((row) => row.type === 'start')?.row;
  if (start === undefined) throw new Error('the database has no epoch');
  return {
    epoch: start.epoch,
    cursor: start.cursor ?? 0,
    swept: start.swept ?? 0,
    isCut: start.isCut,
    changes: rows
      .flatMap((row) => (row.type === 'start' ? [] : [presentChange(row)]))
      .toSorted((a, b) => a.seq - b.seq),
  };
}

function presentChange(change: Exclude<PageRow, { type: 'start' }>): Change {
  const header = { id: change.id, seq: Number(change.seq) };
  switch (change.type) {
    case 'conversation': {
      const { createdAt, updatedAt, pinnedAt, archivedAt } = change.row;
      const row = presentConversation({
        ...change.row,
        createdAt: new Date(createdAt),
        updatedAt: new Date(updatedAt),
        pinnedAt: pinnedAt === null ? null : new Date(pinnedAt),
        archivedAt: archivedAt === null ? null : new Date(archivedAt),
      });
      return { type: 'conversation', ...header, deleted: false, row };
    }
    case 'message': {
      const row = presentMessage({ ...change.row, createdAt: new Date(change.row.createdAt) });
      return { type: 'message', ...header, deleted: false, row };
    }
    case 'document':
      return {
        type: 'document',
        ...header,
        deleted: false,
        row: presentDocument(documentRowSchema.parse(change.row)),
      };
    case 'settings': {
      const { locale, settings } = change.row;
      return { type: 'settings', ...header, deleted: false, row: readSettings(locale, settings) };
    }
    default:
      return changeSchema.parse({
        type: change.type.replace('deleted ', ''),
        ...header,
        deleted: true,
        row: null,
      });
  }
}

const POSITION: Statement = {
  name: 'read position',
  text: `SELECT value AS epoch, (SELECT change_seq FROM users WHERE id = $1) AS cursor FROM server_state WHERE key = 'epoch'`,
};

/** How far a user's changes have come. */
export async function readPosition({ readAsUser }: Database, userId: string): Promise<Position> {
  const [row] = await readAsUser<{ epoch: string; cursor: string | null }>(userId, POSITION, [userId]);
  if (row === undefined) throw new Error('the database has no epoch');
  return { epoch: row.epoch, cursor: Number(row.cursor ?? 0) };
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
