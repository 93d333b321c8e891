import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HOSTILE_BODIES, HOSTILE_IDS } from '#platform/testing/hostileInput.ts';
import { makeAdmin } from '#platform/testing/makeAdmin.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { type RawRequest, type RawResponse, sendRaw } from '#platform/testing/rawRequest.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql } from '#platform/testing/testSql.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { type EndpointName, endpoints } from '#shared/endpoints/index.ts';
import { errorBodySchema } from '#shared/errors.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
let server: TestServer;
let person: Person;
/** Ids of the person's own: so that what is hostile about a request is judged, not turned away as not found. */
let own: { conversation: string; message: string };

beforeAll(async () => {
  server = await startTestServer({}, 'hand');
  const sql = openTestSql();
  // so that what is hostile is judged everywhere, not turned away
  person = await makeAdmin(sql, await signUp(server.url));
  await sql.close();
});

beforeEach(async () => {
  await person.call(endpoints.updateCaps, { body: { messages: null, tokens: null } });
  const { id } = await person.newConversation();
  const { userMessage } = await person.say(id, 'Hola');
  own = { conversation: id, message: userMessage.id };
});

afterAll(() => server.close());

/** What deletes comes last, so that the others find something. */
const named = Object.entries(endpoints)
  .map(([name, endpoint]): [string, Endpoint] => [name, endpoint])
  .toSorted(([, a], [, b]) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
/** Those that end the session that the others are tried with. */
const isHarmless = ([name]: [string, Endpoint]) =>
  !(['logout'] satisfies EndpointName[]).some((other) => other === name);

function pathOf({ path }: Endpoint, id?: string): string {
  const mine = path.startsWith('/api/messages') ? own.message : own.conversation;
  return path.replace(/:\w+/, id ?? mine);
}

function send(
  request: Omit<RawRequest, 'headers'> & { headers?: Record<string, string> },
): Promise<RawResponse> {
  return sendRaw(server.url, { ...request, headers: { cookie: person.cookie(), ...request.headers } });
}

/** What every answer promises, whatever was asked: no 5xx, and errors in the one shape without anything of the inside. */
function expectDecency(what: unknown, { status, headers, text }: RawResponse): void {
  expect([what, status < 500 ? 'no 5xx' : `${status} ${text}`]).toEqual([what, 'no 5xx']);
  if (status < 400) return;
  const body: unknown = JSON.parse(text);
  const parsed = errorBodySchema.safeParse(body);
  expect([what, parsed.success, headers['x-request-id']]).toEqual([what, true, parsed.data?.error.requestId]);
  expect([what, /node_modules|\.ts\b|\bat \S+ \(|prisma|SELECT|postgres/i.test(text)]).toEqual([what, false]);
}

test.each(HOSTILE_BODIES)('case 65: %s as body harms no endpoint', async (_name, body, headers) => {
  for (const [name, endpoint] of named.filter(isHarmless)) {
    expectDecency(name, await send({ method: endpoint.method, path: pathOf(endpoint), headers, body }));
  }
  expect((await person.fetch('/healthz')).status).toBe(200);
});

test('case 65: no id makes an endpoint stumble, and one that cannot be is not found', async () => {
  for (const [name, endpoint] of named.filter(([, { params }]) => params !== undefined)) {
    for (const id of HOSTILE_IDS) {
      const body = endpoint.body === undefined ? '' : '{}';
      const answer = await send({
        method: endpoint.method,
        path: pathOf(endpoint, id),
        headers: JSON_TYPE,
        body,
      });
      expectDecency([name, id], answer);
      expect([name, id, answer.status < 500 && answer.status >= 400]).toEqual([name, id, true]);
    }
  }
});

const made = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const TIMES = [
  '2025-13-45T00:00:00.000Z',
  '2025-02-30T00:00:00.000Z',
  '0000-01-01T00:00:00.000Z',
  '+010000-01-01T00:00:00.000Z',
];
const QUERIES = [
  ...['0', '-1', '1e9', '1.5', 'abc', '', 'Infinity', '1&limit=2'].map((limit) => `limit=${limit}`),
  'limit[]=5&cursor[]=1&q[]=x',
  'cursor=garbage',
  'cursor=9007199254740993',
  'cursor=-5',
  ...[
    null,
    1,
    {},
    [],
    [1],
    ['1', '2', '3'],
    [{ gt: '' }, ''],
    ['x', randomUUID()],
    ['9'.repeat(300)],
    ['999999999999999'],
  ].map((parts) => `cursor=${made(parts)}`),
  ...TIMES.map((time) => `cursor=${made([time, randomUUID()])}`),
  `cursor=${'x'.repeat(3_000)}`,
  'epoch=%00&archived=maybe&order=sideways',
  ...[
    '%00',
    '%ED%A0%80',
    '%',
    '%E0%A4%A',
    "'",
    '%27%3B--',
    '%25',
    '_',
    '\\\\',
    'a %26 | ! ( ) :* <->'.replaceAll(' ', '+'),
  ].map((q) => `q=${q}`),
  `q=${'ñ'.repeat(199)}`.replaceAll('ñ', '%C3%B1'),
  `q=${'%F0%9F%92%A9'.repeat(100)}`,
  '__proto__[x]=1&constructor=1&toString=2&q=x',
  '&&==&%=%&q',
];

test('case 65: no query string makes an endpoint stumble', async () => {
  for (const [name, endpoint] of named.filter(([, { method }]) => method === 'GET')) {
    for (const query of QUERIES) {
      const answer = await send({ method: 'GET', path: `${pathOf(endpoint)}?${query}` });
      expectDecency([name, query], answer);
    }
  }
  expect((await person.fetch('/healthz')).status).toBe(200);
});

const WRONG_VALUES: unknown[] = [
  { contains: '' },
  { not: null },
  { $ne: null },
  [],
  [[]],
  [{}],
  0,
  -1,
  1.5,
  true,
  null,
];
const ODD_STRINGS = [
  '',
  ' ',
  '\0',
  '\ud800',
  'a\0b',
  '\u202e',
  '💩'.repeat(50),
  'x'.repeat(120_000),
  "'; DROP TABLE users; --",
];

/** Fields of a body that are no strings, and fields that may be null or a list. */
const MAY_BE: Record<string, unknown[]> = {
  pinned: [true],
  archived: [true],
  goOn: [true],
  parentId: [null],
  documentIds: [[]],
  name: [null],
  messageLimit: [null, 0],
  tokenLimit: [null, 0],
  maxStorageMb: [null, 0],
  maxDocuments: [null, 0],
  allowRag: [true],
  allowWebSearch: [true],
  models: [null],
  allowedModels: [null],
  position: [0],
  messages: [null, 0],
  tokens: [null, 0],
};

test('cases 46 and 47: a value of another kind, an operator or a further field is refused by name', async () => {
  for (const [name, endpoint] of named.filter(([, { body }]) => body !== undefined)) {
    const fields = Object.keys(endpoint.body?.shape ?? {});
    const ask = (body: object) =>
      send({
        method: endpoint.method,
        path: pathOf(endpoint),
        headers: JSON_TYPE,
        body: JSON.stringify(body),
      });
    for (const field of fields) {
      for (const value of WRONG_VALUES) {
        const answer = await ask({ ...minimalBody(name), [field]: value });
        const isAllowed = JSON.stringify(MAY_BE[field] ?? []).includes(JSON.stringify(value));
        const isEmptyPatch = field === 'settings' || (field === 'limit' && typeof value === 'number');
        expectDecency([name, field, value], answer);
        expect([name, field, value, answer.status === 400 || isAllowed || isEmptyPatch]).toEqual([
          name,
          field,
          value,
          true,
        ]);
      }
      for (const value of ODD_STRINGS)
        expectDecency([name, field, value], await ask({ ...minimalBody(name), [field]: value }));
    }
    for (const extra of ['userId', 'role', 'createdAt', 'seq', 'titleByUser', 'status', '__proto__x']) {
      const answer = await ask({ ...minimalBody(name), [extra]: randomUUID() });
      expect([name, extra, answer.status]).toEqual([name, extra, 400]);
    }
  }
});

function minimalBody(name: string): object {
  const bodies: Partial<Record<EndpointName, object>> = {
    // e-mails that nobody has, so that no password is hashed for it
    register: { email: 'not an e-mail', password: 'x' },
    login: { email: 'nobody@example.org', password: '' },
    sendMessage: { content: 'Hola' },
    searchPassages: { query: 'Hola' },
  };
  return Object.entries(bodies).find(([endpoint]) => endpoint === name)?.[1] ?? {};
}

test('a method that an endpoint does not have is not found, and HEAD answers and ends', async () => {
  for (const [name, endpoint] of named.filter(isHarmless)) {
    for (const method of ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const answer = await send({ method, path: pathOf(endpoint) });
      expect([name, method, answer.status < 500]).toEqual([name, method, true]);
    }
  }
  for (const [name, endpoint] of named.filter(([, { method }]) => method === 'GET')) {
    const head = await send({ method: 'HEAD', path: pathOf(endpoint) });
    expect([name, 'HEAD', head.status < 500, head.text]).toEqual([name, 'HEAD', true, '']);
  }
});

test('malformed cookies are nobody’s', async () => {
  const forged = person.cookie().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  const cookies = [
    forged,
    'kipux=',
    'kipux=s%3A',
    'kipux=s%3A.',
    'kipux=%E0%A4%A',
    'kipux=j%3A%7B%7D',
    '=;;;=',
    'kipux',
    `kipux=${'x'.repeat(6_000)}`,
  ];
  for (const cookie of cookies) {
    const answer = await sendRaw(server.url, { method: 'GET', path: '/api/account', headers: { cookie } });
    expect([cookie, answer.status]).toEqual([cookie, 401]);
    expectDecency(cookie, answer);
  }
});

test('addresses outside the API neither stumble nor lead out of the interface’s folder', async () => {
  const paths = [
    '/%00',
    '/%E0%A4%A',
    '/..%2f..%2fpackage.json',
    '/../package.json',
    '/assets/..%2f..%2fserver%2fmain.ts',
    '/.git/config',
    '//evil.example',
    '/api',
    '/api/',
    '/api/nothing',
    '/API/ACCOUNT',
    '/\\..\\x',
  ];
  for (const path of paths) {
    const answer = await send({ method: 'GET', path, headers: { accept: 'text/html' } });
    expect([path, answer.status < 500]).toEqual([path, true]);
    expect([path, /"name": "kipux|repositoryformatversion|startServer/.test(answer.text)]).toEqual([
      path,
      false,
    ]);
    expect([path, answer.headers['location']]).toEqual([path, undefined]);
  }
});
