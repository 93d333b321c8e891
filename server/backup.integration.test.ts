import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, watch, writeFileSync } from 'node:fs';
import { copyFile, mkdtemp, open, readdir, readFile, rm, stat, truncate, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ZipFile } from 'yazl';
import { migrationNames } from '#platform/database/migrate.ts';
import { createLog } from '#platform/log.ts';
import { eventually } from '#platform/testing/eventually.ts';
import { logIn, type Person, signUp } from '#platform/testing/person.ts';
import { startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Message } from '#shared/entities.ts';
import { verifyBackup } from './admin/backup/archiveReader.ts';
import type { Manifest } from './admin/backup/manifest.ts';
import { restoreBackup } from './admin/backup/restoreBackup.ts';
import { writeBackup } from './admin/backup/writeBackup.ts';
import { type OwnDatabase, startOwnDatabase } from './documents/testing/ownDatabase.ts';
import { settled } from './documents/testing/settled.ts';
import { ask, readDocument } from './generation/testing/askDocuments.ts';

const FACT = 'The lighthouse of Punta Azul was lit for the first time in 1887 by Elena Márquez.';
const MIGRATIONS = path.join(import.meta.dirname, '..', 'prisma', 'migrations');
const log = createLog('fatal');
let source: OwnDatabase;
let target: OwnDatabase;
let folder: string;
let server: TestServer;
let sql: TestSql;
let ana: Person;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kipux-backup-'));
  [source, target] = await Promise.all([startOwnDatabase(), startOwnDatabase()]);
  server = await startTestServer({ DATABASE_URL: source.url }, 'hand');
  sql = openTestSql(source.url);
  ana = await signUp(server.url);
});

afterAll(async () => {
  await sql.close();
  await server.close();
  await Promise.all([source.stop(), target.stop(), rm(folder, { recursive: true })]);
});

const backUp = (name: string) =>
  writeBackup({ databaseUrl: source.url, dataDir: server.dataDir, target: path.join(folder, name) });
const restore = (file: string, dataDir: string) =>
  restoreBackup({ file, databaseUrl: target.url, dataDir, log });

async function newFolder(): Promise<string> {
  const dataDir = await mkdtemp(path.join(folder, 'data-'));
  return dataDir;
}

test('a restore that another, or a server, comes before takes no file away', async () => {
  const backup = await craft('empty.zip', { migrations: await migrationNames(MIGRATIONS) }, {});
  const dataDir = await newFolder();
  const live = path.join(dataDir, 'files', 'live');
  const watcher = watch(dataDir, () => {
    mkdirSync(path.dirname(live), { recursive: true });
    writeFileSync(live, 'live');
  });
  onTestFinished(() => watcher.close());
  await expect(restore(backup, dataDir)).rejects.toThrow('has files already');
  expect(await readFile(live, 'utf8')).toBe('live');
  expect((await readdir(dataDir)).filter((name) => name !== 'files')).toEqual([]);
});

