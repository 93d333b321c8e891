import type { Embedder } from '#platform/ai/embedder.ts';
import type { Sources } from '#platform/ai/sources.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import { idSchema, type Locale, localeSchema } from '#shared/entities.ts';
import { findPlan } from '../plans/index.ts';
import { countSearchable, prepareQuery, searchPassages } from '../retrieval/index.ts';
import type { BranchMessage } from './history.ts';

type Parts = { database: Database; embedder: Embedder; log: Log };

const documentIdsSchema = idSchema.array().nullable();

/**
 * What the person's documents say to the question that `branch` (the latest message first) ends with. A search that
 * fails is not an answer that fails: `failed` says so.
 */
export async function findSources(
  { database, embedder, log }: Parts,
  userId: string,
  branch: readonly BranchMessage[],
  signal: AbortSignal,
): Promise<Sources> {
  const [question] = branch;
  const nothing: Sources = { state: 'unused', passages: [], documentsCount: 0, locale: 'es' };
  if (question === undefined) return nothing;
  const scope = await database.withUser(userId, (tx) => readScope(tx, userId, question.id));
  const { documentIds, documentsCount, locale } = scope;
  if (documentsCount === 0) return { ...nothing, locale };
  try {
    const query = await prepareQuery(embedder, question.content, {
      previous: branch
        .slice(1)
        .filter(({ role }) => role === 'user')
        .map(({ content }) => content)
        .reverse(),
      signal,
      onEmbeddingError: (error) => log.warn({ err: error }, 'searching by words alone'),
    });
    if (query === null) return { ...nothing, documentsCount, locale };
    const { passages } = await searchPassages(database, userId, query, { documentIds });
    return { state: passages.length > 0 ? 'found' : 'nothing', passages, documentsCount, locale };
  } catch (error) {
    if (signal.aborted) throw error;
    log.error({ err: error }, 'the search in the documents failed');
    return { state: 'failed', passages: [], documentsCount, locale };
  }
}

/** Which documents a message may be answered from. */
async function readScope(
  tx: Transaction,
  userId: string,
  messageId: string,
): Promise<{ documentIds: string[] | null; documentsCount: number; locale: Locale }> {
  const message = await tx.message.findUnique({
    where: { userId_id: { userId, id: messageId } },
    select: { documentIds: true },
  });
  const user = await tx.user.findUnique({ where: { id: userId }, select: { locale: true } });
  const locale = localeSchema.catch('es').parse(user?.locale);
  const documentIds = documentIdsSchema.parse(message?.documentIds ?? null);
  const { allowRag } = await findPlan(tx, userId);
  const isUnused = !allowRag || documentIds?.length === 0;
  return {
    documentIds,
    locale,
    documentsCount: isUnused ? 0 : await countSearchable(tx, userId, documentIds),
  };
}
