import { randomInt } from 'node:crypto';
import type { Config } from '#platform/config.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { hashToken } from './accountLinks.ts';

const WHY = 'the first account: there is no user yet';
const PREFIX = 'setup_code ';
/** Without letters and digits that look alike. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/**
 * The one-time code by which the first account of a server that others can reach becomes its admin. Each start without
 * an account makes one; all of them work until the first account is there.
 * @returns undefined on loopback, and once there is an account
 */
export async function createSetupCode(
  { isLoopback }: Pick<Config, 'isLoopback'>,
  database: Database,
): Promise<string | undefined> {
  if (isLoopback || (await hasAccounts(database))) return undefined;
  const groups = Array.from({ length: 5 }, () =>
    Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  );
  const code = groups.join('-');
  await database.asSystem(WHY, (tx) =>
    tx.serverState.create({ data: { key: PREFIX + hashCode(code), value: new Date().toISOString() } }),
  );
  return code;
}

export function hasAccounts(database: Database): Promise<boolean> {
  return database.asSystem(WHY, anyAccount);
}

async function anyAccount(tx: Transaction): Promise<boolean> {
  return (await tx.user.findFirst({ select: { id: true } })) !== null;
}

/** Whether the account about to be created is the first; others wait until it is there. */
export async function isFirstAccount(tx: Transaction): Promise<boolean> {
  if (await anyAccount(tx)) return false;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('kipux first account'))`;
  return !(await anyAccount(tx));
}

/** Throws `setup_code_required` unless the code is one that a start of this server printed. */
export async function assertSetupCode(tx: Transaction, code: string | undefined): Promise<void> {
  const found =
    code === undefined ? null : await tx.serverState.findUnique({ where: { key: PREFIX + hashCode(code) } });
  if (found !== null) return;
  throw new AppError(
    'setup_code_required',
    'The first account needs the code that the server printed at its start.',
  );
}

export async function forgetSetupCodes(tx: Transaction): Promise<void> {
  await tx.serverState.deleteMany({ where: { key: { startsWith: PREFIX } } });
}

function hashCode(code: string): string {
  return hashToken(code.toUpperCase().replace(/[^A-Z0-9]/g, ''));
}
