import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Document } from '#shared/entities.ts';
import { acceptUpload } from './acceptUpload.ts';
import { openFileStore } from './fileStore.ts';
import { buildDocx, buildXlsx, paragraph } from './parsing/testing/buildOffice.ts';
import { buildPdf, pageOf } from './parsing/testing/buildPdf.ts';
import { settled } from './testing/settled.ts';

const LOOM =
  '# Manual del telar\n\nEl telar de cintura se tensa con el peso del cuerpo de la tejedora. La urdimbre se prepara con lana de alpaca hilada en sentido horario. El taller de Chinchero abre los martes a las nueve y media.\n\n## Tintes\n\nLa cochinilla da un rojo intenso cuando se mezcla con alumbre; con limón vira al naranja.\n';
const HARBOUR =
  '# Harbour rules\n\nVessels longer than forty metres must request a pilot two hours before arrival. Mooring on the north quay costs 18 euros per metre and day.\n\n## Weather\n\nWhen the wind exceeds 35 knots the fuel dock is closed.\n';

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

async function upload(person: Person, name: string, content: string | Uint8Array): Promise<Document> {
  const file = new File([typeof content === 'string' ? content : new Uint8Array(content)], name);
  return (await person.call(endpoints.uploadDocument, { file })).document;
}

async function search(person: Person, query: string, documentIds?: string[]) {
  const body = { query, limit: 5, ...(documentIds === undefined ? {} : { documentIds }) };
  return (await person.call(endpoints.searchPassages, { body })).results;
}

test('uploaded files become searchable passages whose text stands at their offsets', async () => {
  const person = await signUp(server.url);
  const loom = await settled(person, await upload(person, 'telar.md', LOOM));
  const harbour = await settled(person, await upload(person, 'harbour.txt', HARBOUR));
  expect(loom).toMatchObject({
    status: 'completed',
    mimeType: 'text/markdown',
    error: null,
    progress: { step: 'finished', ratio: 1 },
  });
  const cases = [
    ['¿Qué día abre el taller de Chinchero?', loom, 'martes'],
    ['¿De qué color tiñe la cochinilla con limon?', loom, 'naranja'],
    ['What does mooring on the north quay cost?', harbour, '18 euros'],
    ['When do they close the fuel dock?', harbour, '35 knots'],
  ] as const;
  for (const [question, document, answer] of cases) {
    const [best] = await search(person, question);
    expect(best).toMatchObject({ documentId: document.id, fileName: document.fileName });
    expect(best?.text).toContain(answer);
    const { text } = await person.call(endpoints.getDocumentText, { params: { id: document.id } });
    expect(text.slice(best?.start, best?.end)).toBe(best?.text);
  }
  expect(await search(person, '¿Qué día abre el taller de Chinchero?', [harbour.id])).toEqual([]);
  expect(await search(person, 'Hola, ¿qué tal?')).toEqual([]);
});

test('a PDF gives its pages; its content comes back as an attachment that no browser interprets', async () => {
  const person = await signUp(server.url);
  const pdf = buildPdf([pageOf('El faro se encendió en 1902.'), pageOf('La sirena suena cada 40 segundos.')]);
  const document = await settled(person, await upload(person, 'faro "ñ".pdf', pdf));
  expect(document).toMatchObject({ status: 'completed', pageCount: 2, mimeType: 'application/pdf' });
  expect((await search(person, '¿cada cuánto suena la sirena?'))[0]).toMatchObject({ page: 2 });
  const content = await person.fetch(`/api/documents/${document.id}/content`);
  expect(Buffer.from(await content.arrayBuffer()).equals(pdf)).toBe(true);
  expect(content.headers.get('content-disposition')).toMatch(/^attachment;/);
  expect(content.headers.get('x-content-type-options')).toBe('nosniff');
  expect(content.headers.get('content-security-policy')).toContain('sandbox');
});

