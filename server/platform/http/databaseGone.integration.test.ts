import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorBodySchema } from '#shared/errors.ts';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../../scripts/embeddedDatabase/index.ts';
import { type DatabaseLine, startLine } from '../testing/databaseLine.ts';
import { eventually } from '../testing/eventually.ts';
import { type Person, signUp } from '../testing/person.ts';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let folder: string;
let database: EmbeddedDatabase;
let line: DatabaseLine;
let server: TestServer;
let person: Person;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kipux-gone-'));
  database = await startEmbeddedDatabase({ dataDir: folder });
  line = await startLine(database.url);
  server = await startTestServer({ DATABASE_URL: line.url }, 'hand');
  person = await signUp(server.url);
});

afterAll(async () => {
  line.cut();
  await server.close();
  await line.close();
  await database.stop();
  await rm(folder, { recursive: true });
});

test('case 62: without its database the server says so at once, and serves again when it is back', async () => {
  const { id } = await person.newConversation('Antes');
  line.cut();
  const started = performance.now();
  const paths = [
    '/api/conversations',
    `/api/conversations/${id}/messages`,
    '/api/sync',
    '/api/sync/events',
    '/api/auth/session',
    '/api/plans',
    '/readyz',
  ];
  for (const address of paths) {
    const response = await person.fetch(address);
    const { error } = errorBodySchema.parse(await response.json());
    expect([address, response.status, error.code]).toEqual([address, 503, 'unavailable']);
    expect([address, Number(response.headers.get('retry-after')) >= 1]).toEqual([address, true]);
  }
  const write = person.newConversation('Durante');
  await expect(write).rejects.toMatchObject({ code: 'unavailable' });
  const login = await person.fetch('/api/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: person.email, password: person.password }),
  });
  expect(login.status).toBe(503);
  expect((await person.fetch('/healthz')).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(5_000);

  line.mend();
  const back = await eventually(
    async () => (await person.fetch('/api/conversations')).status,
    (status) => status === 200,
  );
  expect(back).toBe(200);
  expect((await person.newConversation('Después')).title).toBe('Después');
});
