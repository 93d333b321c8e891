import { randomInt } from 'node:crypto';
import { generateSecret, generateURI, verify } from 'otplib';
import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { AppError } from '#platform/errors.ts';
import { hashToken } from './accountLinks.ts';
import { forgetFailures, takeAttempt } from './loginThrottle.ts';
import type { SecretBox } from './secretBox.ts';

const WHY = 'second proofs are out of reach of the application role';
const PERIOD_SECONDS = 30;
/** A clock may be off by one step (RFC 6238, section 5.2). */
const TOLERANCE_SECONDS = 30;
const RECOVERY_CODES = 10;
/** Without letters and digits that look alike; 10 of them are 49 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const RECOVERY_CODE_LENGTH = 10;

export type TwoFactorState = { twoFactor: boolean; recoveryCodesLeft: number };
type Parts = { database: Database; box: SecretBox };

const STATE: Statement = {
  name: 'find two factor state',
  text: `SELECT EXISTS (SELECT FROM two_factor WHERE user_id = $1 AND confirmed_at IS NOT NULL) AS "twoFactor",
    (SELECT count(*)::int FROM recovery_codes WHERE user_id = $1) AS "recoveryCodesLeft"`,
};

export async function readTwoFactorState({ readAsUser }: Database, userId: string): Promise<TwoFactorState> {
  const [state] = await readAsUser<TwoFactorState>(userId, STATE, [userId]);
  return state ?? { twoFactor: false, recoveryCodesLeft: 0 };
}

/** A new secret for the person's authenticator; it asks for nothing until a code of it was shown. */
export async function beginTwoFactor(
  { database, box }: Parts,
  { userId, email }: { userId: string; email: string },
): Promise<{ secret: string; uri: string }> {
  const secret = generateSecret();
  await database.asSystem(WHY, async (tx) => {
    const present = await tx.twoFactor.findUnique({ where: { userId }, select: { confirmedAt: true } });
    if (present !== null && present.confirmedAt !== null) throw alreadyOn();
    const data = { secret: box.seal(secret), lastStep: 0 };
    await tx.twoFactor.upsert({ where: { userId }, create: { userId, ...data }, update: data });
  });
  return { secret, uri: generateURI({ issuer: 'Kipux', label: email, secret }) };
}

/** Turns it on with a code of the new secret. @returns the recovery codes, which nobody can show again */
export async function confirmTwoFactor(parts: Parts, userId: string, code: string): Promise<string[]> {
  await proveThrottled(parts.database, userId, async (tx) => {
    const row = await tx.twoFactor.findUnique({ where: { userId } });
    if (row === null || row.confirmedAt !== null) throw alreadyOn();
    return takeCode(tx, parts.box, { ...row, code });
  });
  return parts.database.asSystem(WHY, async (tx) => {
    await tx.twoFactor.update({ where: { userId }, data: { confirmedAt: new Date() } });
    return replaceRecoveryCodes(tx, userId);
  });
}

export async function endTwoFactor({ database }: Parts, userId: string): Promise<void> {
  await database.asSystem(WHY, (tx) => removeTwoFactor(tx, userId));
}

/** The same as a part of another transaction. @returns whether there was any */
export async function removeTwoFactor(tx: Transaction, userId: string): Promise<boolean> {
  const { count } = await tx.twoFactor.deleteMany({ where: { userId } });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  return count > 0;
}

/** New recovery codes; those before are worth nothing. */
export function renewRecoveryCodes({ database }: Parts, userId: string): Promise<string[]> {
  return database.asSystem(WHY, (tx) => replaceRecoveryCodes(tx, userId));
}

/** Throws `wrong_code` unless it is a code of the authenticator or a recovery code, which is used up by it. */
export function proveSecondFactor(parts: Parts, userId: string, code: string): Promise<void> {
  return proveThrottled(parts.database, userId, async (tx) => {
    const row = await tx.twoFactor.findUnique({ where: { userId } });
    if (row === null || row.confirmedAt === null) return false;
    return (await takeCode(tx, parts.box, { ...row, code })) || takeRecoveryCode(tx, userId, code);
  });
}

/** Guesses are counted for the account, with the same waits as wrong passwords. */
async function proveThrottled(
  database: Database,
  userId: string,
  prove: (tx: Transaction) => Promise<boolean>,
): Promise<void> {
  const who = secondFactorKey(userId);
  await takeAttempt(database, who);
  if (!(await database.asSystem(WHY, prove))) {
    throw new AppError('wrong_code', 'This code is not right, or was used already. Wait for the next one.');
  }
  await forgetFailures(database, who);
}

/** Under which wrong codes of an account are counted. */
export function secondFactorKey(userId: string): string {
  return `second factor ${userId}`;
}

async function takeCode(
  tx: Transaction,
  box: SecretBox,
  { userId, secret, lastStep, code }: { userId: string; secret: Uint8Array; lastStep: bigint; code: string },
): Promise<boolean> {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return false;
  const epoch = Math.floor(Date.now() / 1_000);
  const options = { epoch, epochTolerance: TOLERANCE_SECONDS, period: PERIOD_SECONDS };
  const known = openOrUndefined(box, secret);
  if (known === undefined) return false;
  const result = await verify({ secret: known, token, ...options });
  if (!result.valid) return false;
  const step = BigInt(Math.floor(epoch / PERIOD_SECONDS) + result.delta);
  if (step <= lastStep) return false;
  const { count } = await tx.twoFactor.updateMany({
    where: { userId, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count === 1;
}

/** Under another server secret it cannot be read any more: the recovery codes still let the person in. */
function openOrUndefined(box: SecretBox, secret: Uint8Array): string | undefined {
  try {
    return box.open(secret);
  } catch {
    return undefined;
  }
}

async function takeRecoveryCode(tx: Transaction, userId: string, code: string): Promise<boolean> {
  const { count } = await tx.recoveryCode.deleteMany({ where: { userId, codeHash: hashCode(userId, code) } });
  return count === 1;
}

async function replaceRecoveryCodes(tx: Transaction, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: RECOVERY_CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  );
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ userId, codeHash: hashCode(userId, code) })),
  });
  return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`);
}

function hashCode(userId: string, code: string): string {
  return hashToken(`${userId} ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`);
}

function alreadyOn(): AppError {
  return new AppError('wrong_code', 'There is no second factor that waits to be confirmed.');
}
