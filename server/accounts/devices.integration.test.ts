import { afterAll, beforeAll, expect, test } from 'vitest';
import { logIn, PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { errorBodySchema } from '#shared/errors.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
/** Server processes that belong together. */
const SAME_SECRET = { SESSION_SECRET: 'of one installation, with several processes' };
let server: TestServer;
let sql: TestSql;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer(SAME_SECRET, 'hand');
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

const devicesOf = async ({ call }: Person) => (await call(endpoints.listDevices, {})).devices;
const statusOf = async ({ fetch }: Person) => (await fetch('/api/auth/session')).status;

function post(person: Person, path: string, body: object): Promise<Response> {
  return person.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function codeOf(response: Response): Promise<string> {
  return errorBodySchema.parse(await response.json()).error.code;
}

/** An open event stream: resolves with the time at which the server ended it. */
async function openStream(person: Person, url = server.url): Promise<{ ended: Promise<number> }> {
  const response = await fetch(`${url}/api/sync/events`, { headers: { cookie: person.cookie() } });
  expect(response.status).toBe(200);
  const ended = response.text().then(
    () => performance.now(),
    () => performance.now(),
  );
  return { ended };
}

test('the devices are listed with what they are, where from and when, and give no session away', async () => {
  const person = await signUp(server.url);
  await person.fetch('/api/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': FIREFOX },
    body: JSON.stringify({ email: person.email, password: PASSWORD }),
  });
  const other = await logIn(server.url, person);
  await sql.query(
    "UPDATE session SET last_used_at = now() - interval '3 days' WHERE user_id = $1 AND sess ->> 'userAgent' = $2",
    [person.user.id, FIREFOX],
  );
  const devices = await devicesOf(other);
  expect(devices).toEqual([
    expect.objectContaining({ kind: 'program', app: 'node', address: '127.0.0.1', isCurrent: true }),
    expect.objectContaining({ kind: 'browser', app: 'Firefox', system: 'Linux', isCurrent: false }),
  ]);
  const age = Date.now() - Date.parse(devices[1]?.lastUsedAt ?? '');
  expect(age).toBeGreaterThan(2 * 86_400_000);
  const sids = await sql.query<{ sid: string }>('SELECT sid FROM session WHERE user_id = $1', [
    person.user.id,
  ]);
  for (const { sid } of sids) expect(JSON.stringify(devices)).not.toContain(sid.slice(0, 12));
  expect(await statusOf(person)).toBe(200);
  expect(Date.parse((await devicesOf(person))[0]?.lastUsedAt ?? '')).toBeGreaterThan(Date.now() - 5_000);
});

test('case 36: a device that is signed out is out with its next request, and its streams end within a second, on another server process too', async () => {
  const person = await signUp(server.url);
  const other = await logIn(server.url, person);
  const elsewhere = await startTestServer(SAME_SECRET);
  const streams = [await openStream(other), await openStream(other, elsewhere.url)];
  const kept = await openStream(person);
  const theirs = (await devicesOf(person)).find(({ isCurrent }) => !isCurrent);
  const started = performance.now();
  await person.call(endpoints.endDevice, { params: { id: theirs?.id ?? '' } });
  expect(await statusOf(other)).toBe(401);
  const ends = await Promise.all(streams.map(({ ended }) => ended));
  expect(Math.max(...ends) - started).toBeLessThan(1_000);
  expect(await statusOf(person)).toBe(200);
  const pause = new Promise((resolve) => setTimeout(resolve, 700, 'still open'));
  expect(await Promise.race([kept.ended, pause])).toBe('still open');
  expect(await codeOf(await person.fetch(`/api/account/devices/${theirs?.id}`, { method: 'DELETE' }))).toBe(
    'not_found',
  );
});

test('all other devices can be signed out at once, and one’s own like any', async () => {
  const person = await signUp(server.url);
  const others = [await logIn(server.url, person), await logIn(server.url, person)];
  await person.call(endpoints.endOtherDevices, {});
  expect(await Promise.all(others.map(statusOf))).toEqual([401, 401]);
  const [own] = await devicesOf(person);
  await person.call(endpoints.endDevice, { params: { id: own?.id ?? '' } });
  expect(person.cookie()).toBe('kipux=');
  expect(await statusOf(person)).toBe(401);
});

test('case 36: who is suspended loses open streams within a second', async () => {
  const person = await signUp(server.url);
  const { ended } = await openStream(person);
  const started = performance.now();
  await sql.asSystem('UPDATE users SET suspended_at = now() WHERE id = $1', [person.user.id]);
  expect((await ended) - started).toBeLessThan(1_000);
});

test('case 32: another password asks for the present one, ends all other sessions and renews this one', async () => {
  const person = await signUp(server.url);
  const other = await logIn(server.url, person);
  const stream = await openStream(other);
  const before = person.cookie();
  const wrong = await post(person, '/api/account/password', {
    currentPassword: 'not it',
    newPassword: 'una frase nueva',
  });
  expect([wrong.status, await codeOf(wrong)]).toEqual([403, 'wrong_password']);
  const weak = await post(person, '/api/account/password', {
    currentPassword: PASSWORD,
    newPassword: '1234567',
  });
  expect([weak.status, await codeOf(weak)]).toEqual([400, 'weak_password']);
  expect(await statusOf(other)).toBe(200);
  const done = await post(person, '/api/account/password', {
    currentPassword: PASSWORD,
    newPassword: 'una frase nueva',
  });
  expect(done.status).toBe(204);
  const answered = performance.now();
  expect((await stream.ended) - answered).toBeLessThan(1_000);
  expect([await statusOf(person), await statusOf(other)]).toEqual([200, 401]);
  expect(person.cookie()).not.toBe(before);
  const replay = await fetch(`${server.url}/api/auth/session`, { headers: { cookie: before } });
  expect(replay.status).toBe(401);
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'wrong_credentials' });
  await logIn(server.url, { ...person, password: 'una frase nueva' });
});

test('case 37: the password asked of who is signed in cannot be guessed either', async () => {
  const person = await signUp(server.url);
  const key = "encode(sha256(convert_to($1, 'utf8')), 'hex')";
  await sql.asSystem(`INSERT INTO login_failures VALUES (${key}, 30, now())`, [person.email]);
  const guess = await post(person, '/api/account/password', {
    currentPassword: PASSWORD,
    newPassword: 'una frase nueva',
  });
  expect(guess.status).toBe(429);
});
