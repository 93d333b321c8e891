import type { IncomingMessage } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '#platform/database/database.ts';
import type { Jobs } from '#platform/jobs.ts';
import type { Document } from '#shared/entities.ts';
import { assertRag, findPlan } from '../plans/index.ts';
import type { FileStore } from './fileStore.ts';
import { ingestionQueueName } from './ingestion.ts';
import { sendIngestion } from './ingestionJobs.ts';
import { type ReceivedFile, receiveUpload } from './receiveUpload.ts';
import { createDocument, findDocument, findSame } from './store.ts';

export type DocumentParts = { database: Database; files: FileStore; jobs: Jobs };

/** `reuse`: no second document of the same bytes. `replaces`: the document whose newer version this is. */
export type UploadWishes = { reuse: boolean; replaces: string | undefined };

export type Accepted = { document: Document; duplicate?: true };

/** Receives a file and makes it a document that waits to be read, or finds that there is one already. Throws AppError. */
export async function acceptUpload(
  parts: DocumentParts,
  userId: string,
  request: IncomingMessage,
  wishes: UploadWishes,
): Promise<Accepted> {
  const { replaces } = wishes;
  await parts.database.withUser(userId, async (tx) => {
    await assertRag(tx, userId);
    if (replaces !== undefined) await findDocument(tx, userId, replaces);
  });
  return keep(parts, userId, await receiveUpload(request, parts.files), wishes);
}

/** The file is in its place before the row says so; a row without its job, or a job without its row, cannot be. */
async function keep(
  { database, files, jobs }: DocumentParts,
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
    const document = await database.withPreparedChanges(
      userId,
      1,
      async (tx) => {
        await sendIngestion(tx, jobs, files, { userId, documentId }, { isNew: true });
        return findPlan(tx, userId);
      },
      async (tx, seqs, plan) => {
        const same = reuse ? await findSame(tx, userId, received.hash, replaces) : null;
        if (same !== null) throw new SameFile(same);
        return createDocument(tx, userId, seqs, plan, { id: documentId, replaces, ...received });
      },
    );
    jobs.announce(ingestionQueueName(files));
    return { document };
  } catch (error) {
    await forget();
    if (error instanceof SameFile) return { document: error.document, duplicate: true };
    throw error;
  }
}

/** Undoes what was begun for a document of the same bytes as another. */
class SameFile extends Error {
  readonly document: Document;

  constructor(document: Document) {
    super('there is a document of these bytes');
    this.document = document;
  }
}
