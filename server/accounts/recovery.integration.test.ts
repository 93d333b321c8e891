import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailServer, startMailServer, tokenIn } from '#platform/testing/mailServer.ts';
import { createVisitor, logIn, PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { errorBodySchema } from '#shared/errors.ts';

let mail: MailServer;
let server: TestServer;
let sql: TestSql;

beforeAll(async () => {
  sql = openTestSql();
  mail = await startMailServer();
  server = await startTestServer({ SMTP_URL: mail.url, MAIL_FROM: 'Kipux <kipux@example.org>' }, 'hand');
});

afterAll(async () => {
  await server.close();
  await mail.close();
  await sql.close();
});

const NEW_PASSWORD = 'otra frase nueva';

function post(path: string, body: object, url = server.url): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function codeOf(response: Response): Promise<string> {
  return errorBodySchema.parse(await response.json()).error.code;
}

const securityOf = ({ call }: Person) => call(endpoints.getSecurity, {});

test('a new account is asked to verify its e-mail, in its language, and is verified once by the link', async () => {
  const person = await signUp(server.url);
  await person.call(endpoints.updateAccount, { body: { settings: { locale: 'en' }, name: 'Ana <b>' } });
  expect(await securityOf(person)).toMatchObject({ emailVerified: false, pendingEmail: null, mail: true });
  const first = await mail.mailTo(person.email);
  expect(first).toMatchObject({ from: 'kipux@example.org', subject: 'Confirma tu correo en Kipux' });
  await person.call(endpoints.sendVerification, {});
  const again = await mail.mailTo(person.email, 2);
  expect(again.subject).toBe('Confirm your email for Kipux');
  expect(again.text).toContain('Hello Ana <b>,');
  expect(again.html).toContain('Ana &lt;b&gt;');
  expect(again.text).toContain(`${server.url}/confirm-email#`);
  const answer = await post('/api/auth/confirm-email', { token: tokenIn(first) });
  expect([answer.status, await answer.json()]).toEqual([200, { email: person.email }]);
  expect(await securityOf(person)).toMatchObject({ emailVerified: true });
  for (const used of [first, again]) {
    expect(await codeOf(await post('/api/auth/confirm-email', { token: tokenIn(used) }))).toBe(
      'link_invalid',
    );
  }
});

test('a forgotten password is replaced by a link that works once; all devices are out, old links too', async () => {
  const person = await signUp(server.url);
  const verification = await mail.mailTo(person.email);
  const forgot = () => post('/api/auth/forgot', { email: ` ${person.email.toUpperCase()} ` });
  expect((await forgot()).status).toBe(204);
  const token = tokenIn(await mail.mailTo(person.email, 2));
  const weak = await post('/api/auth/reset', { token, password: '1234567' });
  expect([weak.status, await codeOf(weak)]).toEqual([400, 'weak_password']);
  const wrongKind = await post('/api/auth/reset', { token: tokenIn(verification), password: NEW_PASSWORD });
  expect([wrongKind.status, await codeOf(wrongKind)]).toEqual([410, 'link_invalid']);
  const resets = await Promise.all(
    [1, 2].map(() => post('/api/auth/reset', { token, password: NEW_PASSWORD })),
  );
  expect(resets.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 410]);
  expect((await person.fetch('/api/auth/session')).status).toBe(401);
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'wrong_credentials' });
  const renewed = await logIn(server.url, { ...person, password: NEW_PASSWORD });
  expect(await securityOf(renewed)).toMatchObject({ emailVerified: true });
});

test('links are kept as hashes, end after their time, and cannot fill a mailbox', async () => {
  const person = await signUp(server.url);
  for (let n = 0; n < 5; n++) await post('/api/auth/forgot', { email: person.email });
  const token = tokenIn(await mail.mailTo(person.email, 4));
  const rows = await sql.asSystem<{ row: string }>(
    'SELECT l::text AS row FROM account_links l WHERE user_id = $1',
    [person.user.id],
  );
  expect(rows).toHaveLength(4); // three for the password, one for the address
  expect(rows.some(({ row }) => row.includes(token))).toBe(false);
  await sql.asSystem("UPDATE account_links SET expires_at = now() - interval '1 second' WHERE user_id = $1", [
    person.user.id,
  ]);
  expect(await codeOf(await post('/api/auth/reset', { token, password: NEW_PASSWORD }))).toBe('link_invalid');
  await logIn(server.url, person);
});

