import { expect, test } from 'vitest';
import { inspectSql } from './sqlText.ts';

test.each([
  'SET SESSION AUTHORIZATION x',
  'set session /* a */ authorization default',
  'SET SESSION -- a\n AUTHORIZATION x',
  "SELECT set_config('session_authorization', 'x', true)",
  'BEGIN; SET LOCAL SESSION AUTHORIZATION x',
])('changing the user is refused: %s', (sql) => {
  expect(inspectSql(sql).refusal?.code).toBe('42501');
});

test.each(['DISCARD ALL', ' deallocate all;', 'DEALLOCATE PREPARE ALL', 'SELECT 1; DISCARD  ALL'])(
  "dropping the others' statements is refused: %s",
  (sql) => {
    expect(inspectSql(sql).refusal?.code).toBe('0A000');
  },
);

test.each([
  "SELECT 'about a session and its authorization'",
  'UPDATE session SET expire = now() WHERE sid = $1',
  'DISCARD TEMP',
  'DEALLOCATE one',
  'SELECT set_config($1, $2, true)',
])('ordinary statements are not refused: %s', (sql) => {
  expect(inspectSql(sql).refusal).toBeNull();
});

test('LISTEN and UNLISTEN are found with the names that PostgreSQL makes of them', () => {
  expect(inspectSql('LISTEN News; UNLISTEN "Old ""one"""; unlisten *; listen ñandú').listens).toEqual([
    { listen: true, channel: 'news' },
    { listen: false, channel: 'Old "one"' },
    { listen: false, channel: null },
    { listen: true, channel: 'ñandú' },
  ]);
  expect(inspectSql('SELECT listen FROM listeners').listens).toEqual([]);
});

test.each([
  ["SET TIME ZONE 'UTC'", 'time zone'],
  ['set session work_mem = 5', 'work_mem'],
  ['SET app.user_id TO x;', 'app.user_id'],
  ['RESET ALL', 'all'],
  ['SET "role" TO x', '"role"'],
  ['SET LOCAL work_mem = 5', null],
  ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', null],
  ['SET CONSTRAINTS ALL DEFERRED', null],
  ['SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY', null],
  ['SET a = 1; SELECT 1', null],
  ['UPDATE t SET a = 1', null],
])('%s is about the setting %s', (sql, name) => {
  expect(inspectSql(sql).setting).toBe(name);
});

test('a COPY that waits for data is told from one that does not', () => {
  expect(inspectSql('COPY t (a, b) FROM STDIN WITH (FORMAT csv)').copiesIn).toBe(true);
  expect(inspectSql('copy t from stdin').copiesIn).toBe(true);
  expect(inspectSql('COPY t TO STDOUT').copiesIn).toBe(false);
  expect(inspectSql("SELECT 'copy t from stdin'").copiesIn).toBe(false);
});
