import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startMailServer, tokenIn } from '#platform/testing/mailServer.ts';
import { createVisitor, logIn, PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { errorBodySchema } from '#shared/errors.ts';
import { startEmbeddedDatabase } from '../../scripts/embeddedDatabase/index.ts';
import { startServer } from '../main.ts';

// A database of its own: here it matters that there is nobody yet.
let folder: string;
let database: Awaited<ReturnType<typeof startEmbeddedDatabase>>;
let sql: TestSql;

const OUTSIDE = { PUBLIC_URL: 'https://kipux.example.org', SESSION_SECRET: 'x'.repeat(40) };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kipux-registration-'));
  database = await startEmbeddedDatabase({ dataDir: path.join(folder, 'database') });
  await (await startServer(environment())).close(); // migrates
  sql = openTestSql(database.url);
});

afterAll(async () => {
  await sql.close();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await sql.asSystem('DELETE FROM users WHERE true');
  await sql.query("DELETE FROM server_state WHERE key <> 'epoch'");
});

function environment(more: Record<string, string> = {}) {
  return { DATABASE_URL: database.url, KIPUX_DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'fatal', ...more };
}

const start = (more: Record<string, string> = {}) => startTestServer(environment(more));

async function register(url: string, body: object) {
  const response = await fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${crypto.randomUUID()}@example.org`, password: PASSWORD, ...body }),
  });
  const answer: unknown = await response.json();
  if (response.status !== 201) return errorBodySchema.parse(answer).error.code;
  return endpoints.register.success.body.parse(answer).user.role;
}

const optionsOf = (url: string) => createVisitor(url).call(endpoints.getAuthOptions, {});

async function admin(url: string): Promise<Person> {
  const person = await signUp(url);
  expect(person.user.role).toBe('admin');
  return person;
}

test('on loopback the first account is the admin, whoever else comes at the same moment, and then anybody may come', async () => {
  const { url } = await start();
  expect(await optionsOf(url)).toMatchObject({ registration: 'open', setupCode: false });
  const roles = await Promise.all([1, 2, 3].map(() => register(url, {})));
  expect(roles.toSorted()).toEqual(['admin', 'user', 'user']);
});

test('elsewhere the first account needs the code that the start printed; it makes one admin, once', async () => {
  const server = await startServer(environment(OUTSIDE));
  const { address, setupCode = '' } = server;
  expect(setupCode).toMatch(/^([A-Z2-9]{4}-){4}[A-Z2-9]{4}$/);
  expect(await optionsOf(address)).toMatchObject({ registration: 'invitation', setupCode: true });
  const stored = await sql.query<{ key: string }>('SELECT key FROM server_state');
  expect(JSON.stringify(stored)).not.toContain(setupCode);
  expect(await register(address, {})).toBe('setup_code_required');
  expect(await register(address, { setupCode: 'ABCD-ABCD-ABCD-ABCD-ABCD' })).toBe('setup_code_required');
  const written = setupCode.toLowerCase().replaceAll('-', ' ');
  const roles = await Promise.all([1, 2].map(() => register(address, { setupCode: written })));
  expect(roles.toSorted()).toEqual(['admin', 'invitation_required']);
  expect(await register(address, { setupCode })).toBe('invitation_required');
  expect(await optionsOf(address)).toMatchObject({ setupCode: false });
  await server.close();
  const again = await startServer(environment(OUTSIDE));
  expect(again.setupCode).toBeUndefined();
  await again.close();
});

test('an invitation makes one account, for whom it was meant, within its time', async () => {
  const { url } = await start({ REGISTRATION: 'invitation' });
  const { call } = await admin(url);
  const invite = async (body: { email?: string } = {}) => {
    const { url: link, invitation } = await call(endpoints.createInvitation, { body });
    expect(link.startsWith(`${url}/register#`)).toBe(true);
    return { token: link.split('#')[1] ?? '', id: invitation.id };
  };
  expect(await register(url, {})).toBe('invitation_required');
  expect(await register(url, { invitation: 'x'.repeat(43) })).toBe('link_invalid');
  const { token } = await invite();
  const uses = await Promise.all([1, 2, 3].map(() => register(url, { invitation: token })));
  expect(uses.toSorted()).toEqual(['link_invalid', 'link_invalid', 'user']);
  const meant = await invite({ email: ' Eva@Example.org ' });
  expect(await register(url, { invitation: meant.token })).toBe('link_invalid');
  expect(await register(url, { invitation: meant.token, email: 'eva@example.org' })).toBe('user');
  const back = await invite();
  await call(endpoints.deleteInvitation, { params: { id: back.id } });
  expect(await register(url, { invitation: back.token })).toBe('link_invalid');
  const old = await invite();
  expect((await call(endpoints.listInvitations, {})).invitations).toHaveLength(1);
  await sql.asSystem("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE true");
  expect(await register(url, { invitation: old.token })).toBe('link_invalid');
  expect((await call(endpoints.listInvitations, {})).invitations).toEqual([]);
});

