import { connect, createServer, type Socket } from 'node:net';

/** What stands between a server and its database in a test. */
export type DatabaseLine = {
  /** The database through this line. */
  url: string;
  /** Ends all connections and takes no new ones, as a database that is restarting does. */
  cut(): void;
  /** Nothing gets through any more and nobody is told, as when a network goes dark. */
  freeze(): void;
  /** New connections get through again; of frozen ones nothing more is heard. */
  mend(): void;
  close(): Promise<void>;
};

export async function startLine(url: string): Promise<DatabaseLine> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let state: 'whole' | 'cut' | 'frozen' = 'whole';
  const freeze = (socket: Socket) => {
    socket.unpipe();
    socket.pause();
  };
  const line = createServer((here) => {
    const there = connect(Number(target.port), target.hostname);
    for (const socket of [here, there]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        sockets.delete(socket);
        (socket === here ? there : here).destroy();
      });
    }
    here.pipe(there).pipe(here);
    if (state === 'cut') here.destroy();
    if (state === 'frozen') [here, there].forEach(freeze);
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const address = line.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cut = () => {
    state = 'cut';
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: Object.assign(new URL(url), { port: String(port) }).href,
    cut,
    freeze() {
      state = 'frozen';
      for (const socket of sockets) freeze(socket);
    },
    mend() {
      state = 'whole';
    },
    close() {
      cut();
      return new Promise((resolve) => line.close(() => resolve()));
    },
  };
}
