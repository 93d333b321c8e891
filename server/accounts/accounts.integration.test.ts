import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor, logIn, PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { errorBodySchema } from '#shared/errors.ts';

let server: TestServer;
let sql: TestSql;
let person: Person;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
  person = await signUp(server.url);
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function codeOf(response: Response): Promise<string> {
  return errorBodySchema.parse(await response.json()).error.code;
}

test('an account begins signed in, on the free plan, with nothing used', async () => {
  const email = `${randomUUID()}@example.org`;
  const response = await post('/api/auth/register', {
    email,
    password: PASSWORD,
    name: ' Ana ',
    locale: 'es',
  });
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({
    user: {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email,
      name: 'Ana',
      role: 'user',
      settings: { locale: 'es', theme: 'system', defaultModel: null },
      createdAt: expect.stringMatching(/Z$/),
    },
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const session = await fetch(`${server.url}/api/auth/session`, { headers: { cookie } });
  expect(await session.json()).toMatchObject({
    user: { email },
    plan: { code: 'free', messageLimit: 1000, maxDocuments: 100 },
    usage: { messages: 0, tokens: 0 },
  });
});

test.each([
  ['no e-mail address', { email: 'ana', password: PASSWORD }, 400, 'validation_failed'],
  ['a short password', { email: 'a@example.org', password: '1234567' }, 400, 'weak_password'],
  ['a common password', { email: 'a@example.org', password: 'password123' }, 400, 'weak_password'],
  ['the e-mail as password', { email: 'long.name@example.org', password: 'Long.Name' }, 400, 'weak_password'],
  [
    'a role of one’s choice',
    { email: 'a@example.org', password: PASSWORD, role: 'admin' },
    400,
    'validation_failed',
  ],
  [
    'an id of one’s choice',
    { email: 'a@example.org', password: PASSWORD, id: randomUUID() },
    400,
    'validation_failed',
  ],
])('an account with %s is refused', async (_what, body, status, code) => {
  const response = await post('/api/auth/register', body);
  expect([response.status, await codeOf(response)]).toEqual([status, code]);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test('an e-mail address has one account, however it is spelt and however many ask at once', async () => {
  const name = randomUUID();
  const spellings = [`${name}@example.org`, `${name.toUpperCase()}@EXAMPLE.org`, ` ${name}@example.org `];
  const answers = await Promise.all(
    spellings.map((email) => post('/api/auth/register', { email, password: PASSWORD })),
  );
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
});

test('where registration is closed nobody gets in by it', async () => {
  const closed = await startTestServer({ REGISTRATION: 'closed' });
  const response = await fetch(`${closed.url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'a@example.org', password: PASSWORD }),
  });
  expect([response.status, await codeOf(response)]).toEqual([403, 'registration_closed']);
});

test('a wrong password and an unknown e-mail are told in the same words', async () => {
  const wrong = await post('/api/auth/login', { email: person.email, password: 'something else' });
  const unknown = await post('/api/auth/login', {
    email: `${randomUUID()}@example.org`,
    password: 'something else',
  });
  const empty = await post('/api/auth/login?password=a&password=b', { email: person.email, password: '' });
  const bodies = await Promise.all(
    [wrong, unknown, empty].map(async (response) => {
      const { error } = errorBodySchema.parse(await response.json());
      return [response.status, { ...error, requestId: '' }];
    }),
  );
  expect(bodies[0]).toEqual([401, { code: 'wrong_credentials', message: expect.any(String), requestId: '' }]);
  expect(bodies[1]).toEqual(bodies[0]);
  expect(bodies[2]).toEqual(bodies[0]);
});

test('case 32: a session from before login is worth nothing after it, and each login has one of its own', async () => {
  const planted = person.cookie();
  const response = await post(
    '/api/auth/login',
    { email: person.email, password: PASSWORD },
    { cookie: planted },
  );
  const renewed = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  expect(response.status).toBe(200);
  expect(renewed).not.toBe(planted);
  const before = await fetch(`${server.url}/api/auth/session`, { headers: { cookie: planted } });
  expect([before.status, await codeOf(before)]).toEqual([401, 'not_signed_in']);
  person = await logIn(server.url, person);
  const other = await logIn(server.url, person);
  expect(other.cookie()).not.toBe(person.cookie());
});

test('case 33: the cookie is out of reach of scripts, of other sites and of other hosts', async () => {
  const loopback = await post('/api/auth/login', { email: person.email, password: PASSWORD });
  expect(loopback.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^kipux=s%3A[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
  ]);
  const secure = await startTestServer({
    PUBLIC_URL: 'https://kipux.example.org',
    SESSION_SECRET: 'x'.repeat(40),
  });
  const login = await fetch(`${secure.address}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://kipux.example.org' },
    body: JSON.stringify({ email: person.email, password: PASSWORD }),
  });
  const [cookie = ''] = login.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-kipux=s%3A[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
  const logout = await fetch(`${secure.address}/api/auth/logout`, {
    method: 'POST',
    headers: { cookie: cookie.split(';')[0] ?? '' },
  });
  expect(logout.status).toBe(204);
  expect(logout.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-kipux=; Path=\/; Expires=Thu, 01 Jan 1970 [^;]+; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ]);
});

test('case 33: somebody who is not signed in leaves no session behind', async () => {
  const visitor = createVisitor(server.url);
  const strange = { cookie: 'kipux=s%3Amade-up.signature' };
  for (const path of ['/api/plans', '/api/models', '/api/auth/session', '/api/conversations', '/healthz']) {
    await visitor.fetch(path);
    const response = await fetch(server.url + path, { headers: strange });
    expect([path, response.headers.getSetCookie()]).toEqual([path, []]);
  }
  await post('/api/auth/login', { email: 'nobody@example.org', password: 'wrong wrong' });
  expect(visitor.cookie()).toBe('');
  expect(
    await sql.query("SELECT sid FROM session WHERE user_id IS NULL AND sess -> 'cookie' ->> 'path' = '/'"),
  ).toEqual([]);
});

test('case 34: logging out ends the session for good, on this device only', async () => {
  const [here, there] = [await logIn(server.url, person), await logIn(server.url, person)];
  const cookie = here.cookie();
  expect((await here.fetch('/api/auth/logout', { method: 'POST' })).status).toBe(204);
  expect(here.cookie()).toBe('kipux=');
  const replay = await fetch(`${server.url}/api/auth/session`, { headers: { cookie } });
  expect(replay.status).toBe(401);
  const again = await fetch(`${server.url}/api/auth/logout`, { method: 'POST', headers: { cookie } });
  expect(again.status).toBe(401);
  expect((await there.fetch('/api/auth/session')).status).toBe(200);
});

test('case 41: who somebody is comes from the session alone', async () => {
  const other = await signUp(server.url);
  const claims = {
    'x-user-id': other.user.id,
    'x-forwarded-user': other.user.id,
    authorization: `Bearer ${other.user.id}`,
  };
  const anonymous = await fetch(`${server.url}/api/account?userId=${other.user.id}`, { headers: claims });
  expect(anonymous.status).toBe(401);
  const signedIn = await person.fetch(`/api/account?userId=${other.user.id}`, { headers: claims });
  expect(await signedIn.json()).toMatchObject({ user: { id: person.user.id } });
  const created = await person.fetch('/api/conversations', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...claims },
    body: JSON.stringify({ userId: other.user.id }),
  });
  expect([created.status, await codeOf(created)]).toEqual([400, 'validation_failed']);
});

test('each setting stands for itself, and what is not given stays', async () => {
  const device = await signUp(server.url);
  const patch = async (body: object) => {
    const response = await device.fetch('/api/account', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  await patch({ settings: { theme: 'dark' }, name: 'Ana' });
  await patch({ settings: { locale: 'en' } });
  await patch({ settings: { defaultModel: 'a\u0000b\ud800' } });
  expect(await patch({})).toMatchObject({
    user: { name: 'Ana', settings: { theme: 'dark', locale: 'en', defaultModel: 'ab\ufffd' } },
  });
  expect(await patch({ name: null })).toMatchObject({ user: { name: null } });
  expect(await patch({ role: 'admin' })).toMatchObject({ error: { code: 'validation_failed' } });
});
