import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { assertUsable, type Embedder } from '#platform/ai/embedder.ts';
import { notFound } from '#platform/errors.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/documents.ts';
import type { Document } from '#shared/entities.ts';
import { assertRag } from '../plans/index.ts';
import { acceptUpload, type DocumentParts } from './acceptUpload.ts';
import { ingestionQueueName } from './ingestion.ts';
import { sendIngestion, sendReembedding } from './ingestionJobs.ts';
import { readAway } from './readAway.ts';
import { deleteDocument, findDocument, findOutdated, listDocuments, readAgain, readText } from './store.ts';

export function documentRoutes(parts: DocumentParts & { embedder: Embedder }): Route[] {
  const { database, files, jobs, embedder } = parts;
  return [
    route(contract.uploadDocument, async ({ query }, { userId, request, response }) => {
      try {
        assertUsable(embedder);
        const wishes = { reuse: query.reuse === 'true', replaces: query.replaces };
        return await acceptUpload(parts, userId, request, wishes);
      } catch (error) {
        await readAway(request);
        if (!request.complete) response.setHeader('Connection', 'close');
        throw error;
      }
    }),
    route(contract.listDocuments, ({ query }, { userId }) =>
      database.withUser(userId, (tx) => listDocuments(tx, userId, query)),
    ),
    route(contract.getDocument, ({ params }, { userId }) =>
      database.withUser(userId, async (tx) => ({ document: await findDocument(tx, userId, params.id) })),
    ),
    route(contract.deleteDocument, async ({ params }, { userId }) => {
      await database.withChanges(userId, 1, async (tx, seqs) => {
        await deleteDocument(tx, userId, params.id, seqs);
        await jobs.remove(tx, ingestionQueueName(files), params.id);
      });
      await files.remove(userId, params.id);
    }),
    route(contract.retryDocument, async ({ params }, { userId }) => {
      const document = await database.withChanges(userId, 1, async (tx, seqs) => {
        await assertRag(tx, userId);
        const isWaiting = await readAgain(tx, userId, params.id, seqs);
        if (isWaiting) await sendIngestion(tx, jobs, files, { userId, documentId: params.id });
        return findDocument(tx, userId, params.id);
      });
      jobs.announce(ingestionQueueName(files));
      return { document };
    }),
    route(contract.reembedDocuments, async (_input, { userId }) => {
      const documents = await database.withUser(userId, async (tx) => {
        await assertRag(tx, userId);
        const outdated = await findOutdated(tx, userId, embedder.model);
        await sendReembedding(tx, jobs, files, outdated);
        return outdated.length;
      });
      jobs.announce(ingestionQueueName(files));
      return { documents };
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
