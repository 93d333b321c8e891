const PREFIX = 'cache:';

/** Where a page of the cache ends, opaque to whoever passes it on; the prefix tells it from a server's cursor. */
export function encodeCursor(parts: (string | number)[]): string {
  return PREFIX + Buffer.from(JSON.stringify(parts)).toString('base64url');
}

export const isCacheCursor = (cursor: string): boolean => cursor.startsWith(PREFIX);

/** Undefined for anything that was not made by `encodeCursor`. */
export function decodeCursor(cursor: string | undefined): (string | number)[] | undefined {
  if (cursor === undefined || !isCacheCursor(cursor)) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor.slice(PREFIX.length), 'base64url').toString());
    const valid = Array.isArray(parts) && parts.every((p) => typeof p === 'string' || typeof p === 'number');
    return valid ? parts : undefined;
  } catch {
    return undefined;
  }
}
