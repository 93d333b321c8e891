import { z } from 'zod';
import type { Database, Transaction } from '#platform/database/database.ts';
import { CURSOR_NUMBER, decodeCursor, encodeCursor } from '#platform/http/pageCursor.ts';
import { Prisma } from '#prisma/client.ts';
import {
  type AuditAct,
  type AuditChange,
  type AuditEntry,
  auditActSchema,
  auditChangeSchema,
  auditEntrySchema,
} from '#shared/admin.ts';
import { idSchema } from '#shared/entities.ts';
import { assertStillAdmin } from '../accounts/index.ts';

/** Who acts: a signed-in admin, or one of the system's users on the command line. */
export type Actor = { id: string; address: string | null } | { systemUser: string };

export type Target = NonNullable<AuditEntry['target']>;

/** What was done. Its details never hold a secret, nor what somebody wrote. */
export type Act = { act: AuditAct; target?: Target; changes?: readonly AuditChange[] };

export type RecordAct = (act: Act) => Promise<void>;

/**
 * Does what admins may, with its entries in the audit log in the same transaction: there are both or neither. Throws
 * `not_signed_in` or `forbidden` when the person who acts may not any more.
 */
export function asAdmin<T>(
  { asSystem }: Database,
  actor: Actor,
  work: (tx: Transaction, record: RecordAct) => Promise<T>,
): Promise<T> {
  return asSystem('what admins do crosses users', async (tx) => {
    if ('id' in actor) await assertStillAdmin(tx, actor.id);
    return work(tx, (act) => writeEntry(tx, actor, act));
  });
}

async function writeEntry(tx: Transaction, actor: Actor, { act, target, changes = [] }: Act): Promise<void> {
  const isPerson = 'id' in actor;
  const id = isPerson ? actor.id : null;
  const name = isPerson ? null : `command line (${actor.systemUser})`;
  await tx.$executeRaw`
    INSERT INTO audit_log (actor_id, actor_name, act, target_type, target_id, target_name, address, changes)
    VALUES (${id}::uuid, coalesce(${name}, (SELECT email FROM users WHERE id = ${id}::uuid), 'unknown'), ${act},
      ${target?.type ?? null}, ${target?.id ?? null}, ${target?.name ?? null}, ${isPerson ? actor.address : null},
      ${JSON.stringify(changes)}::jsonb)`;
}

/** The changes among some fields, as text. */
export function changesOf<T extends { [field: string]: unknown }>(before: T, after: T): AuditChange[] {
  const say = (value: unknown) =>
    value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
  return Object.keys(after).flatMap((field) => {
    const change = { field, before: say(before[field]), after: say(after[field]) };
    return change.before === change.after ? [] : [change];
  });
}

export type AuditQuery = {
  limit: number;
  cursor?: string | undefined;
  actor?: string | undefined;
  target?: string | undefined;
  act?: AuditAct | undefined;
};

/** A page of the audit log, the latest first. Filters take a name as it was then, or an id. */
export async function listAuditLog(
  database: Database,
  { limit, cursor, actor, target, act }: AuditQuery,
): Promise<{ entries: AuditEntry[]; nextCursor?: string }> {
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, [CURSOR_NUMBER]);
  const conditions = [
    ...(before === undefined ? [] : [Prisma.sql`id < ${BigInt(before)}`]),
    ...(actor === undefined ? [] : [byActor(actor)]),
    ...(target === undefined ? [] : [Prisma.sql`(target_name = ${target} OR target_id = ${target})`]),
    ...(act === undefined ? [] : [Prisma.sql`act = ${act}`]),
  ];
  const where =
    conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}`;
  const rows = await database.asSystem(
    'the audit log names many users',
    (tx) =>
      tx.$queryRaw<EntryRow[]>`
      SELECT id, at, actor_id AS "actorId", actor_name AS "actorName", act, target_type AS "targetType",
        target_id AS "targetId", target_name AS "targetName", address, changes
      FROM audit_log ${where} ORDER BY id DESC LIMIT ${limit + 1}`,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    entries: shown.map(presentEntry),
    ...(rows.length > shown.length && last !== undefined
      ? { nextCursor: encodeCursor([String(last.id)]) }
      : {}),
  };
}

function byActor(actor: string): Prisma.Sql {
  const id = idSchema.safeParse(actor);
  return id.success ? Prisma.sql`actor_id = ${id.data}::uuid` : Prisma.sql`actor_name = ${actor}`;
}

type EntryRow = {
  id: bigint;
  at: Date;
  actorId: string | null;
  actorName: string;
  act: string;
  targetType: string | null;
  targetId: string | null;
  targetName: string | null;
  address: string | null;
  changes: unknown;
};

const targetTypeSchema = auditEntrySchema.shape.target.unwrap().shape.type;

function presentEntry(row: EntryRow): AuditEntry {
  const type = targetTypeSchema.nullable().parse(row.targetType);
  return {
    id: Number(row.id),
    at: row.at.toISOString(),
    actor: { id: row.actorId, name: row.actorName },
    act: auditActSchema.parse(row.act),
    target: type === null ? null : { type, id: row.targetId, name: row.targetName },
    address: row.address,
    changes: z.array(auditChangeSchema).parse(row.changes),
  };
}
