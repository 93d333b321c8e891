import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startEmbeddedDatabase } from './index.ts';
import { copyOf, temporaryFolder } from './testing/temporaryFolder.ts';

/** A data folder after an orderly end. Tests work on copies of it. */
let template: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  template = await temporaryFolder();
  const database = await startEmbeddedDatabase({ dataDir: template.folder });
  await query(
    database.url,
    'CREATE TABLE drained (who text); CREATE TABLE kept (id int PRIMARY KEY, text text)',
  );
  await database.stop();
});

afterAll(() => template.remove());

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('what the database writes is for its user alone', async () => {
  const { folder, remove } = await copyOf(template.folder);
  const database = await startEmbeddedDatabase({ dataDir: folder });
  await query(database.url, 'CREATE TABLE made_later AS SELECT 1 AS n');
  const files = path.join(folder, 'cluster');
  for (const closed of [folder, files, path.join(folder, 'compile-cache')]) {
    expect(statSync(closed).mode & 0o777).toBe(0o700);
  }
  const entries = readdirSync(files, { recursive: true, encoding: 'utf8' });
  const open = entries.filter((entry) => statSync(path.join(files, entry)).mode & 0o077);
  expect(entries.length).toBeGreaterThan(900);
  // PostgreSQL's cache of its own catalogue: nothing of the user's, and the folder around it is closed.
  expect(open.filter((entry) => path.basename(entry) !== 'pg_internal.init')).toEqual([]);
  await database.stop();
  await remove();
});

test('stopped in order, it leaves nothing to recover and starts again with everything', async () => {
  expect(existsSync(path.join(template.folder, 'cluster', 'postmaster.pid'))).toBe(false);
  const { folder, remove } = await copyOf(template.folder);
  const first = await startEmbeddedDatabase({ dataDir: folder });
  await query(first.url, "INSERT INTO kept VALUES (1, 'one')");
  await first.stop();
  expect(await first.exited).toMatchObject({ expected: true });
  const second = await startEmbeddedDatabase({ dataDir: folder });
  expect(await query(second.url, 'SELECT * FROM kept')).toEqual([{ id: 1, text: 'one' }]);
  await second.stop();
  await second.stop();
  await remove();
});

