import type { Server } from 'node:http';

/** Listens on a free port of loopback and says so in one line, which whoever started this process waits for. */
export function listenAndTell(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') console.log(`ready at http://127.0.0.1:${address?.port}`);
  });
  process.on('SIGTERM', () => process.exit(0));
}
