/* oxlint-disable typescript/no-unsafe-type-assertion, max-lines-per-function -- one small server, told as one story; rows are checked by who receives them */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Change } from '#shared/changes.ts';
import type { Message, User } from '#shared/entities.ts';

type Answer = { status: number; body?: unknown; cookie?: string };
type Handler = (request: { body: unknown; url: URL; cookie: string }) => Answer | undefined;

const COOKIE = 'kipux=s%3Asecret-session-canary';

/** The account that the scripted server knows. */
export const USER: User = {
  id: '00000000-0000-7000-8000-0000000000aa',
  email: 'ana@example.org',
  name: 'Ana',
  role: 'user',
  settings: { locale: 'en', theme: 'light', defaultModel: null },
  createdAt: '2026-01-01T00:00:00.000Z',
};
export const PASSWORD = 'canary-password';

export type ScriptedServer = {
  readonly url: string;
  /** Adds rows to the change feed and tells the devices. */
  change(...changes: { type: Change['type']; id: string; row: unknown }[]): void;
  /** Text of a growing answer, piece by piece. */
  grow(text: string): void;
  finish(message: Message): void;
  /** Ends all sessions, as an admin does who suspends the account. */
  revoke(): void;
  /** Cuts all connections and stops listening; `start` comes back at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
  readonly requests: string[];
};

/** As much of the contract as the desktop's own journeys need, without a database. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const feed = new Map<string, Change>();
  const watchers = new Set<ServerResponse>();
  const streams = new Set<ServerResponse>();
  const requests: string[] = [];
  let answer = '';
  let finished: Message | undefined;
  let seq = 0;
  let signedIn = false;
  let port = 0;
  let server: Server | undefined;

  const handlers: Record<string, Handler> = {
    'GET /healthz': () => ({ status: 200, body: { status: 'ok' } }),
    'GET /api/plans': () => ({ status: 200, body: { plans: [] } }),
    'GET /api/models': () => ({
      status: 200,
      body: { models: [{ id: 'local', provider: 'local', isDefault: true }] },
    }),
    'POST /api/auth/login': ({ body }) => {
      const given =
        typeof body === 'object' && body !== null && 'password' in body ? body.password : undefined;
      if (given !== PASSWORD) return failure(401, 'wrong_credentials');
      signedIn = true;
      return {
        status: 200,
        body: { user: USER },
        cookie: `${COOKIE}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1000`,
      };
    },
    'POST /api/auth/logout': () => {
      signedIn = false;
      return { status: 204, cookie: 'kipux=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT' };
    },
    'GET /api/auth/session': () => ({ status: 200, body: { user: USER, plan: PLAN, usage: USAGE } }),
    'GET /api/account/usage': () => ({ status: 200, body: { plan: PLAN, usage: USAGE } }),
    'GET /api/sync': ({ url }) => {
      const from = Number(url.searchParams.get('cursor'));
      const changes = [...feed.values()].filter((c) => c.seq > from).sort((a, b) => a.seq - b.seq);
      return { status: 200, body: { changes, cursor: seq, hasMore: false, reset: false, epoch: 'scripted' } };
    },
  };

  function serve(request: IncomingMessage, response: ServerResponse, body: unknown): void {
    const url = new URL(request.url ?? '/', 'http://server');
    const route = `${request.method} ${url.pathname}`;
    requests.push(route);
    const cookie = request.headers.cookie ?? '';
    const open = /^GET \/(healthz|api\/plans|api\/models)$|\/auth\/login$/.test(route);
    if (!open && !(signedIn && cookie.includes(COOKIE))) return send(response, failure(401, 'not_signed_in'));
    if (route === 'GET /api/sync/events') return openStream(response, watchers, cursorEvent());
    if (/^GET \/api\/messages\/[^/]+\/stream$/.test(route)) return openAnswer(request, response);
    send(response, handlers[route]?.({ body, url, cookie }) ?? failure(404, 'not_found'));
  }

  function openAnswer(request: IncomingMessage, response: ServerResponse): void {
    const from = Number(request.headers['last-event-id'] ?? 0);
    const missed = answer.length > from ? deltaEvent(answer.slice(from)) : '';
    openStream(response, streams, missed + (finished ? doneEvent(finished) : ''));
  }

  const cursorEvent = () => `event: cursor\ndata: ${JSON.stringify({ cursor: seq, epoch: 'scripted' })}\n\n`;
  const deltaEvent = (text: string) =>
    `event: delta\nid: ${answer.length}\ndata: ${JSON.stringify({ text })}\n\n`;
  const doneEvent = (message: Message) => `event: done\ndata: ${JSON.stringify({ message })}\n\n`;

  async function start(): Promise<void> {
    const next = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => serve(request, response, parseJson(Buffer.concat(parts).toString())));
    });
    await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
    port = (next.address() as AddressInfo).port;
    server = next;
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    start,
    change(...changes) {
      for (const { type, id, row } of changes) {
        seq += 1;
        feed.set(`${type} ${id}`, { type, id, seq, deleted: row === null, row } as Change);
      }
      for (const watcher of watchers) watcher.write(cursorEvent());
    },
    grow(text) {
      answer += text;
      for (const stream of streams) stream.write(deltaEvent(text));
    },
    finish(message) {
      finished = message;
      for (const stream of streams) stream.write(doneEvent(message));
    },
    revoke() {
      signedIn = false;
      for (const watcher of watchers) watcher.destroy();
    },
    async stop() {
      server?.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
    },
  };
}

const PLAN = {
  code: 'free',
  name: 'Free',
  priceMonthly: '0.00',
  currency: 'EUR',
  messageLimit: 1000,
  tokenLimit: null,
  maxStorageMb: null,
  maxDocuments: null,
  allowRag: true,
  allowWebSearch: false,
  models: null,
};
const USAGE = {
  periodStart: '2026-01-01T00:00:00.000Z',
  renewsAt: '2026-02-01T00:00:00.000Z',
  messages: 0,
  tokens: 0,
  storageBytes: 0,
  documents: 0,
};

function failure(status: number, code: string): Answer {
  return { status, body: { error: { code, message: code, requestId: 'scripted' } } };
}

function send(response: ServerResponse, { status, body, cookie }: Answer): void {
  const headers = {
    'Content-Type': 'application/json',
    ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }),
  };
  response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
}

function openStream(response: ServerResponse, open: Set<ServerResponse>, first: string): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write(`: open\n\n${first}`);
  open.add(response);
  response.on('close', () => open.delete(response));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
