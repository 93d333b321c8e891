import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '#platform/database/database.ts';
import { notFound } from '#platform/errors.ts';
import { type Route, route } from '#platform/http/route.ts';
import type { Jobs } from '#platform/jobs.ts';
import * as contract from '#shared/endpoints/documents.ts';
import type { Document } from '#shared/entities.ts';
import type { FileStore } from './fileStore.ts';
import { ingestionQueueName } from './ingestion.ts';
import { type ReceivedFile, receiveUpload } from './receiveUpload.ts';
import { createDocument, deleteDocument, findDocument, listDocuments, readText } from './store.ts';

export type DocumentParts = { database: Database; files: FileStore; jobs: Jobs };

export function documentRoutes(parts: DocumentParts): Route[] {
  const { database, files } = parts;
  return [
    route(contract.uploadDocument, async (_input, { userId, request, response }) => {
      const received = await receiveUpload(request, files).catch((error: unknown) => {
        // What is left of a refused upload is not read as the next request.
        response.setHeader('Connection', 'close');
        throw error;
      });
      return { document: await keepUpload(parts, userId, received) };
    }),
    route(contract.listDocuments, ({ query }, { userId }) =>
      database.withUser(userId, (tx) => listDocuments(tx, userId, query)),
    ),
    route(contract.getDocument, ({ params }, { userId }) =>
      database.withUser(userId, async (tx) => ({ document: await findDocument(tx, userId, params.id) })),
    ),
    route(contract.deleteDocument, async ({ params }, { userId }) => {
      await database.withChanges(userId, 1, (tx, seqs) => deleteDocument(tx, userId, params.id, seqs));
      await files.remove(userId, params.id);
    }),
    route(contract.getDocumentContent, async ({ params }, { userId, response }) => {
      const document = await database.withUser(userId, (tx) => findDocument(tx, userId, params.id));
      await sendFile(response, files.pathOf(userId, document.id), document);
    }),
    route(contract.getDocumentText, ({ params }, { userId }) =>
      database.withUser(userId, (tx) => readText(tx, userId, params.id)),
    ),
  ];
}

/** The file is in its place before the row says so; a row without its job, or a job without its row, cannot be. */
async function keepUpload(
  { database, files, jobs }: DocumentParts,
  userId: string,
  received: ReceivedFile,
): Promise<Document> {
  const documentId = uuidv7();
  try {
    await files.keep(received.path, userId, documentId);
    const document = await database.withChanges(userId, 1, async (tx, seqs) => {
      const created = await createDocument(tx, userId, seqs, { id: documentId, ...received });
      await jobs.send(tx, ingestionQueueName(files), { userId, documentId });
      return created;
    });
    jobs.announce(ingestionQueueName(files));
    return document;
  } catch (error) {
    await files.discard(received.path);
    await files.remove(userId, documentId);
    throw error;
  }
}

/** Always as an attachment that no browser interprets: the content is the person's, not ours. */
async function sendFile(response: Response, path: string, { fileName, mimeType }: Document): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw notFound('file');
  response.status(200);
  response.setHeader('Content-Type', mimeType);
  response.setHeader('Content-Length', found.size);
  response.attachment(fileName);
  response.type(mimeType);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  await pipeline(createReadStream(path), response).catch((error: unknown) => {
    // The client has gone.
    if (!response.destroyed) throw error;
  });
}