test('Word, Excel, CSV and web pages are told by their content and found by what they say', async () => {
  const person = await signUp(server.url);
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const row = (...texts: string[]) => `<row>${texts.map(cell).join('')}</row>`;
  const sheet = row('Faro', 'Altura') + row('Finisterre', '17 metros');
  const files = [
    [
      'a.docx',
      buildDocx(paragraph('La campana de niebla suena cada noventa segundos.')),
      'campana de niebla',
      'noventa',
    ],
    ['b.xlsx', buildXlsx([{ name: 'Faros', rows: sheet }]), 'altura del faro de Finisterre', '17 metros'],
    ['c.csv', 'Puerto;Calado\nMuxía;4 metros\nLaxe;6 metros\n', 'calado del puerto de Laxe', '6 metros'],
    [
      'd.html',
      '<html><body><p>El pósito de Camariñas vende percebes.</p></body></html>',
      'pósito de Camariñas',
      'percebes',
    ],
  ] as const;
  for (const [name, content, question, answer] of files) {
    expect(await settled(person, await upload(person, name, content))).toMatchObject({ status: 'completed' });
    const [best] = await search(person, question);
    expect(best).toMatchObject({ fileName: name });
    expect(best?.text).toContain(answer);
  }
});

test('a file that cannot be read says why, and its document can be deleted', async () => {
  const person = await signUp(server.url);
  const scanned = await settled(person, await upload(person, 'scan.pdf', buildPdf([[]])));
  expect(scanned).toMatchObject({ status: 'error', error: { code: 'no_text' } });
  const damaged = await settled(person, await upload(person, 'a.pdf', '%PDF-1.4 nothing'));
  expect(damaged.error?.code).toBe('damaged');
  await person.call(endpoints.deleteDocument, { params: { id: scanned.id } });
  const { documents } = await person.call(endpoints.listDocuments, {});
  expect(documents.map(({ id }) => id)).toEqual([damaged.id]);
});

test('cases 42, 44, 51: another user gets 404 everywhere, finds nothing, and ids of others find nothing', async () => {
  const [owner, other] = [await signUp(server.url), await signUp(server.url)];
  const secret = await settled(owner, await upload(owner, 'secret.md', LOOM));
  await settled(other, await upload(other, 'mine.md', HARBOUR));
  for (const [method, rest] of [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/content'],
    ['GET', '/text'],
  ] as const) {
    const response = await other.fetch(`/api/documents/${secret.id}${rest}`, { method });
    expect(`${method} ${rest} ${response.status}`).toBe(`${method} ${rest} 404`);
  }
  expect(await search(other, LOOM.slice(0, 900))).toEqual([]);
  const named = search(other, '¿Qué día abre el taller de Chinchero?', [secret.id]);
  await expect(named).rejects.toMatchObject({ code: 'not_found' });
  expect((await search(owner, '¿Qué día abre el taller de Chinchero?')).length).toBeGreaterThan(0);
});

test('case 52: deleting a document leaves no text, chunk or file, and tells devices', async () => {
  const person = await signUp(server.url);
  const document = await settled(person, await upload(person, 'telar.md', LOOM));
  await person.call(endpoints.deleteDocument, { params: { id: document.id } });
  expect((await person.fetch(`/api/documents/${document.id}`)).status).toBe(404);
  const counts = await database.asSystem('test', (tx) =>
    Promise.all([
      tx.documentChunk.count({ where: { documentId: document.id } }),
      tx.documentText.count({ where: { documentId: document.id } }),
    ]),
  );
  expect(counts).toEqual([0, 0]);
  expect(await readdir(path.join(server.dataDir, 'files', person.user.id))).toEqual([]);
  const { changes } = await person.call(endpoints.pullChanges, { query: {} });
  expect(changes.filter(({ type }) => type === 'document')).toMatchObject([
    { id: document.id, deleted: true },
  ]);
});

