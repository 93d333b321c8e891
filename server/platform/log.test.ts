import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { assignRequestId } from './http/requestId.ts';
import { createLog } from './log.ts';
import { serve } from './testing/serveApp.ts';

function collect() {
  const text: string[] = [];
  const log = createLog('debug', { write: (line) => void text.push(line) });
  return { log, text, lines: () => text.map((line): unknown => JSON.parse(line)) };
}

test('every line that a request gives rise to carries its id, also after what it waited for', async () => {
  const { log, lines } = collect();
  const app = express();
  app.use(assignRequestId);
  app.get('/', async (_request, response) => {
    log.info('at once');
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.warn({ count: 1 }, 'later');
    response.end();
  });
  const { url, close } = await serve(app);
  onTestFinished(close);
  const answers = await Promise.all([fetch(url), fetch(url)]);
  log.info('nobody asked');
  for (const { headers } of answers) {
    const requestId = headers.get('x-request-id');
    expect(lines()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ msg: 'at once', requestId }),
        expect.objectContaining({ msg: 'later', count: 1, requestId }),
      ]),
    );
  }
  expect(lines().at(-1)).not.toHaveProperty('requestId');
});

test('an error is logged with its cause and its place, but not with the row or the words that it is about', () => {
  const { log, text } = collect();
  const ofDatabase = Object.assign(new Error('duplicate key value violates "users_email_key"'), {
    code: '23505',
    detail: 'Key (email)=(canary@example.org) already exists.',
  });
  const ofValue = Object.assign(new Error('invalid input syntax for type uuid: "canary"'), { code: '22P02' });
  const ofModel = Object.assign(new Error('400 I will not say canary'), {
    status: 400,
    headers: {},
    code: 'refused',
  });
  for (const err of [ofDatabase, ofValue, ofModel, new Error('outside', { cause: ofModel })]) {
    log.error({ err }, 'it failed');
  }
  const all = text.join('');
  expect(all).not.toContain('canary');
  expect(all).toContain('users_email_key');
  expect(all).toContain('"message":"outside"');
  expect(all).toMatch(/"cause":\{"type":"Error","code":"refused","status":400,"stack":"\s+at /);
});
