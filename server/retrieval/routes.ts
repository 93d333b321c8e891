import { assertUsable, type Embedder } from '#platform/ai/embedder.ts';
import type { Database } from '#platform/database/database.ts';
import { type Route, route } from '#platform/http/route.ts';
import type { Log } from '#platform/log.ts';
import { searchPassages as contract } from '#shared/endpoints/documents.ts';
import { assertRag } from '../plans/index.ts';
import { prepareQuery, searchPassages } from './searchPassages.ts';
import { assertDocuments } from './store.ts';

export function retrievalRoutes({
  database,
  embedder,
  log,
}: {
  database: Database;
  embedder: Embedder;
  log: Log;
}): Route[] {
  return [
    route(contract, async ({ body }, { userId, signal }) => {
      const { limit, documentIds = null } = body;
      assertUsable(embedder);
      await database.withUser(userId, async (tx) => {
        await assertRag(tx, userId);
        await assertDocuments(tx, userId, documentIds ?? []);
      });
      const onEmbeddingError = (error: unknown) => log.warn({ err: error }, 'searching by words alone');
      const query = await prepareQuery(embedder, body.query, { signal, onEmbeddingError });
      if (query === null) return { results: [] };
      const { passages } = await searchPassages(database, userId, query, {
        ...(limit === undefined ? {} : { limit }),
        documentIds,
        declines: false,
      });
      return { results: passages };
    }),
  ];
}