test('a document takes numbers of the change feed when it is created and when it is read, not for its progress', async () => {
  const person = await signUp(server.url);
  const before = (await person.call(endpoints.pullChanges, { query: {} })).cursor;
  await settled(person, await upload(person, 'telar.md', LOOM));
  const { changes } = await person.call(endpoints.pullChanges, { query: { cursor: before } });
  expect(changes).toMatchObject([{ type: 'document', seq: before + 2, row: { status: 'completed' } }]);
});

test('case 54: what Kipux does not read is refused, whatever it is called', async () => {
  const person = await signUp(server.url);
  for (const [name, content] of [
    ['a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['old.doc', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ['a.txt', '<svg xmlns="http://www.w3.org/2000/svg">'],
    ['a.pdf', 'just words'],
    ['a.md', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])],
  ] as const) {
    const form = new FormData();
    form.append('file', new Blob([content]), name);
    const response = await person.fetch('/api/documents', { method: 'POST', body: form });
    expect(`${name} ${response.status}`).toBe(`${name} 415`);
  }
  expect((await person.call(endpoints.listDocuments, {})).documents).toEqual([]);
});

test('case 53: a file name never becomes a path', async () => {
  const person = await signUp(server.url);
  const names = [
    '../../x.txt',
    '..\\..\\x.txt',
    '/etc/passwd',
    `${'n'.repeat(300)}.txt`,
    '.htaccess',
    '\u202etxt.exe.md',
    '',
  ];
  for (const name of names) {
    const document = await upload(person, name, 'content');
    expect(document.fileName).toMatch(/^[^/\\\p{Cc}\u202e]{1,255}$/u);
    await settled(person, document);
  }
  const stored = await readdir(path.join(server.dataDir, 'files', person.user.id));
  expect(stored).toHaveLength(names.length);
  expect(stored.every((name) => /^[0-9a-f-]{36}$/.test(name))).toBe(true);
  expect(await readdir(path.join(server.dataDir, 'incoming'))).toEqual([]);
});

test('case 58: odd and broken uploads are refused and leave nothing', async () => {
  const person = await signUp(server.url);
  const post = (body: string, type: string) =>
    person.fetch('/api/documents', { method: 'POST', body, headers: { 'content-type': type } });
  const part = (field: string) =>
    `--x\r\nContent-Disposition: form-data; name="${field}"; filename="a.txt"\r\n\r\nhi\r\n--x--\r\n`;
  const statuses = await Promise.all([
    post('hi', 'multipart/form-data'),
    post('hi', 'text/plain'),
    post('{}', 'application/json'),
    post(part(''), 'multipart/form-data; boundary=x'),
    post(part('other'), 'multipart/form-data; boundary=x'),
    post(part('file').slice(0, -8), 'multipart/form-data; boundary=x'),
    post('--x--', 'multipart/form-data; boundary=x'),
    post(part('file'), `multipart/form-data; boundary=${'y'.repeat(5_000)}`),
    post(part('a').repeat(50).replaceAll('--x--', '--x'), 'multipart/form-data; boundary=x'),
  ]).then((responses) => responses.map(({ status }) => status));
  expect(statuses).toEqual([400, 400, 400, 400, 400, 400, 400, 400, 400]);
  const large = new FormData();
  large.append('file', new Blob([new Uint8Array(26 * 1024 * 1024).fill(97)]), 'large.txt');
  expect((await person.fetch('/api/documents', { method: 'POST', body: large })).status).toBe(413);
  expect(await readdir(path.join(server.dataDir, 'incoming'))).toEqual([]);
});

test('case 58: who sends a file that is refused is told why, however much of it is still to come', async () => {
  const person = await signUp(server.url);
  const statusOf = async (megabytes: number, first: string): Promise<number> => {
    const form = new FormData();
    form.append('file', new Blob([first, new Uint8Array(megabytes * 1024 * 1024).fill(97)]), 'a.txt');
    return (await person.fetch('/api/documents', { method: 'POST', body: form })).status;
  };
  for (let round = 0; round < 3; round += 1) {
    expect(await statusOf(40, 'text')).toBe(413);
    expect(await statusOf(20, '{\\rtf1')).toBe(415);
  }
});

