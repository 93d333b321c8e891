/* oxlint-disable typescript/no-unsafe-type-assertion -- Node's and the DOM's types of one stream differ */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { loud, needReady, runtime } from './runtime.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const schemes = new Set<string>();
const handlers = new Map<string, Handler>();

export const protocol = loud('protocol', {
  registerSchemesAsPrivileged(list: { scheme: string }[]) {
    if (runtime.state !== 'loading')
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of list) schemes.add(scheme);
  },
  handle(scheme: string, handler: Handler) {
    needReady('protocol');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
  unhandle: (scheme: string) => void handlers.delete(scheme),
  isProtocolHandled: (scheme: string) => handlers.has(scheme),
});

export const registeredSchemes = (): string[] => [...schemes];

/** `app://host/path` as Chromium sees it here: a stable, secure origin that a local server answers. */
export function toHttp(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url);
  if (!match?.[1] || !schemes.has(match[1])) return url;
  return `http://${match[2]}.${match[1]}.localhost${match[3] || '/'}`;
}

export function fromHttp(url: string): string {
  const match = /^http:\/\/([^/?#]*)\.([a-z0-9+-]+)\.localhost(?::\d+)?(.*)$/i.exec(url);
  return match?.[2] && schemes.has(match[2]) ? `${match[2]}://${match[1]}${match[3]}` : url;
}

/** Starts the server behind the custom schemes, on a free port of the loopback. */
export async function listenForSchemes(): Promise<Server> {
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  runtime.protocolPort = (server.address() as AddressInfo).port;
  return server;
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = fromHttp(`http://${incoming.headers.host}${incoming.url}`);
  const handler = handlers.get(url.split(':', 1)[0] ?? '');
  if (!handler) {
    outgoing.writeHead(404).end();
    return;
  }
  try {
    // Bodies of requests are not carried: pages only read from a custom scheme.
    const left = new AbortController();
    outgoing.on('close', () => left.abort());
    const method = incoming.method ?? 'GET';
    const response = await handler(
      new Request(url, { method, headers: requestHeaders(incoming), signal: left.signal }),
    );
    outgoing.writeHead(response.status, responseHeaders(response.headers));
    if (response.body) await pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing);
    else outgoing.end();
  } catch (error) {
    if (outgoing.destroyed) return;
    console.error('[stand-in] protocol handler failed', url, error);
    if (!outgoing.headersSent) outgoing.writeHead(500);
    outgoing.end();
  }
}

function requestHeaders({ headers }: IncomingMessage): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || /^(host|connection)$/.test(name)) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    result.set(name, /^(origin|referer)$/.test(name) ? fromHttp(text) : text);
  }
  return result;
}

/** Headers that name a custom scheme name it as Chromium sees it here. */
function responseHeaders(headers: Headers): Record<string, string> {
  const result = Object.fromEntries(headers);
  for (const name of ['content-security-policy', 'location']) {
    if (result[name])
      result[name] = result[name].replace(/\b([a-z][a-z0-9+-]*):\/\/([\w.-]+)/g, (url) =>
        toHttp(url).replace(/\/$/, ''),
      );
  }
  return result;
}