test('case 38: asking for an unknown e-mail looks the same, in status, body, headers and time', async () => {
  const { email } = await signUp(server.url);
  await sql.asSystem("UPDATE account_links SET created_at = now() - interval '1 day' WHERE true");
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  const seen = new Set<string>();
  for (let n = 0; n < 20; n++) {
    for (const kind of ['known', 'unknown'] as const) {
      const started = performance.now();
      const answer = await post('/api/auth/forgot', {
        email: kind === 'known' ? email : `${randomUUID()}@example.org`,
      });
      const body = await answer.text();
      times[kind].push(performance.now() - started);
      const headers = [...answer.headers.keys()].toSorted().join();
      seen.add(JSON.stringify([answer.status, body, headers]));
      await new Promise((resolve) => setTimeout(resolve, 15)); // what goes on behind the answer is over
    }
  }
  expect(seen.size).toBe(1);
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[10] ?? 0;
  // both are a millisecond or two; making the link takes several more
  expect(Math.abs(median(times.known) - median(times.unknown))).toBeLessThan(3);
});

test('another e-mail is confirmed from there and the old one is told; nobody else can be taken over by it', async () => {
  const person = await signUp(server.url);
  await mail.mailTo(person.email);
  const other = await signUp(server.url);
  const email = `${randomUUID()}@example.org`;
  const change = (to: string, password = PASSWORD) =>
    person.call(endpoints.changeEmail, { body: { email: to, password } });
  await expect(change(email, 'not it')).rejects.toMatchObject({ code: 'wrong_password' });
  await expect(change(other.email.toUpperCase())).rejects.toMatchObject({ code: 'email_taken' });
  expect(await change(email)).toMatchObject({ user: { email: person.email }, pendingEmail: email });
  expect(await securityOf(person)).toMatchObject({ pendingEmail: email });
  const told = await mail.mailTo(person.email, 2);
  expect(told.text).toContain(email);
  expect(told.text).not.toMatch(/#[\w-]{43}/);
  const token = tokenIn(await mail.mailTo(email));
  expect((await post('/api/auth/confirm-email', { token })).status).toBe(200);
  expect(await securityOf(person)).toMatchObject({ emailVerified: true, pendingEmail: null });
  await logIn(server.url, { email, password: PASSWORD });
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'wrong_credentials' });
  expect((await mail.mailTo(person.email, 3)).subject).toBe('Tu cuenta de Kipux tiene otro correo');
});

test('a change of e-mail can be given up, and another password gives it up too', async () => {
  const person = await signUp(server.url);
  const begin = () =>
    person.call(endpoints.changeEmail, {
      body: { email: `${randomUUID()}@example.org`, password: PASSWORD },
    });
  const { pendingEmail } = await begin();
  await person.call(endpoints.cancelEmailChange, {});
  const token = tokenIn(await mail.mailTo(pendingEmail ?? ''));
  expect((await post('/api/auth/confirm-email', { token })).status).toBe(410);
  const again = await begin();
  await person.call(endpoints.changePassword, {
    body: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD },
  });
  expect(await securityOf(person)).toMatchObject({ pendingEmail: null });
  const late = tokenIn(await mail.mailTo(again.pendingEmail ?? ''));
  expect((await post('/api/auth/confirm-email', { token: late })).status).toBe(410);
  await mail.mailTo(person.email, 4);
});

test('a mail that the mail server turns away for now is sent later', async () => {
  const other = await startMailServer();
  const patient = await startTestServer({ SMTP_URL: other.url });
  other.refuseNext(1);
  const { email } = await signUp(patient.url);
  expect((await other.mailTo(email)).subject).toBe('Confirma tu correo en Kipux');
  await patient.close();
  await other.close();
});

test('without a mail server everything else works, and says so', async () => {
  const silent = await startTestServer();
  const person = await signUp(silent.url);
  const options = await createVisitor(silent.url).call(endpoints.getAuthOptions, {});
  expect(options).toMatchObject({ mail: false });
  const forgot = await post('/api/auth/forgot', { email: person.email }, silent.url);
  expect([forgot.status, await codeOf(forgot)]).toEqual([409, 'mail_not_configured']);
  const email = `${randomUUID()}@example.org`;
  expect(await person.call(endpoints.changeEmail, { body: { email, password: PASSWORD } })).toMatchObject({
    user: { email },
    pendingEmail: null,
  });
  const ask = (whose: string) => person.call(endpoints.createResetLink, { body: { email: whose } });
  await sql.asSystem("UPDATE users SET role = 'user' WHERE id = $1", [person.user.id]);
  await expect(ask(email)).rejects.toMatchObject({ code: 'forbidden' });
  await sql.asSystem("UPDATE users SET role = 'admin' WHERE id = $1", [person.user.id]);
  await expect(ask('nobody@example.org')).rejects.toMatchObject({ code: 'not_found' });
  const { url } = await ask(email);
  expect(url).toMatch(new RegExp(`^${silent.url}/reset#[\\w-]{43}$`));
  const token = url.split('#')[1] ?? '';
  expect((await post('/api/auth/reset', { token, password: NEW_PASSWORD }, silent.url)).status).toBe(204);
  const back = await logIn(silent.url, { email, password: NEW_PASSWORD });
  expect(await securityOf(back)).toMatchObject({ emailVerified: false });
  await sql.asSystem("UPDATE users SET role = 'user' WHERE id = $1", [person.user.id]);
});
