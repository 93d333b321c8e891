import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { getSession, login, logout } from '../endpoints/account.ts';
import {
  createConversation,
  deleteConversation,
  getConversation,
  listConversations,
  sendMessage,
  streamMessage,
} from '../endpoints/conversations.ts';
import { uploadDocument } from '../endpoints/documents.ts';
import { listModels } from '../endpoints/server.ts';
import { ClientError, type WatchEvent } from './client.ts';
import { createFetchClient } from './fetchClient.ts';
import { CONVERSATION_ID, sampleConversation } from './testing/samples.ts';
import { type Exchange, type ScriptedServer, startScriptedServer } from './testing/scriptedServer.ts';

const servers: ScriptedServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function clientOf(script: (exchange: Exchange) => void, callTimeoutMs = 5_000) {
  const server = await startScriptedServer(script);
  servers.push(server);
  return { server, client: createFetchClient({ baseUrl: `${server.url}/`, callTimeoutMs }) };
}

/** What a call rejects with, as far as the interface promises it. */
async function failure(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(ClientError);
  if (!(error instanceof ClientError)) throw new Error('no ClientError');
  return { code: error.code, details: error.details, requestId: error.requestId };
}

const errorBody = (code: string, rest = {}) => ({
  error: { code, message: 'why', requestId: 'r-1', ...rest },
});

test('a call sends path, query and JSON body, and gives the parsed answer without unknown keys', async () => {
  const { server, client } = await clientOf(({ request, json }) => {
    if (request.method === 'GET')
      json(200, { conversations: [{ ...sampleConversation, color: 'red' }], more: 1 });
    else json(201, { conversation: sampleConversation });
  });
  const listed = await client.call(listConversations, {
    query: { limit: 5, cursor: undefined, archived: 'true' },
  });
  expect(listed).toEqual({ conversations: [sampleConversation] });
  await client.call(createConversation, { body: { title: 'Ñandú' } });
  expect(server.requests.map(({ method, url, body }) => [method, url, body.toString()])).toEqual([
    ['GET', '/api/conversations?limit=5&archived=true', ''],
    ['POST', '/api/conversations', '{"title":"Ñandú"}'],
  ]);
  expect(server.requests[1]?.headers['content-type']).toBe('application/json');
});

test('an empty success gives undefined', async () => {
  const { server, client } = await clientOf(({ text }) => text(204, 'text/plain', ''));
  await expect(client.call(deleteConversation, { params: { id: CONVERSATION_ID } })).resolves.toBeUndefined();
  expect(server.requests[0]?.url).toBe(`/api/conversations/${CONVERSATION_ID}`);
});

test.each(['..', '../auth/session', '', 'x?y=1'])(
  'the path parameter %j names no other endpoint',
  async (id) => {
    const { server, client } = await clientOf(({ json }) => json(200, {}));
    expect(await failure(client.call(getConversation, { params: { id } }))).toMatchObject({
      code: 'validation_failed',
    });
    expect(server.requests).toEqual([]);
  },
);

test('an error body becomes a ClientError with its details and request id', async () => {
  const details = { limit: 'messages', used: 1000, max: 1000, renewsAt: '2026-12-01T00:00:00.000Z' };
  const { client } = await clientOf(({ json }) => json(402, errorBody('plan_limit_reached', { details })));
  const call = client.call(sendMessage, { params: { id: CONVERSATION_ID }, body: { content: 'hola' } });
  expect(await failure(call)).toEqual({ code: 'plan_limit_reached', details, requestId: 'r-1' });
});

test.each([
  [418, 'teapot', 'bad_request'],
  [409, 'quite_new', 'email_taken'],
  [507, 'disk_full', 'internal'],
])('a %i with the unknown code %s is the general one of its status', async (status, code, known) => {
  const { client } = await clientOf(({ json }) =>
    json(status, errorBody(code, { details: { issues: 'new kind' } })),
  );
  expect(await failure(client.call(listModels, {}))).toMatchObject({ code: known, requestId: 'r-1' });
});

test('Retry-After is told where the body does not tell it', async () => {
  const { client } = await clientOf(({ json }) =>
    json(429, errorBody('rate_limited'), { 'Retry-After': '7' }),
  );
  expect(await failure(client.call(listModels, {}))).toMatchObject({
    code: 'rate_limited',
    details: { retryAfterSeconds: 7 },
  });
});

test.each([
  [200, 'text/html', '<!doctype html><title>Sign in to the Wi-Fi</title>', 'incompatible'],
  [200, 'application/json', '{"models":[{"id":7}]}', 'incompatible'],
  [200, 'application/json', '{"models":', 'incompatible'],
  [404, 'text/html', '<h1>nginx</h1>', 'incompatible'],
  [401, 'text/html', '<h1>proxy</h1>', 'incompatible'],
  [500, 'text/plain', 'boom', 'incompatible'],
  [502, 'text/html', '<h1>Bad Gateway</h1>', 'unavailable'],
  [429, 'text/plain', 'slow down', 'rate_limited'],
  [413, 'text/html', '<h1>too large</h1>', 'payload_too_large'],
])('a %i of %s that is not of the contract', async (status, type, body, code) => {
  const { client } = await clientOf(({ text }) => text(status, type, body));
  expect(await failure(client.call(listModels, {}))).toMatchObject({ code });
});