test('an invitation is mailed where mail is sent', async () => {
  const mail = await startMailServer();
  const { url } = await start({ REGISTRATION: 'invitation', SMTP_URL: mail.url });
  const { call } = await admin(url);
  const { isMailed, url: link } = await call(endpoints.createInvitation, {
    body: { email: 'eva@example.org' },
  });
  expect(isMailed).toBe(true);
  expect(link).toContain(tokenIn(await mail.mailTo('eva@example.org')));
  await mail.close();
});

test('an admin decides who may register, unless the environment does; nobody else is asked', async () => {
  const { url } = await start();
  const { call } = await admin(url);
  const other = await signUp(url);
  const decide = (mode: 'open' | 'invitation' | 'closed') =>
    call(endpoints.updateRegistration, { body: { mode } });
  expect(await call(endpoints.getRegistration, {})).toEqual({ mode: 'open', isFixed: false });
  expect(await decide('closed')).toEqual({ mode: 'closed', isFixed: false });
  expect(await register(url, {})).toBe('registration_closed');
  expect(await optionsOf(url)).toMatchObject({ registration: 'closed' });
  const restarted = await start();
  expect(await register(restarted.url, {})).toBe('registration_closed');
  for (const endpoint of [endpoints.getRegistration, endpoints.listInvitations]) {
    await expect(other.call(endpoint, {})).rejects.toMatchObject({ code: 'forbidden' });
  }
  await expect(other.call(endpoints.updateRegistration, { body: { mode: 'open' } })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(other.call(endpoints.createInvitation, { body: {} })).rejects.toMatchObject({
    code: 'forbidden',
  });
  const fixed = await start({ REGISTRATION: 'open' });
  expect(await register(fixed.url, {})).toBe('user');
  const late = createVisitor(fixed.url);
  await late.call(endpoints.register, { body: { email: 'late@example.org', password: PASSWORD } });
  await sql.asSystem("UPDATE users SET role = 'admin' WHERE email = 'late@example.org'");
  await expect(late.call(endpoints.updateRegistration, { body: { mode: 'closed' } })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('the last admin can neither be demoted, suspended nor deleted, not even by themselves, until there is another', async () => {
  const { url } = await start();
  const last = await admin(url);
  const other = await signUp(url);
  const mine = { params: { id: last.user.id } };
  const ends = [
    () => last.call(endpoints.setUserRole, { ...mine, body: { role: 'user' } }),
    () => last.call(endpoints.suspendUser, mine),
    () => last.call(endpoints.deleteUser, mine),
    () => last.call(endpoints.deleteAccount, { body: { password: PASSWORD } }),
  ];
  const outcomes = () =>
    Promise.all(
      ends.map((end) =>
        end().then(
          () => 'done',
          (error: unknown) => error,
        ),
      ),
    );
  const refused = expect.objectContaining({ code: 'last_admin' }) as unknown;
  expect(await outcomes()).toEqual([refused, refused, refused, refused]);
  await last.call(endpoints.setUserRole, { params: { id: other.user.id }, body: { role: 'admin' } });
  // one who cannot log in is no other
  await last.call(endpoints.suspendUser, { params: { id: other.user.id } });
  expect(await outcomes()).toEqual([refused, refused, refused, refused]);
  await last.call(endpoints.restoreUser, { params: { id: other.user.id }, body: {} });
  const second = await logIn(url, other);
  // both at once: one of them stays
  const both = await Promise.allSettled([
    last.call(endpoints.suspendUser, { params: { id: other.user.id } }),
    second.call(endpoints.suspendUser, mine),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a server whose accounts are from before there were admins says so', async () => {
  const first = await startServer(environment());
  expect(first.lacksAdmin).toBe(false);
  await signUp(first.url);
  await sql.asSystem("UPDATE users SET role = 'user' WHERE true");
  await first.close();
  const second = await startServer(environment());
  expect(second.lacksAdmin).toBe(true);
  await second.close();
});
