import express from 'express';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { createErrorHandler } from '../http/errorHandler.ts';
import { mountRoutes } from '../http/mountRoutes.ts';
import { createUserTraffic } from '../http/userTraffic.ts';
import { createLog } from '../log.ts';
import { serve } from '../testing/serveApp.ts';
import { metricsRoutes } from './metricsRoutes.ts';

const TOKEN = 'a token of the scraper';

type Guard = { metricsToken?: string; trustProxy?: number; isLoopback?: boolean };

async function ask(guard: Guard, headers: Record<string, string>) {
  const app = express();
  const { metricsToken, trustProxy = 0, isLoopback = true } = guard;
  app.set('trust proxy', trustProxy);
  const routes = metricsRoutes(new Registry(), { metricsToken, trustProxy, isLoopback });
  const nobodyIsAdmin = () => Promise.reject(new Error('metrics know no admins'));
  mountRoutes(app, routes, createUserTraffic(2), nobodyIsAdmin);
  app.use(createErrorHandler(createLog('silent')));
  const { url, close } = await serve(app);
  onTestFinished(close);
  return (await fetch(`${url}/metrics`, { headers })).status;
}

test('without a token this computer reads the metrics, and nobody else through it', async () => {
  expect(await ask({}, {})).toBe(200);
  expect(await ask({}, { 'x-forwarded-for': '203.0.113.9' })).toBe(403);
  expect(await ask({}, { forwarded: 'for=203.0.113.9' })).toBe(403);
  expect(await ask({ isLoopback: false }, {})).toBe(403);
  expect(await ask({ trustProxy: 1 }, {})).toBe(403);
  expect(await ask({ trustProxy: 1 }, { 'x-forwarded-for': '127.0.0.1' })).toBe(403);
});

test('with a token whoever brings it reads the metrics, and nobody else', async () => {
  const metricsToken = TOKEN.replaceAll(' ', '-');
  const guard = { metricsToken, trustProxy: 1 };
  expect(await ask(guard, { authorization: `Bearer ${metricsToken}` })).toBe(200);
  for (const authorization of [
    '',
    'Bearer',
    `Bearer ${metricsToken}x`,
    `Basic ${metricsToken}`,
    metricsToken,
  ]) {
    expect([authorization, await ask(guard, { authorization })]).toEqual([authorization, 403]);
  }
  expect(await ask({ metricsToken }, {})).toBe(403);
});
