import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Person, signUp } from '#platform/testing/person.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { type OwnDatabase, startOwnDatabase } from './testing/ownDatabase.ts';

/** Servers in processes of their own, on a database and a data folder of their own: they are killed here. */
let database: OwnDatabase;
let sql: TestSql;
let dataDir: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  database = await startOwnDatabase();
  sql = openTestSql(database.url);
  dataDir = await mkdtemp(path.join(tmpdir(), 'kipux-crash-'));
});
afterEach(async () => {
  for (const server of running) await kill(server);
});
afterAll(async () => {
  await sql.close();
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
});

type Server = { process: ChildProcess; url: string };

const SCRIPT = path.join(import.meta.dirname, 'testing', 'serverOnDemand.ts');

/** A process that waits to be a server. */
function prepare(): ChildProcess {
  const child = spawn(process.execPath, [SCRIPT], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      DATABASE_POOL_SIZE: '5',
      KIPUX_DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'fatal',
      // On the embedded database all connections are one session, and whoever starts is told that nobody else is there.
      KIPUX_SINGLE_PROCESS: database.isEmbedded ? 'true' : 'false',
    },
  });
  running.add(child);
  return child;
}

async function start(child = prepare()): Promise<Server> {
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (part: Buffer) => {
      output += part.toString();
      const ready = /ready at (\S+)/.exec(output)?.[1];
      if (ready !== undefined) resolve(ready);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`the server ended: ${output}`)));
    child.stdin?.write('start\n');
  });
  return { process: child, url };
}

async function kill(server: ChildProcess): Promise<void> {
  running.delete(server);
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}

/** Some chunks each, and more than one batch of them. */
const textOf = (n: number) =>
  Array.from(
    { length: 120 },
    (_, i) => `# Apartado ${i} del documento ${n}\n\n${`La pieza ${i} pesa ${n + i} gramos. `.repeat(12)}\n`,
  ).join('\n');

async function upload(url: string, person: Person, n: number): Promise<void> {
  const form = new FormData();
  form.append('file', new File([textOf(n)], `${n}.md`));
  const headers = { cookie: person.cookie() };
  const response = await fetch(`${url}/api/documents`, { method: 'POST', body: form, headers });
  if (response.status !== 201) throw new Error(`the upload was answered with ${response.status}`);
}

type Row = {
  status: string;
  error: unknown;
  chunks: number;
  distinct: number;
  expected: number;
  counted: number;
};

const documentsOf = (person: Person) =>
  sql.asSystem<Row>(
    `SELECT d.status, d.error, d.chunk_count AS counted, count(c.id)::int AS chunks,
       count(DISTINCT c.chunk_index)::int AS distinct, coalesce(jsonb_array_length(t.chunk_spans), -1) AS expected
     FROM documents d LEFT JOIN document_chunks c ON c.user_id = d.user_id AND c.document_id = d.id
     LEFT JOIN document_texts t ON t.user_id = d.user_id AND t.document_id = d.id
     WHERE d.user_id = $1 GROUP BY d.user_id, d.id, t.chunk_spans`,
    [person.user.id],
  );

async function allRead(person: Person, timeout: number): Promise<Row[]> {
  const isRead = async () => (await documentsOf(person)).every(({ status }) => status === 'completed');
  await expect.poll(isRead, { timeout, interval: 200 }).toBe(true);
  return documentsOf(person);
}

function expectWhole(rows: readonly Row[]): void {
  for (const { expected, ...row } of rows) {
    expect(expected).toBeGreaterThan(64);
    expect(row).toEqual({
      status: 'completed',
      error: null,
      chunks: expected,
      distinct: expected,
      counted: expected,
    });
  }
}

test('case 61: killed at twenty moments, the server leaves exactly one set of chunks of each document', async () => {
  const seed = Math.floor(Math.random() * 1e9);
  process.stdout.write(`kill moments: seed ${seed}\n`);
  let next = prepare();
  let server = await start();
  const person = await signUp(server.url);
  for (let round = 0; round < 20; round += 1) {
    await upload(server.url, person, round);
    await new Promise((resolve) => setTimeout(resolve, ((seed + round * 7_919) % 613) * 0.8));
    await kill(server.process);
    [server, next] = [await start(next), prepare()];
  }
  const rows = await allRead(person, 30_000);
  expect(rows).toHaveLength(20);
  expectWhole(rows);
  expect(await readdir(path.join(dataDir, 'files', person.user.id))).toHaveLength(20);
}, 180_000);

test('case 61: two server processes share the work, and one takes over what the other did when it died', async () => {
  const [first, second] = [await start(), await start()];
  const person = await signUp(first.url);
  for (let n = 0; n < 8; n += 1) await upload(n % 2 === 0 ? first.url : second.url, person, n);
  await expect
    .poll(async () => (await documentsOf(person)).some(({ status }) => status !== 'pending'), {
      interval: 20,
      timeout: 20_000,
    })
    .toBe(true);
  await kill(first.process);
  const rows = await allRead(person, 40_000);
  expect(rows).toHaveLength(8);
  expectWhole(rows);
}, 90_000);
