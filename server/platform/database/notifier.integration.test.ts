import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createLog } from '../log.ts';
import { eventually } from '../testing/eventually.ts';
import { createNotifier, type Notifier } from './notifier.ts';

/** The notifier of one server process, listening. */
async function startNotifier(): Promise<Notifier> {
  const pool = new pg.Pool({ connectionString: inject('databaseUrl'), max: 1 });
  const notifier = createNotifier(inject('databaseUrl'), pool, createLog('fatal'));
  onTestFinished(async () => {
    await notifier.close();
    await pool.end();
  });
  const isListening = new Promise<void>((resolve) => {
    const knock = setInterval(
      () => void pool.query("SELECT pg_notify('kipux', 'somebody\ntest_ready now')"),
      50,
    );
    const unsubscribe = notifier.subscribe('test_ready', () => {
      clearInterval(knock);
      unsubscribe();
      resolve();
    });
  });
  await isListening;
  return notifier;
}

/** What comes over PostgreSQL, one entry a notification. */
async function listen(): Promise<string[]> {
  const client = new pg.Client({ connectionString: inject('databaseUrl') });
  const payloads: string[] = [];
  client.on('notification', ({ payload }) => payloads.push(payload ?? ''));
  await client.connect();
  await client.query('LISTEN kipux');
  onTestFinished(() => client.end());
  return payloads;
}

test('another process hears everything, this one at once and each thing once', async () => {
  const [here, there] = await Promise.all([startNotifier(), startNotifier()]);
  const heard: Record<'here' | 'there', string[]> = { here: [], there: [] };
  here.subscribe('test_channel', (payload) => heard.here.push(payload));
  there.subscribe('test_channel', (payload) => heard.there.push(payload));
  here.publish('test_channel', 'one two');
  expect(heard.here).toEqual(['one two']);
  await eventually(
    () => heard.there,
    ({ length }) => length > 0,
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(heard).toEqual({ here: ['one two'], there: ['one two'] });
});

test('a thousand calls become a few notifications, none too long for PostgreSQL, none said twice', async () => {
  const notifier = await startNotifier();
  const other = await startNotifier();
  const payloads = await listen();
  const heard: string[] = [];
  other.subscribe('test_many', (payload) => heard.push(payload));
  const names = Array.from({ length: 1_000 }, (_, index) => `${index}-${'x'.repeat(40)}`);
  for (const name of [...names, ...names]) notifier.publish('test_many', name);
  await eventually(
    () => heard,
    ({ length }) => length >= names.length,
  );
  expect(heard.toSorted()).toEqual(names.toSorted());
  const own = payloads.filter((payload) => payload.includes('test_many'));
  expect(own.length).toBeLessThan(20);
  expect(Math.max(...own.map(({ length }) => length))).toBeLessThan(8_000);
});

test('what was said just before the end is still sent', async () => {
  const [here, there] = await Promise.all([startNotifier(), startNotifier()]);
  const heard: string[] = [];
  there.subscribe('test_last', (payload) => heard.push(payload));
  here.publish('test_last', 'good night');
  await here.close();
  expect(
    await eventually(
      () => heard,
      ({ length }) => length > 0,
    ),
  ).toEqual(['good night']);
});
