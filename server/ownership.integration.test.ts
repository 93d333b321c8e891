import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#platform/testing/eventually.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { type RawResponse, sendRaw } from '#platform/testing/rawRequest.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { type EndpointName, endpoints } from '#shared/endpoints/index.ts';

type Ids = { conversation: string; message: string; answer: string; document: string; device: string };

/** One try of B with an id of A's: as path, query or body, together with what B has. `status` if not 404. */
type Attempt = { id?: string | undefined; query?: string; body?: object; status?: number };

const NO_IDS = () => [];
const onDocument = (_own: Ids, { document }: Ids): Attempt[] => [{ id: document }];

/** Whosever it is. */
const forAdmins = (_own: Ids, { conversation }: Ids): Attempt[] => [{ id: conversation, status: 403 }];

/**
 * How each endpoint is tried with somebody else's ids. Creating under an id that somebody else has is allowed: ids are a
 * user's own, and nobody learns by it what others have.
 */
const MATRIX: Record<EndpointName, (own: Ids, theirs: Ids) => Attempt[]> = {
  register: NO_IDS,
  login: NO_IDS,
  logout: NO_IDS,
  getSession: NO_IDS,
  getAccount: NO_IDS,
  updateAccount: (_own, { message }) => [{ body: { changeId: message, name: 'B' }, status: 200 }],
  changePassword: NO_IDS,
  getAuthOptions: NO_IDS,
  forgotPassword: NO_IDS,
  resetPassword: NO_IDS,
  confirmEmail: NO_IDS,
  getSecurity: NO_IDS,
  exportAccount: NO_IDS,
  deleteAccount: NO_IDS,
  loginSecondFactor: NO_IDS,
  beginTwoFactor: NO_IDS,
  confirmTwoFactor: NO_IDS,
  endTwoFactor: NO_IDS,
  renewRecoveryCodes: NO_IDS,
  changeEmail: NO_IDS,
  cancelEmailChange: NO_IDS,
  sendVerification: NO_IDS,
  createResetLink: NO_IDS,
  getRegistration: NO_IDS,
  updateRegistration: NO_IDS,
  listInvitations: NO_IDS,
  createInvitation: NO_IDS,
  deleteInvitation: forAdmins,
  listUsers: NO_IDS,
  getUser: forAdmins,
  suspendUser: forAdmins,
  restoreUser: forAdmins,
  setUserRole: forAdmins,
  assignPlan: forAdmins,
  endUserSessions: forAdmins,
  deleteUser: forAdmins,
  listSubscriptions: NO_IDS,
  listAdminPlans: NO_IDS,
  createPlan: NO_IDS,
  updatePlan: forAdmins,
  retirePlan: forAdmins,
  offerPlan: forAdmins,
  getOverview: NO_IDS,
  getUsageByDay: NO_IDS,
  getUsageByModel: NO_IDS,
  getUsageByUser: NO_IDS,
  listJobs: NO_IDS,
  retryJobs: NO_IDS,
  getHealth: NO_IDS,
  sendTestMail: NO_IDS,
  getAdminSettings: NO_IDS,
  updateAdminSettings: NO_IDS,
  listAuditLog: NO_IDS,
  listDevices: NO_IDS,
  endDevice: (_own, { device }) => [{ id: device }],
  endOtherDevices: NO_IDS,
  getSubscription: NO_IDS,
  beginCheckout: NO_IDS,
  openBillingPortal: NO_IDS,
  receivePaymentEvent: NO_IDS,
  getUsage: NO_IDS,
  updateCaps: NO_IDS,
  listPlans: NO_IDS,
  listConversations: NO_IDS,
  createConversation: (_own, { message }) => [{ body: { id: message }, status: 201 }],
  getConversation: (_own, { conversation }) => [{ id: conversation }],
  updateConversation: (own, theirs) => [
    { id: theirs.conversation, body: { title: 'mine now', pinned: true } },
    { id: own.conversation, body: { activeLeafId: theirs.answer } },
    { id: theirs.conversation, body: { activeLeafId: own.answer } },
    { id: own.conversation, body: { changeId: theirs.answer, title: 'mine' }, status: 200 },
  ],
  deleteConversation: (_own, { conversation }) => [{ id: conversation }],
  listMessages: (_own, { conversation }) => [
    { id: conversation },
    { id: conversation, query: '?order=newest&limit=1' },
  ],
  sendMessage: (own, theirs) => [
    { id: theirs.conversation, body: { content: 'from B' } },
    { id: theirs.conversation, body: { content: 'from B', parentId: theirs.answer } },
    { id: own.conversation, body: { content: 'from B', parentId: theirs.answer } },
    { id: own.conversation, body: { content: 'from B', id: theirs.conversation }, status: 202 },
    { id: own.conversation, body: { content: 'from B', documentIds: [own.document, theirs.document] } },
  ],
  streamMessage: (_own, { answer }) => [{ id: answer }],
  getRetrieval: (_own, { answer }) => [{ id: answer }],
  stopMessage: (_own, { answer }) => [{ id: answer }],
  regenerateMessage: (own, theirs) => [
    { id: theirs.answer, body: {} },
    { id: own.answer, body: { id: theirs.message }, status: 202 },
  ],
  search: NO_IDS,
  // `replaces` in the query: see documents.integration.test.ts, since it comes with a file.
  uploadDocument: NO_IDS,
  retryDocument: onDocument,
  reembedDocuments: NO_IDS,
  listDocuments: NO_IDS,
  getDocument: onDocument,
  deleteDocument: onDocument,
  getDocumentContent: onDocument,
  getDocumentText: onDocument,
  searchPassages: (_own, { document }) => [{ body: { query: 'secreto', documentIds: [document] } }],
  pullChanges: NO_IDS,
  watchChanges: NO_IDS,
  listModels: NO_IDS,
  health: NO_IDS,
  readiness: NO_IDS,
  metrics: NO_IDS,
};

