import { randomUUID } from 'node:crypto';
import type { Client } from '#shared/client/client.ts';
import { createFetchClient } from '#shared/client/fetchClient.ts';
import { createSseParser } from '#shared/client/sseParser.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Conversation, Message, User } from '#shared/entities.ts';
import { type StreamEvent, streamEventSchema } from '#shared/streamEvents.ts';

/** Somebody who uses a server over HTTP, with a cookie of their own. */
export type Person = {
  email: string;
  password: string;
  user: User;
  cookie(): string;
  call: Client['call'];
  /** A bare request with this person's cookie. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  newConversation(title?: string): Promise<Conversation>;
  /** Sends a message and gives both. */
  say(conversationId: string, content: string): Promise<{ userMessage: Message; assistantMessage: Message }>;
  /** Reads an answer's stream as it comes, from Last-Event-ID, until its end or until `until` holds. */
  read(
    messageId: string,
    options?: { from?: string; until?: (events: ReadEvent[]) => boolean },
  ): Promise<ReadEvent[]>;
};

export type ReadEvent = { id: string | undefined; event: StreamEvent; at: number };

export const PASSWORD = 'correcto caballo 42 batería';

/** Registers a new user. */
export async function signUp(
  url: string,
  account: { email?: string; password?: string } = {},
): Promise<Person> {
  const email = account.email ?? `${randomUUID()}@example.org`;
  const password = account.password ?? PASSWORD;
  const visitor = createVisitor(url);
  const { user } = await visitor.call(endpoints.register, { body: { email, password } });
  return { ...visitor, email, password, user };
}

/** Another device of the same user. */
export async function logIn(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<Person> {
  const visitor = createVisitor(url);
  const { user } = await visitor.call(endpoints.login, { body: { email, password } });
  return { ...visitor, email, password, user };
}

/** Somebody without an account (yet). */
export function createVisitor(url: string): Omit<Person, 'email' | 'password' | 'user'> {
  let cookie = '';
  const request = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(input, { ...init, headers });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) cookie = set.split(';')[0] ?? '';
    return response;
  };
  const { call } = createFetchClient({ baseUrl: url, fetch: request });
  return {
    cookie: () => cookie,
    call,
    fetch: (path, init) => request(url + path, init),
    async newConversation(title) {
      const body = title === undefined ? {} : { title };
      return (await call(endpoints.createConversation, { body })).conversation;
    },
    say: (conversationId, content) =>
      call(endpoints.sendMessage, { params: { id: conversationId }, body: { content } }),
    read: (messageId, options) => readStream(request, `${url}/api/messages/${messageId}/stream`, options),
  };
}

async function readStream(
  request: (input: string, init: RequestInit) => Promise<Response>,
  address: string,
  { from, until = () => false }: { from?: string; until?: (events: ReadEvent[]) => boolean } = {},
): Promise<ReadEvent[]> {
  const aborter = new AbortController();
  const response = await request(address, {
    signal: aborter.signal,
    headers: from === undefined ? {} : { 'last-event-id': from },
  });
  if (!response.ok || response.body === null) throw new Error(`the stream answered ${response.status}`);
  const events: ReadEvent[] = [];
  const parser = createSseParser();
  const body: ReadableStream<Uint8Array> = response.body;
  for await (const piece of body) {
    for (const { id, data } of parser.push(piece)) {
      events.push({ id, event: streamEventSchema.parse(JSON.parse(data)), at: performance.now() });
    }
    const last = events.at(-1)?.event.type;
    if (last === 'done' || last === 'failed' || until(events)) break;
  }
  aborter.abort();
  return events;
}

/** The text that the deltas of some events make together. */
export function textOf(events: ReadEvent[]): string {
  return events.map(({ event }) => (event.type === 'delta' ? event.text : '')).join('');
}
