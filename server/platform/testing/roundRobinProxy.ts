import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** A load balancer as small as can be: each request goes to the next server, whoever sent it. */
export type RoundRobinProxy = {
  url: string;
  /** How many requests each server was given, in the order of the list. */
  counts(): number[];
  close(): Promise<void>;
};

/**
 * Passes requests and streamed answers through. A server that cannot be connected to is passed over; an answer that breaks
 * off breaks off for the client too.
 */
export async function startRoundRobinProxy(urls: readonly string[]): Promise<RoundRobinProxy> {
  const counts = urls.map(() => 0);
  let turn = 0;
  const pass = (body: Buffer, incoming: IncomingMessage, outgoing: ServerResponse, attempt: number) => {
    const index = turn++ % urls.length;
    const target = new URL(incoming.url ?? '/', urls[index]);
    const { method, headers } = incoming;
    const onward = request(target, { method, headers, agent: false }, (answer) => {
      counts[index] = (counts[index] ?? 0) + 1;
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    onward.once('error', (error) => {
      const isRefused = 'code' in error && error.code === 'ECONNREFUSED';
      if (isRefused && attempt < urls.length) pass(body, incoming, outgoing, attempt + 1);
      else if (outgoing.headersSent || isRefused) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    outgoing.once('close', () => onward.destroy());
    onward.end(body);
  };
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.once('end', () => pass(Buffer.concat(pieces), incoming, outgoing, 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    counts: () => [...counts],
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