test('case 58: an upload broken off in the middle leaves no file', async () => {
  const person = await signUp(server.url);
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /api/documents HTTP/1.1\r\nHost: x\r\nCookie: ${person.cookie()}\r\nContent-Type: multipart/form-data; boundary=x\r\n` +
      `Content-Length: 100000\r\n\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${'a'.repeat(20_000)}`,
  );
  const incoming = () => readdir(path.join(server.dataDir, 'incoming'));
  await expect.poll(incoming).toHaveLength(1);
  socket.destroy();
  await expect.poll(incoming).toEqual([]);
  expect((await person.call(endpoints.listDocuments, {})).documents).toEqual([]);
});

test('an upload whose commit was not heard of keeps its file', async () => {
  const person = await signUp(server.url);
  const files = await openFileStore(server.dataDir);
  const lost: Database = {
    ...database,
    async changeAsUser(...parameters) {
      await database.changeAsUser(...parameters);
      throw new Error('the connection was lost');
    },
  };
  const jobs = { sending: () => [], announce: () => {} };
  const failed = Promise.withResolvers<unknown>();
  const receiver = createServer((request, response) => {
    acceptUpload({ database: lost, files, jobs }, person.user.id, request, {
      reuse: false,
      replaces: undefined,
    })
      .catch(failed.resolve)
      .finally(() => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const form = new FormData();
  form.append('file', new Blob([LOOM]), 'telar.md');
  await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: form });
  receiver.close();
  expect(await failed.promise).toMatchObject({ message: 'the connection was lost' });
  const [document] = (await person.call(endpoints.listDocuments, {})).documents;
  const content = await person.fetch(`/api/documents/${document?.id}/content`);
  expect([content.status, await content.text()]).toEqual([200, LOOM]);
  expect(await readdir(path.join(server.dataDir, 'incoming'))).toEqual([]);
});

test('case 59: of parallel uploads not one passes the plan’s limit', async () => {
  const person = await signUp(server.url);
  await database.asSystem(
    'test',
    (tx) =>
      tx.$executeRaw`INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq)
      SELECT ${person.user.id}::uuid, gen_random_uuid(), 'x', 'text/plain', 1, '', 'completed', n FROM generate_series(1, 95) n`,
  );
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, (_, n) => upload(person, `${n}.txt`, `text ${n}`)),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const refused = results.find((result) => result.status === 'rejected');
  expect(refused?.reason).toMatchObject({
    code: 'plan_limit_reached',
    details: { limit: 'documents', max: 100 },
  });
  const { usage } = await person.call(endpoints.getUsage, {});
  expect(usage.documents).toBe(100);
});

test('case 59: of twenty parallel uploads not one passes the plan’s bytes', async () => {
  const person = await signUp(server.url);
  const [size, room] = [100_000, 5];
  await database.asSystem(
    'test',
    (tx) =>
      tx.$executeRaw`INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq)
      VALUES (${person.user.id}::uuid, gen_random_uuid(), 'x', 'text/plain', ${500 * 1024 * 1024 - room * size - 1}, '', 'completed', 1)`,
  );
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => upload(person, `${n}.txt`, `${n} `.padEnd(size, 'a'))),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(room);
  const refused = results.find((result) => result.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'plan_limit_reached', details: { limit: 'storage' } });
  expect((await person.call(endpoints.getUsage, {})).usage.storageBytes).toBeLessThanOrEqual(
    500 * 1024 * 1024,
  );
  expect(await readdir(path.join(server.dataDir, 'files', person.user.id))).toHaveLength(room);
});
