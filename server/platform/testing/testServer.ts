import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { type RunningServer, startServer } from '../../main.ts';

export type TestServer = Pick<RunningServer, 'url' | 'address' | 'close'> & { dataDir: string };

/**
 * A whole server on the test database, listening on a free port of loopback. It closes with the test (or with the file,
 * when it is started by `beforeAll` and closed by hand: `closeWith: 'hand'`).
 */
export async function startTestServer(
  environment: Record<string, string> = {},
  closeWith: 'test' | 'hand' = 'test',
): Promise<TestServer> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kipux-test-'));
  const server = await startServer({
    DATABASE_URL: inject('databaseUrl'),
    DATABASE_POOL_SIZE: '5',
    KIPUX_DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'fatal',
    ...environment,
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= server.close().finally(() => rmSync(dataDir, { recursive: true, force: true }));
    return closing;
  };
  if (closeWith === 'test') onTestFinished(close);
  return { url: server.url, address: server.address, dataDir, close };
}
