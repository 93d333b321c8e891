import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { CONTRACT_HEADER } from '#shared/contractVersion.ts';
import { AppError } from '../errors.ts';
import { serve } from '../testing/serveApp.ts';
import { createContractGuard } from './contractVersion.ts';

test('a client that is too old is told so, and a program that says nothing is served', async () => {
  const app = express();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any numbers will do
  app.use(createContractGuard({ version: 5, oldestClient: 3, oldestServer: 1 } as never));
  app.get('/', (_request, response) => response.json('served'));
  app.use(((error, _request, response, _next) =>
    response.json(error instanceof AppError ? error.code : 'other')) satisfies express.ErrorRequestHandler);
  const { url, close } = await serve(app);
  onTestFinished(close);
  const ask = async (version?: string) => {
    const headers = new Headers(version === undefined ? [] : [[CONTRACT_HEADER, version]]);
    const response = await fetch(url, { headers });
    expect(response.headers.get(CONTRACT_HEADER)).toBe('5');
    return response.json();
  };
  expect(await Promise.all(['2', '3', '9', 'x', undefined].map(ask))).toEqual([
    'client_outdated',
    'served',
    'served',
    'served',
    'served',
  ]);
});
