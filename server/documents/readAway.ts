import type { IncomingMessage } from 'node:http';
import { LIMITS } from '#shared/limits.ts';

const MOST_BYTES = LIMITS.uploadBytes * 4;
const MOST_MS = 5_000;

/**
 * Reads what is left of a refused request, as far as it is worth it: who is still sending when the connection is closed
 * learns of a broken connection, and not why the request was refused.
 */
export function readAway(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.complete || request.destroyed) {
      resolve();
      return;
    }
    let bytes = 0;
    const timer = setTimeout(done, MOST_MS);
    const count = (part: Buffer) => {
      bytes += part.length;
      if (bytes > MOST_BYTES) done();
    };
    function done(): void {
      clearTimeout(timer);
      request.off('data', count).off('end', done).off('close', done);
      // Once more may have come than is counted: it is still not the next request.
      request.resume();
      resolve();
    }
    request.on('data', count).once('end', done).once('close', done);
    request.resume();
  });
}
