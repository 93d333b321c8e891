import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { MIGRATIONS } from './migrations.ts';
import { openCache, removeCache } from './openCache.ts';
import { IDENTITY, temporaryFolder } from './testing/temporaryCache.ts';

const FILE = () => path.join(temporaryFolder(), 'account', 'cache.sqlite');

function openForTest(...parameters: Parameters<typeof openCache>) {
  const opened = openCache(...parameters);
  onTestFinished(() => (opened.db.isOpen ? opened.db.close() : undefined));
  return opened;
}

test('case 66j: the file is 0600 in a folder of 0700, the log beside it too', () => {
  const file = FILE();
  const { db } = openForTest(file, IDENTITY);
  db.exec("UPDATE state SET epoch = 'e'");
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  const modes = [file, `${file}-wal`, `${file}-shm`].map((name) => statSync(name).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
});

test('case 66f: a corrupt file is set aside and an empty cache takes its place', () => {
  const file = FILE();
  openForTest(file, IDENTITY).db.close();
  writeFileSync(file, 'this is no database, and has not been one for a long time');
  const { db, setAside } = openForTest(file, IDENTITY);
  expect(setAside).toBe(`${file}.damaged`);
  expect(readFileSync(`${file}.damaged`, 'utf8')).toContain('no database');
  expect(db.prepare('SELECT cursor FROM state').get()?.cursor).toBe(0);
});

test('case 66f: a file of no length is an empty cache', () => {
  const file = FILE();
  openForTest(file, IDENTITY).db.close();
  truncateSync(file, 0);
  const { db } = openForTest(file, IDENTITY);
  expect(db.prepare('SELECT count(*) AS n FROM conversations').get()?.n).toBe(0);
});

test('case 66h: a file of a newer version is refused politely and left as it is', () => {
  const file = FILE();
  const { db } = openForTest(file, IDENTITY);
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}; UPDATE state SET epoch = 'kept'`);
  db.close();
  expect(() => openCache(file, IDENTITY)).toThrow(
    expect.objectContaining({ name: 'CacheError', code: 'newer' }),
  );
  const untouched = new DatabaseSync(file, { readOnly: true });
  expect(untouched.prepare('SELECT epoch FROM state').get()?.epoch).toBe('kept');
  untouched.close();
});

test('case 66h: every older version is brought up to date with its rows', () => {
  const file = FILE();
  const { db } = openForTest(file, IDENTITY);
  db.exec("INSERT INTO tombstones VALUES ('message', 'm', 1)");
  db.close();
  const migrated = openForTest(file, IDENTITY, [...MIGRATIONS, 'ALTER TABLE tombstones ADD COLUMN why TEXT']);
  expect(migrated.setAside).toBeUndefined();
  expect(migrated.db.prepare('SELECT id, why FROM tombstones').get()).toEqual({ id: 'm', why: null });
  expect(existsSync(`${file}.snapshot`)).toBe(false);
});

test('a migration that fails leaves the old file whole and set aside, and a usable cache', () => {
  const file = FILE();
  const { db } = openForTest(file, IDENTITY);
  db.exec("UPDATE state SET epoch = 'kept'");
  db.close();
  const broken = [...MIGRATIONS, 'DELETE FROM state; SELECT * FROM nothing_of_that_name'];
  expect(() => openForTest(file, IDENTITY, broken)).toThrow('could not be brought from version');
  const old = new DatabaseSync(`${file}.damaged`, { readOnly: true });
  expect(old.prepare('SELECT epoch FROM state').get()?.epoch).toBe('kept');
  old.close();
  expect(existsSync(`${file}.snapshot`)).toBe(false);
});

test('case 66f: a file that another process holds is set aside', () => {
  const file = FILE();
  openForTest(file, IDENTITY).db.close();
  const holder = new DatabaseSync(file);
  holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  onTestFinished(() => holder.close());
  const { db, setAside } = openForTest(file, IDENTITY, undefined, 100);
  expect(setAside).toBe(`${file}.damaged`);
  expect(db.prepare('SELECT cursor FROM state').get()?.cursor).toBe(0);
});

test("case 66j: another account's file is never read", () => {
  const file = FILE();
  openForTest(file, IDENTITY).db.close();
  const other = openForTest(file, { ...IDENTITY, userId: 'user-2' });
  expect(other.setAside).toBe(`${file}.damaged`);
});

test('case 66j: removing a cache leaves nothing beside it', () => {
  const file = FILE();
  openForTest(file, IDENTITY).db.close();
  writeFileSync(`${file}.damaged`, 'x');
  removeCache(file);
  for (const suffix of ['', '-wal', '-shm', '.damaged', '.snapshot'])
    expect(existsSync(file + suffix)).toBe(false);
});