const SECRET = 'secreto-de-ana';
let server: TestServer;
let sql: TestSql;
let ana: Person;
let ben: Person;
let anas: Ids;
let bens: Ids;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
  // The first account of all runs the server, and may do more than these two.
  await signUp(server.url);
  [ana, ben] = await Promise.all([signUp(server.url), signUp(server.url)]);
  [anas, bens] = await Promise.all([fill(ana, SECRET), fill(ben, 'de Ben')]);
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

/** A conversation with an answer that is complete, and a document that has been read. */
async function fill(person: Person, text: string): Promise<Ids> {
  const { id } = await person.newConversation(text);
  const { userMessage, assistantMessage } = await person.say(id, text);
  await person.read(assistantMessage.id);
  const file = new FormData();
  file.append(
    'file',
    new File([`# Título\n\n${text} en un documento.`], `${text}.md`, { type: 'text/markdown' }),
  );
  const upload = await person.fetch('/api/documents', { method: 'POST', body: file });
  const { document } = endpoints.uploadDocument.success.body.parse(await upload.json());
  await readToTheEnd(person, document.id);
  const { devices } = await person.call(endpoints.listDevices, {});
  return {
    conversation: id,
    message: userMessage.id,
    answer: assistantMessage.id,
    document: document.id,
    device: devices[0]?.id ?? '',
  };
}

async function readToTheEnd(person: Person, id: string): Promise<void> {
  const status = await eventually(
    async () => (await person.call(endpoints.getDocument, { params: { id } })).document.status,
    (now) => now === 'completed' || now === 'error',
  );
  expect(status).toBe('completed');
}

function ask(person: Person, { method, path }: Endpoint, attempt: Attempt): Promise<RawResponse> {
  return sendRaw(server.url, {
    method,
    path: path.replace(/:\w+/, attempt.id ?? '') + (attempt.query ?? ''),
    headers: { cookie: person.cookie(), 'content-type': 'application/json' },
    body: attempt.body === undefined ? '' : JSON.stringify(attempt.body),
  });
}

