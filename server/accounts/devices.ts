import { createHash } from 'node:crypto';
import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { notFound } from '#platform/errors.ts';
import type { Device } from '#shared/entities.ts';
import { LIMITS } from '#shared/limits.ts';
import { nameDevice } from './deviceName.ts';

type SessionRow = {
  sid: string;
  startedAt: string | null;
  userAgent: string | null;
  lastUsedAt: Date;
  address: string | null;
};

const SESSIONS: Statement = {
  name: 'list sessions',
  text: `SELECT sid, sess ->> 'startedAt' AS "startedAt", sess ->> 'userAgent' AS "userAgent", last_used_at AS "lastUsedAt", address
    FROM session WHERE user_id = $1 AND expire > now() ORDER BY last_used_at DESC, sid LIMIT $2`,
};
const WHY = 'sessions belong to the store, not to the application role';

/** The sessions of one user, the last used first. */
export async function listDevices(database: Database, userId: string, currentSid: string): Promise<Device[]> {
  const rows = await readSessions(database, userId);
  return rows.map((row) => presentDevice(row, currentSid));
}

/** Ends one session of the user's. Throws `not_found`. */
export async function endDevice(database: Database, userId: string, deviceId: string): Promise<void> {
  const row = (await readSessions(database, userId)).find(({ sid }) => deviceIdOf(sid) === deviceId);
  if (row === undefined) throw notFound('device');
  await database.asSystem(WHY, (tx) => tx.session.deleteMany({ where: { userId, sid: row.sid } }));
}

/** Ends all sessions of the user's but the one given. */
export async function endOtherDevices(database: Database, userId: string, currentSid: string): Promise<void> {
  await database.asSystem(WHY, (tx) =>
    tx.session.deleteMany({ where: { userId, sid: { not: currentSid } } }),
  );
}

/** Ends all sessions, together with what makes it necessary. */
export async function endAllDevices(tx: Transaction, userId: string): Promise<void> {
  await tx.session.deleteMany({ where: { userId } });
}

function readSessions({ runAsSystem }: Database, userId: string): Promise<SessionRow[]> {
  return runAsSystem<SessionRow>(WHY, SESSIONS, [userId, LIMITS.devices]);
}

function presentDevice(row: SessionRow, currentSid: string): Device {
  const isCurrent = row.sid === currentSid;
  const lastUsedAt = isCurrent ? new Date() : row.lastUsedAt;
  return {
    id: deviceIdOf(row.sid),
    ...nameDevice(row.userAgent ?? ''),
    address: row.address,
    signedInAt: new Date(Number(row.startedAt ?? row.lastUsedAt)).toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    isCurrent,
  };
}

/** Names a session without giving it away: from the name nobody gets to the cookie. */
export function deviceIdOf(sid: string): string {
  const hex = createHash('sha256').update(`device ${sid}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
