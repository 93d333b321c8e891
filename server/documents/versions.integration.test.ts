import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Document } from '#shared/entities.ts';
import { takePlace } from './takePlace.ts';
import { settled } from './testing/settled.ts';

const OLD = '# Tarifas\n\nEl amarre en el muelle norte cuesta 18 euros por metro y día.\n';
const NEW = '# Tarifas\n\nEl amarre en el muelle norte cuesta 21 euros por metro y día.\n';
const QUESTION = '¿Cuánto cuesta el amarre en el muelle norte?';
const BROKEN = '%PDF-1.4 nothing';

let server: TestServer;
let database: Database;

beforeAll(async () => {
  server = await startTestServer({}, 'hand');
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

type Wishes = { reuse?: 'true'; replaces?: string };

function upload(person: Person, content: string, query: Wishes = {}, name = 'tarifas.md') {
  return person.call(endpoints.uploadDocument, { file: new File([content], name), query });
}

async function uploaded(person: Person, content: string, query: Wishes = {}): Promise<Document> {
  return settled(person, (await upload(person, content, query)).document);
}

const filesOf = (person: Person) => readdir(path.join(server.dataDir, 'files', person.user.id));

async function idsOf(person: Person): Promise<string[]> {
  const { documents } = await person.call(endpoints.listDocuments, {});
  return documents.map(({ id }) => id);
}

async function found(person: Person): Promise<string[]> {
  const { results } = await person.call(endpoints.searchPassages, { body: { query: QUESTION } });
  return results.map(({ documentId }) => documentId);
}

test('the same file is recognised by its bytes when that is asked for, and kept once', async () => {
  const person = await signUp(server.url);
  const first = await uploaded(person, OLD);
  const form = new FormData();
  form.append('file', new File([OLD], 'otro nombre.md'));
  const again = await person.fetch('/api/documents?reuse=true', { method: 'POST', body: form });
  expect([again.status, await again.json()]).toEqual([200, { document: first, duplicate: true }]);
  expect(await filesOf(person)).toEqual([first.id]);
  const { document: second, duplicate } = await upload(person, OLD);
  expect([second.id === first.id, duplicate]).toEqual([false, undefined]);
  const { document: other } = await upload(await signUp(server.url), OLD, { reuse: 'true' });
  expect(other.id).not.toBe(first.id);
});

test('of ten uploads of the same bytes at once one document comes', async () => {
  const person = await signUp(server.url);
  const answers = await Promise.all(Array.from({ length: 10 }, () => upload(person, OLD, { reuse: 'true' })));
  expect(new Set(answers.map(({ document }) => document.id)).size).toBe(1);
  expect(answers.filter(({ duplicate }) => duplicate)).toHaveLength(9);
  expect(await filesOf(person)).toHaveLength(1);
});

test('a file that could not be read is no reason not to try its bytes again', async () => {
  const person = await signUp(server.url);
  const failed = await uploaded(person, BROKEN);
  expect(failed.status).toBe('error');
  expect((await upload(person, BROKEN, { reuse: 'true' })).document.id).not.toBe(failed.id);
});

test('a newer version takes the place of the older one when it has been read, everywhere', async () => {
  const person = await signUp(server.url);
  const older = await uploaded(person, OLD);
  const conversation = await person.newConversation('Puerto');
  const other = await uploaded(person, '# Otra cosa\n\nNada que ver con el puerto.\n');
  const { userMessage } = await person.call(endpoints.sendMessage, {
    params: { id: conversation.id },
    body: { content: QUESTION, documentIds: [other.id, older.id] },
  });
  const { cursor } = await person.call(endpoints.pullChanges, { query: {} });
  const { document: newer } = await upload(person, NEW, { replaces: older.id });
  expect(newer.replaces).toBe(older.id);
  const read = await settled(person, newer);
  expect(read).toMatchObject({ status: 'completed' });
  expect(read).not.toHaveProperty('replaces');
  expect((await idsOf(person)).toSorted()).toEqual([newer.id, other.id].toSorted());
  expect((await filesOf(person)).toSorted()).toEqual([newer.id, other.id].toSorted());
  expect(await found(person)).toEqual([newer.id]);
  const { messages } = await person.call(endpoints.listMessages, { params: { id: conversation.id } });
  expect(messages[0]?.documentIds).toEqual([other.id, newer.id]);
  const { changes } = await person.call(endpoints.pullChanges, { query: { cursor } });
  expect(changes).toContainEqual(expect.objectContaining({ type: 'document', id: older.id, deleted: true }));
  expect(changes).toContainEqual(
    expect.objectContaining({
      id: userMessage.id,
      row: expect.objectContaining({ documentIds: [other.id, newer.id] }),
    }),
  );
  expect(await leftOf(older.id)).toEqual([0, 0]);
});

const leftOf = (documentId: string) =>
  database.asSystem('test', (tx) =>
    Promise.all([
      tx.documentChunk.count({ where: { documentId } }),
      tx.documentText.count({ where: { documentId } }),
    ]),
  );

test('the older version stays when the newer one cannot be read', async () => {
  const person = await signUp(server.url);
  const older = await uploaded(person, OLD);
  const failed = await uploaded(person, BROKEN, { replaces: older.id });
  expect(failed).toMatchObject({ status: 'error', replaces: older.id });
  expect(await found(person)).toEqual([older.id]);
  const again = await uploaded(person, NEW, { replaces: older.id });
  expect(await found(person)).toEqual([again.id]);
  expect(await idsOf(person)).toEqual([again.id]);
});

test('of several newer versions the last one uploaded stays', async () => {
  const { user } = await signUp(server.url);
  const ids = { older: randomUUID(), first: randomUUID(), second: randomUUID(), third: randomUUID() };
  const versions = await database.withChanges(user.id, 4, async (tx, seqs) => {
    for (const [n, id] of Object.values(ids).entries()) {
      const file = {
        fileName: 'a',
        mimeType: 'text/plain',
        fileSizeBytes: 1,
        contentHash: '',
        seq: seqs.next(),
      };
      const replacesId = n === 0 ? null : ids.older;
      const createdAt = new Date(Date.now() + n);
      await tx.document.create({ data: { userId: user.id, id, ...file, replacesId, createdAt } });
    }
    const gone = await takePlace(tx, { userId: user.id, documentId: ids.second });
    const left = await tx.document.findMany({ where: { userId: user.id }, orderBy: { createdAt: 'asc' } });
    return { gone: gone.toSorted(), left: left.map(({ id, replacesId }) => [id, replacesId]) };
  });
  expect(versions.gone).toEqual([ids.older, ids.first].toSorted());
  expect(versions.left).toEqual([
    [ids.second, null],
    [ids.third, ids.second],
  ]);
});

test('the very same bytes as a newer version change nothing', async () => {
  const person = await signUp(server.url);
  const older = await uploaded(person, OLD);
  const twin = await uploaded(person, OLD);
  const answer = await upload(person, OLD, { replaces: older.id, reuse: 'true' });
  expect(answer).toEqual({ document: older, duplicate: true });
  expect((await idsOf(person)).toSorted()).toEqual([older.id, twin.id].toSorted());
});

test('cases 42 and 44: nobody replaces what is somebody else’s, nor reads it again', async () => {
  const [owner, other] = [await signUp(server.url), await signUp(server.url)];
  const theirs = await uploaded(owner, OLD);
  for (const id of [theirs.id, randomUUID()]) {
    await expect(upload(other, NEW, { replaces: id })).rejects.toMatchObject({ code: 'not_found' });
    const retry = other.call(endpoints.retryDocument, { params: { id } });
    await expect(retry).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(await readdir(path.join(server.dataDir, 'incoming'))).toEqual([]);
  expect(await found(owner)).toEqual([theirs.id]);
  await expect(upload(other, NEW, { replaces: 'no id' })).rejects.toMatchObject({
    code: 'validation_failed',
  });
});

test('a full plan still lets a document be replaced, but not by two', async () => {
  const person = await signUp(server.url);
  const older = await uploaded(person, OLD);
  await database.asSystem(
    'test',
    (tx) =>
      tx.$executeRaw`INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq)
      SELECT ${person.user.id}::uuid, gen_random_uuid(), 'x', 'text/plain', 1, '', 'completed', n FROM generate_series(1, 99) n`,
  );
  await expect(upload(person, NEW)).rejects.toMatchObject({ code: 'plan_limit_reached' });
  const failed = await uploaded(person, BROKEN, { replaces: older.id });
  expect(failed.status).toBe('error');
  await expect(upload(person, NEW, { replaces: older.id })).rejects.toMatchObject({
    code: 'plan_limit_reached',
  });
});

test('a document that could not be read is read again on request, as often as that is asked for', async () => {
  const person = await signUp(server.url);
  const failed = await uploaded(person, BROKEN);
  const retry = (id: string) => person.call(endpoints.retryDocument, { params: { id } });
  const answers = await Promise.all([retry(failed.id), retry(failed.id), retry(failed.id)]);
  for (const { document } of answers) {
    expect(document).toMatchObject({ id: failed.id, error: null });
    expect(['pending', 'processing']).toContain(document.status);
  }
  expect(await settled(person, failed)).toMatchObject({ status: 'error', error: { code: 'damaged' } });
  const read = await uploaded(person, OLD);
  await expect(retry(read.id)).rejects.toMatchObject({ code: 'document_already_read' });
});
