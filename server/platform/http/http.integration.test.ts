import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, signUp } from '../testing/person.ts';
import { sendRaw } from '../testing/rawRequest.ts';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
let person: Person;

beforeAll(async () => {
  server = await startTestServer({}, 'hand');
  person = await signUp(server.url);
});

afterAll(() => server.close());

const EVERYWHERE = ['/healthz', '/api/plans', '/api/account', '/api/nothing', '/nothing', '/%E0%A4%A'];

test('every answer, errors too, says that nothing is loaded from elsewhere and nothing may frame us', async () => {
  for (const path of EVERYWHERE) {
    const { headers } = await sendRaw(server.url, { method: 'GET', path });
    const policy = String(headers['content-security-policy']).split(';');
    expect([path, policy]).toEqual([
      path,
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]),
    ]);
    expect([path, policy.join(' ')]).toEqual([path, expect.not.stringMatching(/unsafe|https?:|\*/)]);
    expect([path, headers]).toEqual([
      path,
      expect.objectContaining({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    ]);
    expect([path, headers['x-powered-by'], headers['server']]).toEqual([path, undefined, undefined]);
    expect([path, 'strict-transport-security' in headers]).toEqual([path, false]); // http, on this computer
  }
});

test('where people come by https, browsers are told to stay there', async () => {
  const secure = await startTestServer({
    PUBLIC_URL: 'https://kipux.example.org',
    SESSION_SECRET: 'x'.repeat(40),
  });
  const { headers } = await sendRaw(secure.address, { method: 'GET', path: '/healthz' });
  expect(headers['strict-transport-security']).toBe('max-age=63072000');
});

test('answers about people are kept by nobody on the way', async () => {
  for (const path of ['/api/account', '/api/conversations', '/api/plans', '/api/nothing']) {
    const { headers } = await person.fetch(path);
    expect([path, headers.get('cache-control'), headers.get('etag')]).toEqual([path, 'no-store', null]);
  }
});

test('case 40: no other origin is ever given leave to read', async () => {
  const origins = ['https://evil.example', 'null', server.url, 'app://kipux'];
  for (const origin of origins) {
    for (const method of ['OPTIONS', 'GET', 'POST', 'DELETE']) {
      const { headers } = await sendRaw(server.url, {
        method,
        path: '/api/conversations',
        headers: { origin, cookie: person.cookie(), 'access-control-request-method': 'POST' },
      });
      const granted = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
      expect([origin, method, granted]).toEqual([origin, method, []]);
    }
  }
});

test('case 39: a page of another site cannot make a browser write, in whatever form', async () => {
  const before = await (await person.fetch('/api/conversations')).text();
  const forms: [Record<string, string>, string][] = [
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'title=x'],
    [{ 'content-type': 'text/plain' }, '{"title":"x"}'],
    [{ 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
    [{}, '{"title":"x"}'],
  ];
  for (const [headers, body] of forms) {
    const ask = (more: Record<string, string>) =>
      sendRaw(server.url, {
        method: 'POST',
        path: '/api/conversations',
        headers: { cookie: person.cookie(), ...headers, ...more },
        body,
      });
    expect((await ask({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({ origin: 'null' })).status).toBe(403);
    expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask({})).status).toBe(400); // and if a browser said nothing of where it comes from: no JSON, no entry
  }
  expect(await (await person.fetch('/api/conversations')).text()).toBe(before);
});

test('JSON is taken with and without charset, and no body stands for an empty one', async () => {
  for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON']) {
    const answer = await sendRaw(server.url, {
      method: 'POST',
      path: '/api/conversations',
      headers: { cookie: person.cookie(), 'content-type': type },
      body: '{"title":"x"}',
    });
    expect([type, answer.status]).toEqual([type, 201]);
  }
  const none = await sendRaw(server.url, {
    method: 'POST',
    path: '/api/conversations',
    headers: { cookie: person.cookie() },
  });
  expect(none.status).toBe(201);
});

test('the contract is there to be read, by anybody', async () => {
  const response = await fetch(`${server.url}/api/openapi.json`);
  expect([response.status, await response.json()]).toEqual([
    200,
    expect.objectContaining({
      openapi: expect.stringMatching(/^3\.1/),
      paths: expect.objectContaining({ '/api/sync': expect.anything() }),
    }),
  ]);
});
