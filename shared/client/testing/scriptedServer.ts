import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type RecordedRequest = {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
};

/** One open event stream, seen from the server. */
export type OpenStream = {
  request: RecordedRequest;
  send(event: string, data: unknown, id?: string): void;
  write(text: string): void;
  /** Breaks the connection without the end that HTTP would have. */
  cut(): void;
  /** Ends the answer as HTTP does. */
  end(): void;
};

export type Exchange = {
  request: RecordedRequest;
  json(status: number, body: unknown, headers?: Record<string, string>): void;
  text(status: number, type: string, body: string, headers?: Record<string, string>): void;
  events(): OpenStream;
  cut(): void;
};

export type ScriptedServer = {
  url: string;
  requests: RecordedRequest[];
  /** Streams that are open now. */
  open: OpenStream[];
  [Symbol.asyncDispose](): Promise<void>;
};

/** A real HTTP server on a free port that answers as `script` says, also in ways that no good server does. */
export async function startScriptedServer(script: (exchange: Exchange) => void): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = [];
  const open: OpenStream[] = [];
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(pieces) };
      requests.push(request);
      script(exchangeOf(request, response, open));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function exchangeOf(request: RecordedRequest, response: ServerResponse, open: OpenStream[]): Exchange {
  const text: Exchange['text'] = (status, type, body, headers = {}) => {
    response.writeHead(status, { 'Content-Type': type, ...headers }).end(body);
  };
  return {
    request,
    text,
    json: (status, body, headers) => text(status, 'application/json', JSON.stringify(body), headers),
    cut: () => response.destroy(),
    events() {
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
      const stream: OpenStream = {
        request,
        write: (piece) => void response.write(piece),
        send(event, data, id) {
          response.write(
            `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`,
          );
        },
        cut: () => response.destroy(),
        end: () => void response.end(),
      };
      open.push(stream);
      response.on('close', () => open.splice(open.indexOf(stream), 1));
      return stream;
    },
  };
}
