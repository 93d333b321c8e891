import type { IncomingMessage } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import type { Jobs } from '#platform/jobs.ts';
import type { Document } from '#shared/entities.ts';
import type { FileStore } from './fileStore.ts';
import { ingestionQueueName } from './ingestion.ts';
import { addDocument, assertWelcome } from './newDocument.ts';
import { type ReceivedFile, receiveUpload } from './receiveUpload.ts';

export type DocumentParts = { database: Database; files: FileStore; jobs: Jobs };
type UploadParts = Pick<DocumentParts, 'database' | 'files'> & { jobs: Pick<Jobs, 'sending' | 'announce'> };

/** `reuse`: no second document of the same bytes. `replaces`: the document whose newer version this is. */
export type UploadWishes = { reuse: boolean; replaces: string | undefined };

export type Accepted = { document: Document; duplicate?: true };

/** Receives a file and makes it a document that waits to be read, or finds that there is one already. Throws AppError. */
export async function acceptUpload(
  parts: UploadParts,
  userId: string,
  request: IncomingMessage,
  wishes: UploadWishes,
): Promise<Accepted> {
  await assertWelcome(parts.database, userId, wishes.replaces);
  return keep(parts, userId, await receiveUpload(request, parts.files), wishes);
}

/** The file is in its place before the row says so; a row without its job, or a job without its row, cannot be. */
async function keep(
  { database, files, jobs }: UploadParts,
  userId: string,
  received: ReceivedFile,
  { reuse, replaces }: UploadWishes,
): Promise<Accepted> {
  const documentId = uuidv7();
  const forget = async () => {
    await files.discard(received.path);
    await files.remove(userId, documentId);
  };
  try {
    await files.keep(received.path, userId, documentId);
    const queue = ingestionQueueName(files);
    const { document, isNew } = await addDocument(
      database,
      userId,
      { id: documentId, reuse, replaces, ...received },
      jobs.sending(queue),
    );
    if (!isNew) {
      await forget();
      return { document, duplicate: true };
    }
    jobs.announce(queue);
    return { document };
  } catch (error) {
    // Without a clear answer the row may be there: its file stays, and the sweep removes it when no row came.
    await (error instanceof AppError ? forget() : files.discard(received.path));
    throw error;
  }
}
