import { createServer, type Server, type Socket } from 'node:net';
import type { Engine } from '../engine.ts';
import { type ConnectionLimits, serveConnection } from './connection.ts';
import { createSharedSession } from './sharedSession.ts';
import { createTurns, type Turns } from './turns.ts';

export type WireServerOptions = {
  engine: Engine;
  /** The role that every session runs as. */
  owner: string;
  password: string;
  /** ParameterStatus messages for a client that has logged in. */
  parameters: Uint8Array;
  maxConnections?: number | undefined;
  idleInTransactionMs?: number | undefined;
};

export type WireServer = {
  /** The port on 127.0.0.1. */
  port: number;
  turns: Turns;
  /** Takes no new connections, ends those there are (what they have not committed is undone). */
  close(): Promise<void>;
};

/** Sockets that have not logged in, on top of those that have. The oldest gives way to the next. */
const MOST_STRANGERS = 32;

const defaultLimits: ConnectionLimits = {
  loginMs: 10_000,
  idleInTransactionMs: 60_000,
  messageBytes: 128 * 1024 * 1024,
};

/** Serves PostgreSQL's wire protocol on a free port of the loopback. */
export async function startWireServer(options: WireServerOptions): Promise<WireServer> {
  const turns = createTurns();
  const session = createSharedSession(options.engine, options.owner);
  const idleInTransactionMs = options.idleInTransactionMs ?? defaultLimits.idleInTransactionMs;
  const limits = { ...defaultLimits, idleInTransactionMs };
  const maxConnections = options.maxConnections ?? 50;
  const sockets = new Set<Socket>();
  const strangers = new Set<Socket>();
  let lastId = 0;

  const admit = (socket: Socket): boolean => {
    strangers.delete(socket);
    return sockets.size - strangers.size <= maxConnections;
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    strangers.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      strangers.delete(socket);
    });
    const [oldest] = strangers;
    if (strangers.size > MOST_STRANGERS) oldest?.destroy();
    lastId += 1;
    const { password, parameters } = options;
    serveConnection(socket, {
      id: lastId,
      session,
      turns,
      limits,
      password,
      parameters,
      admit: () => admit(socket),
    });
  });
  const port = await listen(server);

  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  return { port, turns, close };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(address.port);
    });
  });
}
