import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BenchContext } from './context.ts';
import { type ServerProcess, startScript } from './processes.ts';

/** Starts Kipux's server on the bench's database, as `npm run server` would. */
export async function startProduct(
  { databaseUrl }: BenchContext,
  environment: Record<string, string> = {},
): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-bench-'));
  const server = await startScript(new URL('../server.mjs', import.meta.url), {
    DATABASE_URL: databaseUrl,
    KIPUX_DATA_DIR: folder,
    PORT: '0',
    ...environment,
  });
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