test('a backup that is made while people write comes back elsewhere, whole and of one moment', async () => {
  const [document, unread, gone] = await Promise.all([
    readDocument(ana, 'faro.md', FACT),
    readDocument(ana, 'otra.md', 'Something else altogether, about bread.'),
    readDocument(ana, 'perdida.md', 'Its file is lost.'),
  ]);
  const { message, conversationId } = await ask(ana, 'Who lit the lighthouse\u2028of Punta\u2029Azul?');
  expect(message.citations).toMatchObject([{ documentId: document.id }]);
  await forgetReading(unread.id);
  await unlink(path.join(server.dataDir, 'files', ana.user.id, gone.id));
  const provider = await startScriptedProvider({ pieces: words(3_000), gapMs: 10 });
  const growing = await grow(provider.environment);
  const before = await ana.call(endpoints.pullChanges, { query: {} });

  const writers = keepWriting();
  await eventually(writers.count, (count) => count >= 4);
  const { file, manifest } = await backUp('first.zip');
  const written = await writers.stop();
  expect(written).toBeGreaterThan(4);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(manifest.missingFiles).toEqual([`${ana.user.id}/${gone.id}`]);
  expect(manifest.tables.map(({ name }) => name)).not.toContain('session');

  const dataDir = await newFolder();
  await restore(file, dataDir);
  expect((await readdir(dataDir)).filter((name) => name.startsWith('files'))).toEqual(['files']);
  const restored = await startTestServer({ DATABASE_URL: target.url, KIPUX_DATA_DIR: dataDir });
  const back = await logIn(restored.url, ana);
  await expectSameConversation(back, conversationId, message);
  const content = await back.call(endpoints.getDocumentContent, { params: { id: document.id } });
  expect(Buffer.from(content).toString()).toBe(FACT);
  const { text } = await back.call(endpoints.getDocumentText, { params: { id: document.id } });
  const [citation] = message.citations;
  expect(text.slice(citation?.start, citation?.end)).toBe(citation?.quote);
  const { results } = await back.call(endpoints.searchPassages, { body: { query: 'faro Punta Azul' } });
  expect(results[0]?.documentId).toBe(document.id);

  // its job was not in the backup
  expect((await settled(back, unread)).status).toBe('completed');
  const interrupted = await eventually(
    () => readAnswer(back, growing),
    (answer) => answer?.status === 'interrupted',
  );
  expect(interrupted?.status).toBe('interrupted');
  const query = { epoch: before.epoch, cursor: before.cursor };
  expect(await back.call(endpoints.pullChanges, { query })).toMatchObject({ reset: true, changes: [] });
  await expectOneMoment(openTestSql(target.url), manifest);
  expect(await readFile(path.join(dataDir, 'session-secret'), 'utf8')).toBe(
    await readFile(path.join(server.dataDir, 'session-secret'), 'utf8'),
  );
  await expect(restore(file, await newFolder())).rejects.toThrow('This database has accounts');
}, 90_000);

test('a backup does not replace a file, and one that fails leaves nothing', async () => {
  const { file } = await backUp('second.zip');
  await expect(backUp('second.zip')).rejects.toThrow('is there already');
  await expect(backUp('nowhere/third.zip')).rejects.toThrow('does not exist');
  const elsewhere = { databaseUrl: source.url, dataDir: folder, target: path.join(folder, 'third.zip') };
  await expect(writeBackup(elsewhere)).rejects.toThrow('KIPUX_DATA_DIR');
  const inFolder = await writeBackup({ databaseUrl: source.url, dataDir: server.dataDir, target: folder });
  expect(path.basename(inFolder.file)).toMatch(/^kipux-\d{4}-\d\d-\d\dT[\d-]+Z\.zip$/);
  const failing = writeBackup({
    databaseUrl: 'postgresql://nobody@127.0.0.1:1/nothing',
    dataDir: server.dataDir,
    target: path.join(folder, 'fourth.zip'),
  });
  await expect(failing).rejects.toThrow('ECONNREFUSED');
  await expect(stat(path.join(folder, 'fourth.zip.part'))).rejects.toThrow('ENOENT');
  await expect(damaged(file, 'cut')).rejects.toThrow('damaged');
  await expect(damaged(file, 'flipped')).rejects.toThrow('damaged');
  await expect(verifyBackup(path.join(folder, 'no.zip'))).rejects.toThrow('There is no');
});

test('a backup of a newer Kipux, or with something strange in it, is refused before anything is written', async () => {
  const newer = await craft('newer.zip', { migrations: ['20991231000000_future'] }, {});
  await expect(restore(newer, await newFolder())).rejects.toThrow('of a newer Kipux');
  const sum = createHash('sha256').update('[1]\n').digest('hex');
  const table = { name: 'users', columns: ['id'], rows: 1, sha256: sum };
  const unreadable = await craft('unreadable.zip', { tables: [table] }, { 'tables/users.jsonl': '[1]\n' });
  await expect(verifyBackup(unreadable)).rejects.toThrow('row 1 of tables/users.jsonl cannot be read');
  const strange = await craft('strange.zip', {}, { 'files/x': 'x' });
  await expect(restore(strange, await newFolder())).rejects.toThrow('files/x does not belong into it');
});

/** As if the process that read the document had died before its first chunk. */
async function forgetReading(id: string): Promise<void> {
  await sql.asSystem("UPDATE documents SET status = 'processing' WHERE id = $1", [id]);
  for (const table of ['document_chunks', 'document_texts']) {
    await sql.asSystem(`DELETE FROM ${table} WHERE document_id = $1`, [id]);
  }
}

