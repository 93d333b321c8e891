import { createServer } from 'node:http';
import type { Express } from 'express';

export type ServedApp = { url: string; close(): Promise<void> };

/** An Express application of a test's own, on a free port of loopback. */
export async function serve(app: Express): Promise<ServedApp> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