/** Everything the database has of one user, as text. */
async function rowsOf({ user }: Person): Promise<string[]> {
  const tables = await sql.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity ORDER BY 1",
  );
  const dumps = tables.map(async ({ name }) => {
    const owner = name === 'users' ? 'id' : 'user_id';
    const rows = await sql.asSystem<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM ${name} t WHERE ${owner} = $1 ORDER BY 1`,
      [user.id],
    );
    return rows.map(({ row }) => `${name} ${row}`);
  });
  return (await Promise.all(dumps)).flat();
}

test('cases 42 and 45: every endpoint that takes an id has its entry in the matrix', () => {
  expect(Object.keys(MATRIX).toSorted()).toEqual(Object.keys(endpoints).toSorted());
  const none: Ids = { conversation: '', message: '', answer: '', document: '', device: '' };
  const withIds = Object.entries<Endpoint>(endpoints).filter(
    ([, { params, body }]) =>
      params !== undefined || Object.keys(body?.shape ?? {}).some((name) => /id$|ids$/i.test(name)),
  );
  expect(withIds.length).toBeGreaterThan(10);
  for (const [name, attempts] of Object.entries(MATRIX)) {
    const isInMatrix = attempts(none, none).length > 0;
    expect([name, isInMatrix]).toEqual([name, withIds.some(([other]) => other === name)]);
  }
});

test('cases 42 to 45: with somebody else’s ids everything is not found, and nothing of theirs changes', async () => {
  const before = await rowsOf(ana);
  expect(before.length).toBeGreaterThan(5);
  for (const [name, attempts] of Object.entries(MATRIX)) {
    const endpoint = Object.entries<Endpoint>(endpoints).find(([other]) => other === name)?.[1];
    for (const attempt of endpoint === undefined ? [] : attempts(bens, anas)) {
      const theirs = await ask(ben, endpoint ?? endpoints.health, attempt);
      expect([name, attempt, theirs.status]).toEqual([name, attempt, attempt.status ?? 404]);
      expect([name, attempt, theirs.text.includes(SECRET)]).toEqual([name, attempt, false]);
    }
  }
  expect(await rowsOf(ana)).toEqual(before);
});

test('case 42: not found sounds the same for what is somebody else’s and for what is not there', async () => {
  const answers = [anas.conversation, randomUUID()].map(async (id) => {
    const { status, text } = await ask(ben, endpoints.getConversation, { id });
    return [status, text.replace(/"requestId":"[^"]*"/, '')];
  });
  const [theirs, nobodys] = await Promise.all(answers);
  expect(theirs).toEqual(nobodys);
});

test('two people may have the same id, each for something of their own', async () => {
  const before = await rowsOf(ana);
  const chosen = { id: anas.conversation, title: 'de Ben' };
  expect((await ask(ben, endpoints.createConversation, { body: chosen })).status).toBe(201);
  expect(await rowsOf(ana)).toEqual(before);
  const { text } = await ask(ben, endpoints.listMessages, { id: anas.conversation });
  expect(JSON.parse(text)).toEqual({ messages: [] });
  expect((await ask(ben, endpoints.deleteConversation, { id: anas.conversation })).status).toBe(204);
  expect(await rowsOf(ana)).toEqual(before);
});

test('without a session nothing but the public endpoints answers', async () => {
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const { status } = await sendRaw(server.url, {
      method: endpoint.method,
      path: endpoint.path.replace(/:\w+/, anas.conversation),
      headers: { 'content-type': 'application/json' },
    });
    expect([name, status === 401]).toEqual([name, endpoint.auth !== 'public']);
  }
});

test('case 43: a message belongs to its conversation, of one’s own too', async () => {
  const other = await fill(ana, 'otra');
  const attempts: [Endpoint, Attempt][] = [
    [endpoints.sendMessage, { id: other.conversation, body: { content: 'x', parentId: anas.answer } }],
    [endpoints.updateConversation, { id: other.conversation, body: { activeLeafId: anas.answer } }],
  ];
  for (const [endpoint, attempt] of attempts) expect((await ask(ana, endpoint, attempt)).status).toBe(404);
});

test('what one person has is in no list, search or feed of another', async () => {
  const paths = [
    '/api/conversations',
    '/api/search?q=secreto',
    '/api/sync',
    '/api/account',
    '/api/auth/session',
    '/api/documents',
  ];
  for (const path of paths) {
    const own = await (await ana.fetch(path)).text();
    const theirs = await (await ben.fetch(path)).text();
    const isOfAna = (text: string) => text.includes(SECRET) || text.includes(ana.email);
    expect([path, isOfAna(own), isOfAna(theirs)]).toEqual([path, true, false]);
  }
});

test('case 48: no answer has a field that is nobody’s business', async () => {
  const forbidden =
    /"(passwordHash|password_hash|password|userId|user_id|requestHash|request_hash|tsv|embedding|storagePath|storage_path|sess|sid|settingsSeq|changeSeq|titleByUser|foldedTitle|position|owner)"/;
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    if (name === 'logout' || endpoint.method === 'DELETE') continue;
    const isMessage = endpoint.path.startsWith('/api/messages');
    const id = endpoint.path.startsWith('/api/documents')
      ? anas.document
      : isMessage
        ? anas.answer
        : anas.conversation;
    const body = { content: 'x', query: 'x' };
    const field = Object.keys(body).find((key) => key in (endpoint.body?.shape ?? {}));
    const { text } = await ask(ana, endpoint, {
      id,
      query: name === 'search' ? '?q=secreto' : '',
      ...(endpoint.body === undefined ? {} : { body: field === undefined ? {} : { [field]: 'x' } }),
    });
    expect([name, forbidden.exec(text)?.[0]]).toEqual([name, undefined]);
  }
});
