import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#platform/testing/eventually.ts';
import { makeAdmin } from '#platform/testing/makeAdmin.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { sendRaw } from '#platform/testing/rawRequest.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { endpoints } from '#shared/endpoints/index.ts';

/** Words that stand in nothing but what a person wrote and uploaded. */
const CANARIES = { title: 'tituloxq', message: 'mensajexq', file: 'archivoxq', text: 'documentoxq' };
let server: TestServer;
let sql: TestSql;
let admin: Person;
let person: Person;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
  admin = await makeAdmin(sql, await signUp(server.url));
  person = await signUp(server.url);
  const { id } = await person.newConversation(CANARIES.title);
  const { assistantMessage } = await person.say(id, CANARIES.message);
  await person.read(assistantMessage.id);
  await upload(`${CANARIES.file}.md`, `# ${CANARIES.text}`);
  await upload(`${CANARIES.file}.pdf`, `%PDF-1.7 ${CANARIES.text}`);
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

async function upload(name: string, text: string): Promise<void> {
  const file = new FormData();
  file.append('file', new File([text], name));
  const response = await person.fetch('/api/documents', { method: 'POST', body: file });
  const { document } = endpoints.uploadDocument.success.body.parse(await response.json());
  await eventually(
    async () => (await person.call(endpoints.getDocument, { params: { id: document.id } })).document.status,
    (status) => status === 'completed' || status === 'error',
  );
}

/** What is asked of each endpoint, so that it has as much to say as it can. */
const ASKED: Record<string, { query?: string[]; body?: object }> = {
  listUsers: { query: ['?limit=200', '?search=xq', `?search=`] },
  listJobs: { query: ['?state=waiting&limit=200', '?state=active', '?state=failed&limit=200'] },
  getUsageByDay: { query: ['?from=2026-01-01&to=2026-12-31'] },
  getUsageByModel: { query: ['?from=2026-01-01&to=2026-12-31'] },
  getUsageByUser: { query: ['?from=2026-01-01&to=2026-12-31&limit=200'] },
  listAuditLog: { query: ['?limit=200'] },
  setUserRole: { body: { role: 'user' } },
  assignPlan: { body: { plan: 'pro' } },
  updateAdminSettings: { body: { allowedModels: null } },
  retryJobs: { body: { jobs: [{ userId: crypto.randomUUID(), id: crypto.randomUUID() }] } },
};

test('no answer of the desk has a word of what somebody wrote or uploaded, nor a title or file name', async () => {
  const forAdmins = Object.entries<Endpoint>(endpoints)
    .filter(([, { path }]) => path.startsWith('/api/admin'))
    .toSorted(([, a], [, b]) => Number(a.method !== 'GET') - Number(b.method !== 'GET'));
  let answered = 0;
  // twice: the second time the log tells of the acts of the first
  for (const [name, { method, path }] of [...forAdmins, ...forAdmins]) {
    const { query = [''], body = {} } = ASKED[name] ?? {};
    for (const parameters of query) {
      const { status, text } = await sendRaw(server.url, {
        method,
        path: path.replace(/:\w+/, person.user.id) + parameters,
        headers: { cookie: admin.cookie(), 'content-type': 'application/json' },
        body: method === 'GET' ? '' : JSON.stringify(body),
      });
      if (status < 300) answered += 1;
      for (const [what, canary] of Object.entries(CANARIES)) {
        expect([name, status < 500, what, text.includes(canary)]).toEqual([name, true, what, false]);
      }
    }
  }
  expect(answered).toBeGreaterThan(30);
  const failed = await admin.call(endpoints.listJobs, { query: { state: 'failed', limit: 200 } });
  expect(failed.jobs.filter(({ user }) => user?.id === person.user.id)).toMatchObject([
    { reason: 'damaged' },
  ]);
  const { user } = await admin.call(endpoints.getUser, { params: { id: person.user.id } });
  expect(user).toMatchObject({ conversations: 1, messages: 2, documents: 2 });
});
