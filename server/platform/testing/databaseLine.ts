import { connect, createServer, type Socket } from 'node:net';

export type DatabaseLine = {
  /** The database, by way of here. */
  url: string;
  /** Breaks all connections, and takes no new ones. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
};

/** What stands between a server and its database: it can be cut, and mended. */
export async function startLine(url: string): Promise<DatabaseLine> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const proxy = createServer((here) => {
    const there = connect(Number(target.port), target.hostname);
    for (const socket of [here, there]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
    }
    if (isCut) here.destroy();
    here.pipe(there).pipe(here);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: Object.assign(new URL(url), { port: String(port) }).href,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    close: () => new Promise((resolve) => proxy.close(() => resolve())),
  };
}
