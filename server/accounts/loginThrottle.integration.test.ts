import { createHash, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import bcrypt from 'bcrypt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor, PASSWORD, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { errorBodySchema } from '#shared/errors.ts';

let server: TestServer;
let sql: TestSql;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

function tryLogin(
  email: string,
  password: string,
  { at = server.url, headers = {} }: { at?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(`${at}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email, password }),
  });
}

/** As if so many guesses had just been wrong. */
function fail(email: string, failures: number) {
  return sql.asSystem(
    "INSERT INTO login_failures VALUES (encode(sha256(convert_to($1, 'utf8')), 'hex'), $2, now())",
    [email, failures],
  );
}

/** Moves all failures into the past, as if nobody had tried for a while. */
function wait(minutes: number) {
  return sql.asSystem(
    'UPDATE login_failures SET last_failed_at = last_failed_at - make_interval(mins => $1)',
    [minutes],
  );
}

test('case 37: of many guesses sent at once no more are tried than of as many in a row', async () => {
  const { email } = await signUp(server.url);
  const guesses = await Promise.all(
    Array.from({ length: 18 }, (_, n) => tryLogin(email, `guess number ${n}`)),
  );
  const tried = guesses.filter(({ status }) => status === 401).length;
  expect(tried).toBeGreaterThanOrEqual(10);
  expect(tried).toBeLessThan(10 + availableParallelism());
  const refused = guesses.find(({ status }) => status === 429);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  const body: unknown = await refused?.json();
  expect(errorBodySchema.parse(body).error).toMatchObject({
    code: 'rate_limited',
    details: { retryAfterSeconds: expect.any(Number) },
  });
});

test('case 37: no restart, spelling, address or proxy header lifts it, and the right password works after the wait', async () => {
  const { email } = await signUp(server.url);
  await fail(email, 30);
  const other = await startTestServer();
  const attempts = [
    tryLogin(email, PASSWORD),
    tryLogin(email, PASSWORD, { at: other.url }),
    tryLogin(email.toUpperCase(), PASSWORD),
    tryLogin(`  ${email} `, PASSWORD),
    tryLogin(email.replaceAll('a', '\uff41'), PASSWORD),
    tryLogin(email, PASSWORD, {
      headers: { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' },
    }),
    fetch(`${server.url}/api/auth/LOGIN/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    }),
  ];
  expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual(attempts.map(() => 429));
  await wait(2);
  expect((await tryLogin(email, PASSWORD)).status).toBe(200);
  expect((await tryLogin(email, 'one more slip')).status).toBe(401); // the success has cleared the count
});

test('case 37: an e-mail without an account is throttled like one with', async () => {
  const email = `${randomUUID()}@example.org`;
  await fail(email, 9);
  expect((await tryLogin(email, 'the tenth guess')).status).toBe(401);
  expect((await tryLogin(email, 'one too many')).status).toBe(429);
});

test('failures that count no more are forgotten by the way', async () => {
  await sql.asSystem(
    "INSERT INTO login_failures SELECT 'old ' || n, 1, now() - interval '1 day' FROM generate_series(1, 25) n",
  );
  for (let n = 0; n < 3; n++) await tryLogin(`${randomUUID()}@example.org`, 'a wrong guess');
  expect(await sql.asSystem("SELECT key FROM login_failures WHERE key LIKE 'old %'")).toEqual([]);
});

test('case 31: right logins are never refused, however many come at once, and everybody else is answered meanwhile', async () => {
  const person = await signUp(server.url);
  let answered = 0;
  const state = { isOver: false };
  const logins = Promise.all(Array.from({ length: 11 }, () => tryLogin(person.email, PASSWORD))).finally(
    () => {
      state.isOver = true;
    },
  );
  while (!state.isOver) {
    expect((await person.fetch('/api/auth/session')).status).toBe(200);
    answered += 1;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect((await logins).map(({ status }) => status)).toEqual(Array.from({ length: 11 }, () => 200));
  expect(answered).toBeGreaterThan(22); // none waits for a login, let alone for all of them
});

test('case 38: a known and an unknown e-mail take the same time', async () => {
  const { email } = await signUp(server.url);
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let n = 0; n < 5; n++) {
    for (const kind of ['known', 'unknown'] as const) {
      const started = performance.now();
      await tryLogin(kind === 'known' ? email : `${randomUUID()}@example.org`, 'a wrong guess');
      times[kind].push(performance.now() - started);
    }
  }
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[2] ?? 0;
  const ratio = median(times.known) / median(times.unknown);
  expect(Math.max(ratio, 1 / ratio)).toBeLessThan(2); // without the same work it is over 10
});