/** An answer that goes on for longer than the backup takes, on another server process. */
async function grow(environment: Record<string, string>) {
  const other = await startTestServer({ DATABASE_URL: source.url, ...environment });
  const person = await logIn(other.url, ana);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  await person.read(assistantMessage.id, { until: (events) => events.length > 30 });
  return assistantMessage;
}

/** Two who write, until they are told to stop; says how often. */
function keepWriting() {
  const stopping = new AbortController();
  let count = 0;
  const write = async () => {
    const person = await signUp(server.url);
    const { id } = await person.newConversation();
    while (!stopping.signal.aborted) {
      await person.say(id, `número ${count}`);
      await person.call(endpoints.uploadDocument, { file: new File([`text ${count}`], `${count}.txt`) });
      count += 1;
    }
  };
  const writers = [write(), write()];
  return {
    count: () => count,
    async stop() {
      stopping.abort();
      await Promise.all(writers);
      return count;
    },
  };
}

async function expectSameConversation(person: Person, id: string, answer: Message): Promise<void> {
  const { messages } = await person.call(endpoints.listMessages, { params: { id } });
  expect(messages).toHaveLength(2);
  expect(messages[1]).toEqual(answer);
}

async function readAnswer(person: Person, { id, conversationId }: Message): Promise<Message | undefined> {
  const { messages } = await person.call(endpoints.listMessages, { params: { id: conversationId } });
  return messages.find((message) => message.id === id);
}

/** What is written together is there together. */
async function expectOneMoment(restored: TestSql, manifest: Manifest): Promise<void> {
  onTestFinished(restored.close);
  expect(
    await restored.asSystem(`SELECT d.id FROM documents d WHERE d.status = 'completed' AND d.chunk_count <>
      (SELECT count(*) FROM document_chunks c WHERE c.user_id = d.user_id AND c.document_id = d.id)`),
  ).toEqual([]);
  expect(
    await restored.asSystem(`SELECT u.id FROM users u WHERE u.change_seq <
      (SELECT max(seq) FROM messages m WHERE m.user_id = u.id)`),
  ).toEqual([]);
  // once what was growing has ended
  const held = await eventually(
    () => restored.asSystem('SELECT user_id FROM usage_reservations'),
    (rows) => rows.length === 0,
  );
  expect(held).toEqual([]);
  expect(
    await restored.asSystem(`SELECT user_id, period_start, sum(messages), sum(tokens) FROM (
        SELECT user_id, period_start, messages, tokens FROM usage_periods UNION ALL
        SELECT user_id, period_start, -messages, -tokens FROM usage_ledger) both_books
      GROUP BY 1, 2 HAVING sum(messages) <> 0 OR sum(tokens) <> 0`),
  ).toEqual([]);
  const [messages] = await restored.asSystem<{ count: string }>('SELECT count(*) FROM messages');
  expect(Number(messages?.count)).toBe(manifest.tables.find(({ name }) => name === 'messages')?.rows);
}

async function damaged(file: string, how: 'cut' | 'flipped'): Promise<unknown> {
  const copy = path.join(folder, `${randomUUID()}.zip`);
  await copyFile(file, copy);
  const { size } = await stat(copy);
  if (how === 'cut') await truncate(copy, size - 100);
  else {
    const handle = await open(copy, 'r+');
    await handle.write(Buffer.alloc(500, 0xaa), 0, 500, Math.floor(size / 2));
    await handle.close();
  }
  return verifyBackup(copy);
}

/** A backup of nothing, with something else in it. */
async function craft(name: string, manifest: Partial<Manifest>, entries: Record<string, string>) {
  const file = path.join(folder, name);
  const zip = new ZipFile();
  const whole: Manifest = {
    format: 1,
    version: '9.9.9',
    createdAt: new Date().toISOString(),
    database: 'PostgreSQL 17',
    migrations: ['20261122120000_init'],
    tables: [],
    files: { count: 0, sha256: createHash('sha256').digest('hex') },
    missingFiles: [],
    ...manifest,
  };
  zip.addBuffer(Buffer.alloc(0), 'files.jsonl');
  zip.addBuffer(Buffer.from(JSON.stringify(whole)), 'manifest.json');
  for (const [entry, text] of Object.entries(entries)) {
    zip.addBuffer(Buffer.from(text), entry);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}
