import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createSessionReads } from './sessionReads.ts';

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  onTestFinished(() => pool.end());
  return pool;
}

async function store(pool: pg.Pool, seconds: number, sess: object = {}): Promise<string> {
  const sid = randomUUID();
  await pool.query(
    'INSERT INTO session (sid, sess, expire) VALUES ($1, $2, now() + make_interval(secs => $3))',
    [sid, { cookie: {}, ...sess }, seconds],
  );
  onTestFinished(async () => void (await pool.query('DELETE FROM session WHERE sid = $1', [sid])));
  return sid;
}

test('requests that come together get their own session each, in an object of their own', async () => {
  const pool = openPool(inject('databaseUrl'));
  const read = promisify(createSessionReads(pool));
  const ana = await store(pool, 60, { userAgent: 'Ana' });
  const ben = await store(pool, 60, { userAgent: 'Ben' });
  const ended = await store(pool, -1, { userAgent: 'ended' });
  const found = await Promise.all([ana, ended, ben, 'no such', ana].map((sid) => read(sid)));
  expect(found.map((session) => session?.userAgent)).toEqual(['Ana', undefined, 'Ben', undefined, 'Ana']);
  expect(found[0]).not.toBe(found[4]);
  expect(found[1]).toBe(null);
});

test('a request that asks after a session has ended does not get it, although others are being answered', async () => {
  const pool = openPool(inject('databaseUrl'));
  const read = promisify(createSessionReads(pool));
  const sid = await store(pool, 60);
  const earlier = Array.from({ length: 5 }, () => read(sid));
  await pool.query('DELETE FROM session WHERE sid = $1', [sid]);
  expect(await read(sid)).toBe(null);
  await Promise.all(earlier);
});

test('a database that does not answer is an error for each who asked', async () => {
  const read = promisify(createSessionReads(openPool('postgresql://nobody@127.0.0.1:1/none')));
  const answers = await Promise.allSettled([read('a'), read('b')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
