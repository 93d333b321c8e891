import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { sendRaw } from '../testing/rawRequest.ts';
import { type ServedApp, serve } from '../testing/serveApp.ts';
import { createErrorHandler } from './errorHandler.ts';
import { createOriginGuard } from './originGuard.ts';
import { assignRequestId } from './requestId.ts';

const PUBLIC_URL = 'https://kipux.example.org';
let onLoopback: ServedApp;
let inPublic: ServedApp;

beforeAll(async () => {
  onLoopback = await serve(guarded(undefined));
  inPublic = await serve(guarded(new URL(PUBLIC_URL)));
});

afterAll(async () => {
  await onLoopback.close();
  await inPublic.close();
});

function guarded(publicUrl: URL | undefined) {
  const app = express();
  app.use(assignRequestId, createOriginGuard(publicUrl));
  app.use((_request, response) => void response.json({}));
  app.use(createErrorHandler(createLog('silent')));
  return app;
}

const ALLOWED = 200;
const REFUSED = 403;
type Case = [number, string, Record<string, string>];

const LOOPBACK: Case[] = [
  [ALLOWED, 'a program', { host: '127.0.0.1:4242' }],
  [ALLOWED, 'our own page', { host: '127.0.0.1:4242', origin: 'http://127.0.0.1:4242' }],
  [ALLOWED, 'our own page by name', { host: 'localhost:4242', origin: 'http://localhost:4242' }],
  [ALLOWED, 'our own page by IPv6', { host: '[::1]:4242', origin: 'http://[::1]:4242' }],
  [
    ALLOWED,
    'our own page, as its browser says',
    { host: 'localhost', origin: 'http://localhost', 'sec-fetch-site': 'same-origin' },
  ],
  [REFUSED, 'another site', { host: '127.0.0.1:4242', origin: 'https://evil.example' }],
  [REFUSED, 'a page without origin', { host: '127.0.0.1:4242', origin: 'null' }],
  [REFUSED, 'an empty origin', { host: '127.0.0.1:4242', origin: '' }],
  [REFUSED, 'another port of this computer', { host: '127.0.0.1:4242', origin: 'http://127.0.0.1:8000' }],
  [REFUSED, 'another name of this computer', { host: '127.0.0.1:4242', origin: 'http://localhost:4242' }],
  [REFUSED, 'another scheme', { host: 'localhost:4242', origin: 'https://localhost:4242' }],
  [
    REFUSED,
    'a name that was pointed at this computer',
    { host: 'evil.example:4242', origin: 'http://evil.example:4242' },
  ],
  [
    REFUSED,
    'a name that begins like ours',
    { host: 'localhost.evil.example', origin: 'http://localhost.evil.example' },
  ],
  [
    REFUSED,
    'a name that hides in the host',
    { host: '127.0.0.1@evil.example', origin: 'http://127.0.0.1@evil.example' },
  ],
  [
    REFUSED,
    'a browser’s request from another site',
    { host: '127.0.0.1:4242', 'sec-fetch-site': 'cross-site' },
  ],
  [
    REFUSED,
    'the same with our origin',
    { host: 'localhost', origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
  ],
];

test.each(LOOPBACK)('case 39: on loopback it is %i for %s', async (status, _who, headers) => {
  for (const method of ['POST', 'PATCH', 'DELETE', 'PUT']) {
    const answer = await sendRaw(onLoopback.url, { method, path: '/', headers });
    expect([method, answer.status]).toEqual([method, status]);
  }
});

const PUBLIC: Case[] = [
  [ALLOWED, 'a program', { host: 'kipux.example.org' }],
  [ALLOWED, 'our own page, whatever the proxy calls us', { host: 'internal:4242', origin: PUBLIC_URL }],
  [REFUSED, 'a page that the host names', { host: 'evil.example', origin: 'http://evil.example' }],
  [REFUSED, 'our name without TLS', { host: 'kipux.example.org', origin: 'http://kipux.example.org' }],
  [REFUSED, 'a sibling', { host: 'kipux.example.org', origin: 'https://other.example.org' }],
  [REFUSED, 'a longer name', { host: 'kipux.example.org', origin: 'https://kipux.example.org.evil.example' }],
  [REFUSED, 'another port', { host: 'kipux.example.org', origin: 'https://kipux.example.org:8443' }],
  [REFUSED, 'this computer', { host: '127.0.0.1:4242', origin: 'http://127.0.0.1:4242' }],
];

test.each(PUBLIC)('case 39: with a public address it is %i for %s', async (status, _who, headers) => {
  const answer = await sendRaw(inPublic.url, { method: 'POST', path: '/', headers });
  expect(answer.status).toBe(status);
});

test('case 39: what only reads may come from anywhere; the cookie does not come along', async () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await sendRaw(onLoopback.url, { method, path: '/', headers })).status).toBe(ALLOWED);
  }
});