test('a second process on the folder is told who has it, and the first goes on', async () => {
  const { folder, remove } = await copyOf(template.folder);
  const first = await startEmbeddedDatabase({ dataDir: folder });
  const second = startEmbeddedDatabase({ dataDir: folder });
  await expect(second).rejects.toThrow(
    `The data folder ${folder} is in use by another Kipux (process ${first.pid}). Close that one`,
  );
  expect(await query(first.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await first.stop();
  await remove();
});

/** Rows that have to be acknowledged before a kill: a slow machine takes its time. */
const ROWS_BEFORE_KILL = 40;

test('killed -9 while it writes, it keeps every row that it has acknowledged', {
  timeout: 120_000,
}, async () => {
  const { folder, remove } = await copyOf(template.folder);
  const acknowledged = new Set<number>();
  let nextId = 1;
  for (let round = 0; round < 3; round += 1) {
    const database = await startEmbeddedDatabase({ dataDir: folder });
    const rows = await query(database.url, 'SELECT id FROM kept');
    const stored = new Set(rows.map((row) => row['id']));
    expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
    const pool = new pg.Pool({ connectionString: database.url, max: 4 });
    pool.on('error', () => {});
    const enough = acknowledged.size + ROWS_BEFORE_KILL;
    const kill = () => process.kill(database.pid, 'SIGKILL');
    const write = async (): Promise<void> => {
      for (;;) {
        const id = nextId;
        nextId += 1;
        await pool.query('INSERT INTO kept VALUES ($1, $2)', [id, `${id} `.repeat(200)]);
        acknowledged.add(id);
        if (acknowledged.size === enough) setTimeout(kill, round * 7); // in the middle of others
      }
    };
    await Promise.allSettled([write(), write(), write(), write()]);
    expect(await database.exited).toMatchObject({ expected: false });
    await pool.end();
  }
  expect(acknowledged.size).toBeGreaterThan(100);
  const database = await startEmbeddedDatabase({ dataDir: folder });
  const [count] = await query(database.url, 'SELECT count(*)::int AS n FROM kept');
  expect(count?.['n']).toBeGreaterThanOrEqual(acknowledged.size);
  await database.stop();
  await remove();
});

type Parent = { process: ChildProcess; url: string; pid: number; lines: string[] };

const announcement = z.object({ url: z.string(), pid: z.int() });

/** Starts a process that stands for the server, in a process group of its own like a terminal's foreground job. */
async function startParent(folder: string): Promise<Parent> {
  const script = fileURLToPath(new URL('./testing/parentProcess.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const started = await new Promise<{ url: string; pid: number }>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the parent has ended')));
    reader.on('line', (line) => {
      lines.push(line);
      if (lines.length === 1) resolve(announcement.parse(JSON.parse(line)));
    });
  });
  return { process: child, ...started, lines };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('when its parent is killed -9, it ends in order by itself', async () => {
  const { folder, remove } = await copyOf(template.folder);
  const parent = await startParent(folder);
  await query(parent.url, "INSERT INTO kept VALUES (1, 'before the end')");
  process.kill(parent.process.pid ?? 0, 'SIGKILL');
  await expect.poll(() => isRunning(parent.pid), { timeout: 5_000 }).toBe(false);
  expect(existsSync(path.join(folder, 'cluster', 'postmaster.pid'))).toBe(false);
  const database = await startEmbeddedDatabase({ dataDir: folder });
  expect(await query(database.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
  await database.stop();
  await remove();
});

test("a terminal's Ctrl-C and hang-up leave it running until its parent has drained", async () => {
  const { folder, remove } = await copyOf(template.folder);
  const parent = await startParent(folder);
  for (const signal of ['SIGHUP', 'SIGTERM', 'SIGINT'] as const) process.kill(parent.pid, signal);
  const group = -(parent.process.pid ?? 0);
  process.kill(group, 'SIGINT');
  await expect.poll(() => parent.lines.at(-1), { timeout: 10_000 }).toBe('drained');
  expect(isRunning(parent.pid)).toBe(false);
  const database = await startEmbeddedDatabase({ dataDir: folder });
  expect(await query(database.url, 'SELECT who FROM drained')).toEqual([{ who: 'by the parent' }]);
  await database.stop();
  await remove();
});

test('a kill -9 of the process group reaches it', async () => {
  const { folder, remove } = await copyOf(template.folder);
  const parent = await startParent(folder);
  process.kill(-(parent.process.pid ?? 0), 'SIGKILL');
  await expect.poll(() => isRunning(parent.pid), { timeout: 2_000 }).toBe(false);
  await remove();
});

test('a first start that was interrupted is begun again', { timeout: 60_000 }, async () => {
  const { folder, remove } = await copyOf(template.folder);
  // As it was left: some files in the place for unfinished ones, and no database.
  await rm(path.join(folder, 'cluster', 'global'), { recursive: true });
  renameSync(path.join(folder, 'cluster'), path.join(folder, 'cluster.new'));
  const database = await startEmbeddedDatabase({ dataDir: folder });
  expect(await query(database.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect(existsSync(path.join(folder, 'cluster.new'))).toBe(false);
  await database.stop();
  await remove();
});

test('a folder of another version is refused with a sentence that says what to do, and left alone', async () => {
  const { folder, remove } = await copyOf(template.folder);
  const version = path.join(folder, 'cluster', 'PG_VERSION');
  writeFileSync(version, '19\n');
  await expect(startEmbeddedDatabase({ dataDir: folder })).rejects.toThrow(/newer Kipux .*Update Kipux/);
  writeFileSync(version, '17\n');
  await expect(startEmbeddedDatabase({ dataDir: folder })).rejects.toThrow(
    /older Kipux .*Restore an exported backup/,
  );
  await rm(version);
  await expect(startEmbeddedDatabase({ dataDir: folder })).rejects.toThrow(
    /cannot be opened .*Restore a backup/,
  );
  writeFileSync(version, '18\n');
  const database = await startEmbeddedDatabase({ dataDir: folder });
  await database.stop();
  await remove();
});

test('a broken folder is refused with a sentence, not with a stack', async () => {
  const { folder, remove } = await copyOf(template.folder);
  writeFileSync(path.join(folder, 'cluster', 'global', 'pg_control'), 'nonsense');
  await expect(startEmbeddedDatabase({ dataDir: folder })).rejects.toThrow(
    /cannot be opened .*Restore a backup/,
  );
  await remove();
  writeFileSync(folder, 'a file where the folder should be');
  await expect(startEmbeddedDatabase({ dataDir: folder })).rejects.toThrow(
    /cannot be written .*KIPUX_DATA_DIR/,
  );
  await rm(folder);
});
