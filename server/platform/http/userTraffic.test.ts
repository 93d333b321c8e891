import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import type { Endpoint } from '#shared/endpoint.ts';
import { serve } from '../testing/serveApp.ts';
import { createUserTraffic } from './userTraffic.ts';

const JSON_ENDPOINT = {
  method: 'GET',
  path: '/list',
  summary: '',
  auth: 'session',
  success: { status: 204, kind: 'empty' },
} satisfies Endpoint;
const FILE_ENDPOINT = { ...JSON_ENDPOINT, success: { status: 200, kind: 'file' } } satisfies Endpoint;

/** Serves work that goes on until `finish`, each request by the user that its header names. */
async function serveWork(atOnce: number) {
  const { takeTurn } = createUserTraffic(atOnce);
  const done = Promise.withResolvers<void>();
  const begun: string[] = [];
  const app = express();
  app.get(['/list', '/file'], (request, response, next) => {
    const user = request.get('x-user') ?? '';
    const endpoint = request.path === '/file' ? FILE_ENDPOINT : JSON_ENDPOINT;
    takeTurn(user, endpoint, response, async () => {
      begun.push(user);
      await done.promise;
      response.status(204).end();
    }).catch(next);
  });
  const served = await serve(app);
  onTestFinished(served.close);
  const ask = (user: string, path = '/list', signal?: AbortSignal) =>
    fetch(served.url + path, { headers: { 'x-user': user }, ...(signal === undefined ? {} : { signal }) });
  return { begun, finish: () => done.resolve(), ask };
}

test('of one user so many requests are worked on, the others wait; other users and files do not wait for them', async () => {
  const { begun, finish, ask } = await serveWork(3);
  const asked = Array.from({ length: 10 }, () => ask('busy'));
  await expect.poll(() => begun.length).toBe(3);
  asked.push(ask('other'), ask('busy', '/file'));
  await expect.poll(() => begun.toSorted()).toEqual(['busy', 'busy', 'busy', 'busy', 'other']);
  finish();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses).toEqual(statuses.map(() => 204));
  expect(begun).toHaveLength(12);
});

test('no work is done for who has left while waiting', async () => {
  const { begun, finish, ask } = await serveWork(1);
  const first = ask('busy');
  await expect.poll(() => begun.length).toBe(1);
  const leaving = new AbortController();
  const left = ask('busy', '/list', leaving.signal);
  await new Promise((resolve) => setTimeout(resolve, 50));
  leaving.abort();
  await expect(left).rejects.toThrow('aborted');
  const last = ask('busy');
  await new Promise((resolve) => setTimeout(resolve, 50));
  finish();
  expect([(await first).status, (await last).status]).toEqual([204, 204]);
  expect(begun).toHaveLength(2);
});

test('a thousand may wait; whoever asks for more is told when to come back', async () => {
  const { takeTurn } = createUserTraffic(1);
  const done = Promise.withResolvers<void>();
  const response = express.response;
  const ask = () => takeTurn('busy', JSON_ENDPOINT, response, () => done.promise);
  const waiting = Array.from({ length: 1_001 }, ask);
  await Promise.resolve();
  await expect(ask()).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfterSeconds: 1 } });
  done.resolve();
  await expect(Promise.all(waiting)).resolves.toHaveLength(1_001);
  await expect(ask()).resolves.toBeUndefined();
});
