import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import bcrypt from 'bcrypt';
import pLimit from 'p-limit';
import { AppError } from '#platform/errors.ts';
import { LIMITS } from '#shared/limits.ts';

export const BCRYPT_COST = 12;

/** A core is left for everybody else's requests; the rest of the hashes wait in line, none is refused. */
export const inHashingLine = pLimit(Math.max(1, availableParallelism() - 1));

/** A hash of nobody's password: what an unknown e-mail is compared with, so that both answers take the same time. */
const NOBODYS_HASH = '$2b$12$b1YKzNz/P5V.UVIWnUo9ZePraz7VqgqF.x1BYDauMKWbaGDhe5EjS';

/** bcrypt, cost 12, over a pre-hash of fixed length. */
export function hashPassword(password: string): Promise<string> {
  return inHashingLine(() => bcrypt.hash(prehash(password), BCRYPT_COST));
}

/**
 * To be called within `inHashingLine`.
 * @param hash undefined: no such account; takes as long and is false
 */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const isRight = await bcrypt.compare(prehash(password), hash ?? NOBODYS_HASH);
  return isRight && hash !== undefined;
}

/** Whether a hash was made at a lower cost than today's and should be renewed. */
export function needsRehash(hash: string): boolean {
  return bcrypt.getRounds(hash) < BCRYPT_COST;
}

/**
 * bcrypt reads 72 bytes and stops at a NUL. 64 characters of base64 keep every byte of a longer password; NFC, so that
 * the same letters typed on another system are the same password.
 */
function prehash(password: string): string {
  return createHash('sha384').update(password.normalize('NFC'), 'utf8').digest('base64');
}

/** Throws `weak_password` with the reason. Rules: 8 to 1,000 characters, not among the most common, not the e-mail. */
export async function assertGoodPassword(password: string, email: string): Promise<void> {
  const length = Array.from(password.normalize('NFC')).length;
  if (length < LIMITS.passwordMinLength) {
    throw weak('too_short', `The password needs at least ${LIMITS.passwordMinLength} characters.`);
  }
  if (length > LIMITS.passwordMaxLength) {
    throw weak('too_long', `The password may have at most ${LIMITS.passwordMaxLength} characters.`);
  }
  const lowered = password.normalize('NFC').toLowerCase();
  if (lowered === email || lowered === email.split('@')[0]) {
    throw weak('is_email', 'The password is the e-mail address. Choose another.');
  }
  if ((await commonPasswords()).has(lowered)) {
    throw weak('too_common', 'This password is among the most common. Choose another.');
  }
}

function weak(reason: 'too_short' | 'too_long' | 'too_common' | 'is_email', message: string): AppError {
  return new AppError('weak_password', message, { reason });
}

let loaded: Promise<ReadonlySet<string>> | undefined;

/** Loaded at the first registration: a server that only serves sign-ins does not keep the list in memory. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) =>
      new Set(dictionary['passwords-common'].filter((entry) => entry.length >= LIMITS.passwordMinLength)),
  );
  return loaded;
}
