import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { errorBodySchema } from '#shared/errors.ts';
import { AppError } from '../errors.ts';
import { createLog } from '../log.ts';
import { serve } from '../testing/serveApp.ts';
import { answerNotFound, createErrorHandler } from './errorHandler.ts';
import { assignRequestId } from './requestId.ts';

/** What a client gets when a route throws this. */
async function answerTo(error: unknown): Promise<Response> {
  const app = express();
  app.use(assignRequestId);
  app.get('/thrown', () => {
    throw error;
  });
  app.get('/rejected', async () => {
    throw error;
  });
  app.use(answerNotFound, createErrorHandler(createLog('silent')));
  const server = await serve(app);
  onTestFinished(() => server.close());
  const thrown = await fetch(`${server.url}/thrown`);
  const rejected = await fetch(`${server.url}/rejected`);
  expect(rejected.status).toBe(thrown.status);
  return thrown;
}

const withCode = (code: string, message = 'secret detail') => Object.assign(new Error(message), { code });
const prisma = (code: string, state?: string) =>
  Object.assign(
    withCode(code),
    state === undefined ? {} : { meta: { driverAdapterError: { cause: { originalCode: state } } } },
  );

test.each<[string, unknown, number, string]>([
  ['an error of our own', new AppError('plan_limit_reached', 'enough'), 402, 'plan_limit_reached'],
  ['a database that refuses connections', withCode('ECONNREFUSED'), 503, 'unavailable'],
  ['a database that is shutting down', withCode('57P01'), 503, 'unavailable'],
  ['a database with no connection left', withCode('53300'), 503, 'unavailable'],
  ['a pool that is exhausted', new Error('timeout exceeded when trying to connect'), 503, 'unavailable'],
  ['a connection that broke', new Error('Connection terminated unexpectedly'), 503, 'unavailable'],
  ['the same, further in', new Error('outer', { cause: withCode('ECONNRESET') }), 503, 'unavailable'],
  ['Prisma without its database', prisma('P1001'), 503, 'unavailable'],
  ['Prisma without a transaction in time', prisma('P2028'), 503, 'unavailable'],
  ['text that cannot be stored', withCode('22021'), 400, 'validation_failed'],
  ['the same through Prisma', prisma('P2039', '22021'), 400, 'validation_failed'],
  ['a constraint that does not hold', withCode('23505'), 500, 'internal'],
  ['a mistake of ours', new TypeError('secret detail'), 500, 'internal'],
  ['something that is no error', 'secret detail', 500, 'internal'],
])('%s becomes what a client can understand', async (_what, error, status, code) => {
  const response = await answerTo(error);
  const text = await response.text();
  expect([response.status, errorBodySchema.parse(JSON.parse(text)).error.code]).toEqual([status, code]);
  expect(text).not.toContain('secret detail');
  expect([status === 503, response.headers.has('retry-after')]).toEqual([status === 503, status === 503]);
});
