import { createHash } from 'node:crypto';

/** Names a request body: the same fields with the same values have the same hash, in whatever order they came. */
export function requestHash(body: object): string {
  const entries = Object.entries(body)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}
