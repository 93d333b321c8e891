import { health, listModels, readiness } from '#shared/endpoints/server.ts';
import { onlyAllowed } from './ai/allowedModels.ts';
import type { AiProvider } from './ai/provider.ts';
import type { Database } from './database/database.ts';
import { AppError } from './errors.ts';
import { type Route, route } from './http/route.ts';

/** What the server says of itself: health, readiness, models. */
export function statusRoutes({
  database,
  provider,
  isStopping,
}: {
  database: Database;
  provider: AiProvider;
  isStopping: () => boolean;
}): Route[] {
  return [
    route(health, () => ({ status: 'ok' as const })),
    route(readiness, async () => {
      if (isStopping()) {
        throw new AppError('unavailable', 'The server is being stopped.', { retryAfterSeconds: 2 });
      }
      await database.pool.query('SELECT 1').catch((error: unknown) => {
        const details = { retryAfterSeconds: 2 };
        throw new AppError('unavailable', 'The database does not answer.', details, { cause: error });
      });
      return { status: 'ready' as const };
    }),
    route(listModels, async () => ({ models: await onlyAllowed(database, await provider.listModels()) })),
  ];
}
