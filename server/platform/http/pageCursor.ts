import { z } from 'zod';
import { AppError } from '../errors.ts';

/** A page's end as an opaque string: what comes after it is the next page. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Throws `validation_failed` for anything that `encodeCursor` did not make. `patterns` says what each part is. */
export function decodeCursor(cursor: string, patterns: readonly RegExp[]): string[] {
  const refused = new AppError('validation_failed', 'query.cursor: is not one that this server gave');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw refused;
  }
  if (!Array.isArray(parts) || parts.length !== patterns.length) throw refused;
  return patterns.map((pattern, index) => {
    const part: unknown = parts[index];
    if (typeof part !== 'string' || !pattern.test(part)) throw refused;
    return part;
  });
}

export const CURSOR_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** zod's expression knows how long each month is; PostgreSQL has no year 0. */
export const CURSOR_TIMESTAMP = new RegExp(
  `^(?!0000)(?:${z.core.regexes.datetime({ precision: 3 }).source})`,
);
export const CURSOR_NUMBER = /^\d{1,15}$/;