test('a server that cannot be reached, cuts the answer or never gives it is offline', async () => {
  const { server, client } = await clientOf(({ request, cut }) => {
    if (request.url === '/api/models') cut();
  }, 100);
  expect(await failure(client.call(listModels, {}))).toMatchObject({ code: 'offline' });
  expect(await failure(client.call(getSession, {}))).toMatchObject({ code: 'offline' });
  await server[Symbol.asyncDispose]();
  servers.length = 0;
  expect(await failure(client.call(listModels, {}))).toMatchObject({ code: 'offline' });
});

test('an aborted call is aborted, before and while it waits', async () => {
  const { server, client } = await clientOf(() => undefined);
  const giveUp = new AbortController();
  const call = failure(client.call(listModels, {}, { signal: giveUp.signal }));
  await vi.waitFor(() => expect(server.requests).toHaveLength(1));
  giveUp.abort();
  expect(await call).toMatchObject({ code: 'aborted' });
  expect(await failure(client.call(listModels, {}, { signal: AbortSignal.abort() }))).toMatchObject({
    code: 'aborted',
  });
});

test('a stream is not called', async () => {
  const { client } = await clientOf(({ json }) => json(200, {}));
  expect(await failure(client.call(streamMessage, { params: { id: CONVERSATION_ID } }))).toMatchObject({
    code: 'bad_request',
  });
});

const document = {
  id: CONVERSATION_ID,
  fileName: 'acta.md',
  mimeType: 'text/markdown',
  fileSizeBytes: 5,
  status: 'pending',
  error: null,
  progress: { step: 'waiting', ratio: 0 },
  pageCount: null,
  createdAt: '2026-11-01T10:00:00.000Z',
};

test('an upload travels as multipart in the field file and ends at progress 1', async () => {
  const { server, client } = await clientOf(({ json }) => json(201, { document }));
  const progress: number[] = [];
  const file = new File(['# Ñ\n'], 'acta "1".md', { type: 'text/markdown' });
  const answer = await client.call(uploadDocument, { file, onProgress: (ratio) => progress.push(ratio) });
  expect(answer.document.fileName).toBe('acta.md');
  expect(progress.at(-1)).toBe(1);
  const [request] = server.requests;
  const form = await new Response(new Uint8Array(request?.body ?? []), {
    headers: { 'Content-Type': request?.headers['content-type'] ?? '' },
  }).formData();
  const received = z.instanceof(File).parse(form.get('file'));
  expect([received.name, received.type, await received.text()]).toEqual([
    'acta "1".md',
    'text/markdown',
    '# Ñ\n',
  ]);
});

test('an upload that the server refuses says why', async () => {
  const { client } = await clientOf(({ json }) => json(415, errorBody('unsupported_file')));
  expect(await failure(client.call(uploadDocument, { file: new File(['x'], 'x.exe') }))).toMatchObject({
    code: 'unsupported_file',
  });
});

test('the end of a session is told once, a later one again, and wrong credentials are none', async () => {
  const user = {
    id: CONVERSATION_ID,
    email: 'ana@example.org',
    name: null,
    role: 'user',
    settings: { locale: 'es', theme: 'system', defaultModel: null },
    createdAt: '2026-11-01T10:00:00.000Z',
  };
  let signedIn = false;
  const { client } = await clientOf(({ request, json, text, events }) => {
    if (request.url === '/api/auth/login') {
      signedIn = request.body.includes('right');
      if (signedIn) json(200, { user });
      else json(401, errorBody('wrong_credentials'));
    } else if (!signedIn) json(401, errorBody('not_signed_in'));
    else if (request.url === '/api/sync/events') events().send('cursor', { cursor: 1, epoch: 'e' });
    else if (request.url === '/api/auth/logout') text(204, 'text/plain', '');
    else json(200, { conversation: sampleConversation });
  });
  const heard: WatchEvent['type'][] = [];
  const stop = client.watch((event) => heard.push(event.type));
  const read = () => client.call(getConversation, { params: { id: CONVERSATION_ID } });
  await Promise.allSettled([read(), read(), client.call(getSession, {})]);
  await Promise.allSettled([read()]);
  await Promise.allSettled([client.call(login, { body: { email: 'ana@example.org', password: 'wrong' } })]);
  await vi.waitFor(() => expect(heard).toEqual(['signedOut']));

  await client.call(login, { body: { email: 'ana@example.org', password: 'right' } });
  await vi.waitFor(() => expect(heard).toEqual(['signedOut', 'connection']));
  signedIn = false;
  await Promise.allSettled([read(), read()]);
  expect(heard).toEqual(['signedOut', 'connection', 'signedOut']);

  await client.call(login, { body: { email: 'ana@example.org', password: 'right' } });
  await client.call(logout, {});
  expect(heard.filter((type) => type === 'signedOut')).toHaveLength(3);
  stop();
});

test('a server that speaks a contract which is no longer understood is named as too old, whatever it answers', async () => {
  const { client, server } = await clientOf(({ json }) => json(200, {}, { 'Kipux-Contract': '0' }));
  expect(await failure(client.call(listConversations, {}))).toMatchObject({ code: 'server_outdated' });
  expect(server.requests[0]?.headers['kipux-contract']).toBe('1');
});
