import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { startLine } from '#platform/testing/databaseLine.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startScriptedProvider } from '#platform/testing/scriptedProvider.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Document } from '#shared/entities.ts';
import { DOCUMENT_ERROR_CODES } from '#shared/errors.ts';
import { DOCUMENT_ERROR_MESSAGES } from './documentErrors.ts';
import { settled } from './testing/settled.ts';

let server: TestServer;
let sql: TestSql;

beforeAll(async () => {
  server = await startTestServer({}, 'hand');
  sql = openTestSql();
});
afterAll(async () => {
  await server.close();
  await sql.close();
});

async function upload(person: Person, name: string, content: string): Promise<Document> {
  return (await person.call(endpoints.uploadDocument, { file: new File([content], name) })).document;
}

const LONG = Array.from(
  { length: 400 },
  (_, n) => `# Parte ${n}\n\n${`La pieza ${n} pesa poco. `.repeat(20)}`,
).join('\n\n');

/** What the database and the disk still have of a document. */
async function leftOf(person: Person, { id }: Document) {
  const rows = await sql.asSystem<{ rows: number }>(
    `SELECT (SELECT count(*) FROM documents WHERE id = $1)::int + (SELECT count(*) FROM document_texts WHERE document_id = $1)::int
       + (SELECT count(*) FROM document_chunks WHERE document_id = $1)::int AS rows`,
    [id],
  );
  const jobs = await sql.query<{ count: number }>('SELECT count(*)::int FROM pgboss.job WHERE id = $1', [id]);
  const files = await readdir(path.join(server.dataDir, 'files', person.user.id));
  return { rows: rows[0]?.rows, jobs: jobs[0]?.count, files: files.filter((name) => name === id) };
}

test('case 52: a document deleted while it is being read leaves no row, job, chunk or file', async () => {
  const person = await signUp(server.url);
  for (const waitMs of [0, 150, 400, 700]) {
    const document = await upload(person, 'largo.md', LONG);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    await person.call(endpoints.deleteDocument, { params: { id: document.id } });
    expect(await leftOf(person, document)).toEqual({ rows: 0, jobs: 0, files: [] });
  }
  // Nor does what was under way bring any of it back.
  await settled(person, await upload(person, 'otro.md', '# Otro\n\nTexto.'));
  const { documents } = await person.call(endpoints.listDocuments, {});
  expect(documents.map(({ fileName }) => fileName)).toEqual(['otro.md']);
});

test('case 63: one poison document among a hundred fails alone, with its reason', async () => {
  const person = await signUp(server.url);
  const names = Array.from({ length: 100 }, (_, n) => (n === 3 ? 'veneno.pdf' : `${n}.md`));
  const documents = await Promise.all(
    names.map((name) =>
      upload(person, name, name === 'veneno.pdf' ? '%PDF-1.7 broken' : `# ${name}\n\nTexto.`),
    ),
  );
  const read = await Promise.all(documents.map((document) => settled(person, document)));
  const failed = read.filter(({ status }) => status === 'error');
  expect(failed).toMatchObject([{ fileName: 'veneno.pdf', error: { code: 'damaged' } }]);
  expect(read.filter(({ status }) => status === 'completed')).toHaveLength(99);
});

test('case 62: the database goes while documents are being read: none is lost, and requests are told at once', async () => {
  const line = await startLine(inject('databaseUrl'));
  const broken = await startTestServer({ DATABASE_URL: line.url }, 'hand');
  onTestFinished(async () => {
    await broken.close();
    line.cut();
    await line.close();
  });
  const person = await signUp(broken.url);
  const documents = await Promise.all(Array.from({ length: 6 }, (_, n) => upload(person, `${n}.md`, LONG)));
  const statuses = async () =>
    (await person.call(endpoints.listDocuments, {})).documents.map(({ status }) => status);
  await expect
    .poll(async () => (await statuses()).includes('processing'), { timeout: 10_000, interval: 20 })
    .toBe(true);
  line.cut();
  const since = performance.now();
  expect((await person.fetch('/api/documents')).status).toBe(503);
  expect(performance.now() - since).toBeLessThan(5_000);
  line.mend();
  const status = () => statuses().catch(() => []);
  await expect.poll(status, { timeout: 60_000, interval: 200 }).toEqual(documents.map(() => 'completed'));
  const chunks = await sql.asSystem<{ chunks: number; whole: boolean }>(
    `SELECT d.chunk_count AS chunks, count(c.id) = d.chunk_count AND count(*) = jsonb_array_length(t.chunk_spans) AS whole
     FROM documents d JOIN document_texts t ON t.user_id = d.user_id AND t.document_id = d.id
     LEFT JOIN document_chunks c ON c.user_id = d.user_id AND c.document_id = d.id
     WHERE d.user_id = $1 GROUP BY d.user_id, d.id, t.chunk_spans`,
    [person.user.id],
  );
  expect(chunks.map(({ whole }) => whole)).toEqual(documents.map(() => true));
}, 90_000);

