import { z } from 'zod';
import type { EndpointOutput } from '#shared/endpoint.ts';
import { type EndpointName, endpoints } from '#shared/endpoints/index.ts';
import { type Document, idSchema } from '#shared/entities.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import { isCacheCursor } from '../cache/pageCursor.ts';
import type { CallParts } from './endpointCall.ts';

/** What the cache says; `fresh` false: the server knows more, but this is better than nothing. */
export type CachedAnswer = { answer: object; fresh: boolean };
type Read = (cache: CacheThread, parts: CallParts) => Promise<CachedAnswer | undefined>;

const fresh = (answer: object | undefined, isFresh = true): CachedAnswer | undefined =>
  answer && { answer, fresh: isFresh };
const idOf = ({ params }: CallParts) => byIdSchema.parse(params).id;
const byIdSchema = z.object({ id: idSchema });
const isFinal = ({ status }: Document) => status === 'completed' || status === 'error';
const isServersCursor = (cursor: string | undefined) => cursor !== undefined && !isCacheCursor(cursor);

/** Passages of documents beside what was found in messages. */
const DOCUMENT_HITS = 10;

/** The endpoints that a device can answer by itself once it has everything. */
export const cachedReads: Partial<Record<EndpointName, Read>> = {
  async listConversations(cache, parts) {
    const query = endpoints.listConversations.query.parse(parts.query);
    return isServersCursor(query.cursor) ? undefined : fresh(await cache.conversations(query));
  },
  async getConversation(cache, parts) {
    const conversation = await cache.conversation(idOf(parts));
    return fresh(conversation && { conversation });
  },
  async listMessages(cache, parts) {
    const query = endpoints.listMessages.query.parse(parts.query);
    if (isServersCursor(query.cursor) || !(await cache.conversation(idOf(parts)))) return undefined;
    if (query.from !== undefined && !(await cache.hasMessage(query.from, idOf(parts)))) return undefined;
    return fresh(await cache.messages(idOf(parts), query));
  },
  async search(cache, parts) {
    const { q, limit } = endpoints.search.query.parse(parts.query);
    const [results, documents] = await Promise.all([
      cache.search(q, limit),
      cache.searchDocuments(q, DOCUMENT_HITS),
    ]);
    // What was dropped from this device only the server finds.
    return fresh({ results, documents }, !(await cache.isAnythingDropped()));
  },
  // How far a document has been read is not part of the change feed: the server says it.
  async listDocuments(cache, parts) {
    const query = endpoints.listDocuments.query.parse(parts.query);
    if (isServersCursor(query.cursor)) return undefined;
    const page = await cache.documents(query);
    return fresh(page, page.documents.every(isFinal));
  },
  async getDocument(cache, parts) {
    const document = await cache.document(idOf(parts));
    return document && fresh({ document }, isFinal(document));
  },
  getDocumentText: async (cache, parts) => fresh(await cache.documentText(idOf(parts))),
  async getAccount(cache) {
    const session = await keptSession(cache);
    return fresh(session && { user: session.user });
  },
  getSession: async (cache) => fresh(await keptSession(cache)),
};

/** Answers without rows: the last one is kept for when the server cannot be reached. */
export const KEPT_ANSWERS = new Set<EndpointName>(['getSession', 'getUsage', 'listModels', 'listPlans']);

/** Who was signed in when the server last said it, with the settings that the change feed has brought since. */
export async function keptSession(
  cache: CacheThread,
): Promise<EndpointOutput<typeof endpoints.getSession> | undefined> {
  const kept = endpoints.getSession.success.body.safeParse(await cache.keptAnswer('getSession'));
  if (!kept.success) return undefined;
  const settings = await cache.settings();
  const { user, ...rest } = kept.data;
  return { ...rest, user: await cache.user({ ...user, settings: settings ?? user.settings }) };
}
