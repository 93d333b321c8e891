import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Response } from 'express';
import { ZipFile } from 'yazl';

/** One file of an archive. It is opened when its turn has come and closed before the next one. */
export type ArchiveEntry = { path: string; changedAt: Date; compress: boolean; open(): Readable };

/**
 * Sends a ZIP as it is made: memory holds a piece of one entry, however large the whole is, and a client that reads slowly
 * is waited for. Ends quietly when the client has gone.
 */
export async function sendArchive(response: Response, entries: AsyncIterable<ArchiveEntry>): Promise<void> {
  const zip = new ZipFile();
  let current: Readable | undefined;
  const stop = () => current?.destroy();
  response.once('close', stop);
  zip.on('error', () => response.destroy());
  zip.outputStream.pipe(response);
  try {
    for await (const { path, changedAt, compress, open } of entries) {
      if (response.destroyed) return;
      current = open();
      zip.addReadStream(current, path, { mtime: changedAt, compress });
      await finished(current);
    }
    zip.end();
    if (!response.destroyed) await once(response, 'close');
  } catch (error) {
    if (response.destroyed) return;
    // What was sent cannot be taken back: the broken archive must not look like a whole one.
    response.destroy();
    throw error;
  } finally {
    response.off('close', stop);
    stop();
  }
}