test('case 29: a hash made at a lower cost is renewed at login', async () => {
  const { email, user } = await signUp(server.url);
  const [before] = await sql.asSystem<{ hash: string }>(
    'SELECT password_hash AS hash FROM users WHERE id = $1',
    [user.id],
  );
  expect(before?.hash).toMatch(/^\$2b\$12\$/);
  const prehash = createHash('sha384').update(PASSWORD.normalize('NFC')).digest('base64');
  await sql.asSystem('UPDATE users SET password_hash = $2 WHERE id = $1', [
    user.id,
    await bcrypt.hash(prehash, 10),
  ]);
  expect((await tryLogin(email, PASSWORD)).status).toBe(200);
  const [after] = await sql.asSystem<{ hash: string }>(
    'SELECT password_hash AS hash FROM users WHERE id = $1',
    [user.id],
  );
  expect(after?.hash).toMatch(/^\$2b\$12\$/);
  expect((await tryLogin(email, PASSWORD)).status).toBe(200);
});

test('case 38: asking which e-mails have an account is slow work, from a whole network too', async () => {
  const { email } = await signUp(server.url);
  const proxied = await startTestServer({ TRUST_PROXY: '1' });
  const ask = (address: string) =>
    createVisitor(proxied.url).fetch('/api/auth/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => ask(`2001:db8:1:2::${n.toString(16)}`)),
  );
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(30);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  expect((await ask('2001:db8:1:3::1')).status).toBe(409);
});

/** As if from an address there had just been so many wrong guesses. */
function failFrom(owner: string, failures: number) {
  return sql.asSystem(
    "INSERT INTO login_failures VALUES (encode(sha256(convert_to('address ' || $1, 'utf8')), 'hex'), $2, now())",
    [owner, failures],
  );
}

test('case 37: who tries many accounts from one network is slowed, whatever address of it and whichever process is asked', async () => {
  const environment = { TRUST_PROXY: '1' };
  const [one, two] = [await startTestServer(environment), await startTestServer(environment)];
  const person = await signUp(server.url);
  await failFrom('2001:db8:9:1::/64', 400);
  const guess = (at: string, address: string) =>
    tryLogin(`${randomUUID()}@example.org`, 'a guess', { at, headers: { 'x-forwarded-for': address } });
  const started = performance.now();
  const guesses = [1, 2, 3].map((n) => guess(one.url, `2001:db8:9:1::${n}`));
  const right = tryLogin(person.email, PASSWORD, {
    at: one.url,
    headers: { 'x-forwarded-for': '2001:DB8:9:1::ffff' },
  });
  expect((await Promise.all(guesses)).map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(performance.now() - started).toBeGreaterThan(3_000);
  expect((await right).status).toBe(200); // later, and never refused
  const elsewhere = performance.now();
  await guess(two.url, '2001:db8:9:1::4');
  expect(performance.now() - elsewhere).toBeGreaterThan(1_000);
  const outside = performance.now();
  await guess(one.url, '2001:db8:9:2::1');
  expect(performance.now() - outside).toBeLessThan(1_000);
});

test('case 37: an address that a request only claims is not believed', async () => {
  const count = async () => {
    const rows = await sql.asSystem<{ failures: number }>(
      "SELECT failures FROM login_failures WHERE key = encode(sha256('address 127.0.0.1'), 'hex')",
    );
    return rows[0]?.failures ?? 0;
  };
  const before = await count();
  for (const claim of ['203.0.113.1', '203.0.113.2, 10.0.0.1']) {
    const headers = { 'x-forwarded-for': claim, 'x-real-ip': claim, forwarded: `for=${claim}` };
    await tryLogin(`${randomUUID()}@example.org`, 'a guess', { headers });
  }
  expect(await count()).toBeGreaterThanOrEqual(before + 2);
});

test('people behind one address log in without being refused, with somebody guessing among them', async () => {
  const school = await startTestServer({ TRUST_PROXY: '1' });
  const headers = { 'x-forwarded-for': '198.51.100.7' };
  const people = await Promise.all(Array.from({ length: 6 }, () => signUp(school.url)));
  await failFrom('198.51.100.7', 1_000);
  const logins = people
    .flatMap(({ email }) => [email, email])
    .map((email) => tryLogin(email, PASSWORD, { at: school.url, headers }));
  const guess = tryLogin(`${randomUUID()}@example.org`, 'a guess', { at: school.url, headers });
  expect((await Promise.all(logins)).map(({ status }) => status)).toEqual(logins.map(() => 200));
  expect((await guess).status).toBe(401);
});
