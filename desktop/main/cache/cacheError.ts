/**
 * `newer`: a later version of the app wrote the file. `corrupt`: the file was set aside and an empty one is in place.
 * `full`: the disk has no room. `busy`: another process holds the file.
 */
export type CacheErrorCode = 'newer' | 'corrupt' | 'full' | 'busy' | 'internal';

export class CacheError extends Error {
  readonly code: CacheErrorCode;

  constructor(code: CacheErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CacheError';
    this.code = code;
  }
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const CODES: Record<number, CacheErrorCode> = {
  5: 'busy',
  6: 'busy',
  11: 'corrupt',
  13: 'full',
  26: 'corrupt',
};

export function toCacheError(error: unknown): CacheError {
  if (error instanceof CacheError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const sqlite = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
  return new CacheError((sqlite !== undefined && CODES[sqlite]) || 'internal', message, error);
}