test('every reason that a document can fail for is a code of the contract, with words of its own', () => {
  expect(Object.keys(DOCUMENT_ERROR_MESSAGES).toSorted()).toEqual([...DOCUMENT_ERROR_CODES].toSorted());
  expect(new Set(Object.values(DOCUMENT_ERROR_MESSAGES)).size).toBe(DOCUMENT_ERROR_CODES.length);
});

test('progress names its step and is a share of it, and the first of others come before the many of one', async () => {
  const [many, one] = [await signUp(server.url), await signUp(server.url)];
  const long = await Promise.all(
    Array.from({ length: 12 }, (_, n) => upload(many, `${n}.md`, `${LONG}\n${n}`)),
  );
  const single = await upload(one, 'solo.md', '# Solo\n\nUno.');
  for (const document of long) {
    for (let status = 'pending'; status !== 'completed'; ) {
      const now = (await many.call(endpoints.getDocument, { params: { id: document.id } })).document;
      expect(['waiting', 'reading', 'splitting', 'embedding', 'finished']).toContain(now.progress.step);
      expect(now.progress.ratio >= 0 && now.progress.ratio <= 1).toBe(true);
      status = now.status;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
  expect((await settled(one, single)).status).toBe('completed');
  const [order] = await sql.query<{ isBefore: boolean }>(
    `SELECT (SELECT started_on FROM pgboss.job WHERE id = $1) < max(started_on) AS "isBefore" FROM pgboss.job WHERE id = ANY ($2::uuid[])`,
    [single.id, long.map(({ id }) => id)],
  );
  expect(order).toEqual({ isBefore: true });
});

test('after a change of the model documents are embedded anew on request, and are found all the while', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kipux-reembed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const before = await startTestServer({ KIPUX_DATA_DIR: folder });
  const person = await signUp(before.url);
  const text = '# Faro\n\nLa sirena suena cada 40 segundos.';
  const document = await settled(person, await upload(person, 'faro.md', text));
  await before.close();
  const provider = await startScriptedProvider();
  const changed = { ...provider.environment, EMBEDDING_MODEL: 'new-model', KIPUX_DATA_DIR: folder };
  const later = await startTestServer(changed);
  const call = async (route: string, body?: object) => {
    const headers = { cookie: person.cookie(), 'content-type': 'application/json' };
    const init = { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return (await fetch(`${later.url}${route}`, init)).json();
  };
  const models = () =>
    sql.asSystem(
      `SELECT DISTINCT c.embedding_model AS chunk, d.embedding_model AS document FROM document_chunks c
       JOIN documents d ON d.user_id = c.user_id AND d.id = c.document_id WHERE c.document_id = $1`,
      [document.id],
    );
  const search = () => call('/api/retrieval/search', { query: '¿cada cuánto suena la sirena?' });
  expect(await search()).toMatchObject({ results: [{ documentId: document.id }] });
  expect(await call('/api/documents/reembed')).toEqual({ documents: 1 });
  await expect.poll(models, { timeout: 15_000 }).toEqual([{ chunk: 'new-model', document: 'new-model' }]);
  expect(await search()).toMatchObject({ results: [{ documentId: document.id }] });
  expect(await call('/api/documents/reembed')).toEqual({ documents: 0 });
  const after = await fetch(`${later.url}/api/documents/${document.id}`, {
    headers: { cookie: person.cookie() },
  });
  expect(await after.json()).toEqual({ document });
});
