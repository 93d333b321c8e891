import { afterAll, beforeAll, expect, test } from 'vitest';
import { logIn, PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';

const DAY_MS = 86_400_000;
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

async function statusOf({ fetch }: Person): Promise<number> {
  const response = await fetch('/api/auth/session');
  await response.text(); // its last byte comes when the session is saved
  return response.status;
}

function sessionsOf(person: Person) {
  return sql.query<{ sess: Record<string, unknown>; days: number }>(
    `SELECT sess, round(extract(epoch FROM expire - now()) / 86400)::int AS days FROM session WHERE user_id = $1`,
    [person.user.id],
  );
}

function change(person: Person, field: string, value: number) {
  return sql.query(
    'UPDATE session SET sess = jsonb_set(sess::jsonb, ARRAY[$2], to_jsonb($3::bigint))::json WHERE user_id = $1',
    [person.user.id, field, value],
  );
}

test('case 35: a session that was not used for 30 days is over', async () => {
  const person = await signUp(server.url);
  expect((await sessionsOf(person))[0]?.days).toBe(30);
  await sql.query("UPDATE session SET expire = now() - interval '1 second' WHERE user_id = $1", [
    person.user.id,
  ]);
  expect(await statusOf(person)).toBe(401);
});

test('a session in use is prolonged once a day, with its cookie, and not by every request', async () => {
  const person = await signUp(server.url);
  await statusOf(person);
  const visit = () => person.fetch('/api/auth/session');
  expect((await visit()).headers.getSetCookie()).toEqual([]);
  await sql.query("UPDATE session SET expire = now() + interval '3 days' WHERE user_id = $1", [
    person.user.id,
  ]);
  await visit();
  expect((await sessionsOf(person))[0]?.days).toBe(3);
  await change(person, 'lastSeenDay', Math.floor(Date.now() / DAY_MS) - 1);
  expect((await visit()).headers.getSetCookie()).toHaveLength(1);
  expect((await sessionsOf(person))[0]?.days).toBe(30);
  expect(await statusOf(person)).toBe(200);
});

test('case 35: a session ends 180 days after its login, however much it is used, and one can log in again', async () => {
  const person = await signUp(server.url);
  await change(person, 'startedAt', Date.now() - 179 * DAY_MS);
  expect(await statusOf(person)).toBe(200);
  await change(person, 'startedAt', Date.now() - 181 * DAY_MS);
  expect(await statusOf(person)).toBe(401);
  expect(await sessionsOf(person)).toEqual([]);

  const other = await signUp(server.url);
  await change(other, 'startedAt', Date.now() - 181 * DAY_MS);
  const login = await other.fetch('/api/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: other.email, password: PASSWORD }),
  });
  expect(login.status).toBe(200);
  expect(await statusOf(other)).toBe(200);
  expect(await sessionsOf(other)).toHaveLength(1);
});

test('case 36: who is suspended is out at once, everywhere, and is told so at login', async () => {
  const person = await signUp(server.url);
  const elsewhere = await logIn(server.url, person);
  await sql.asSystem('UPDATE users SET suspended_at = now() WHERE id = $1', [person.user.id]);
  expect([await statusOf(person), await statusOf(elsewhere)]).toEqual([401, 401]);
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(logIn(server.url, { ...person, password: 'a guess' })).rejects.toMatchObject({
    code: 'wrong_credentials',
  });
  await sql.asSystem('UPDATE users SET suspended_at = NULL WHERE id = $1', [person.user.id]);
  expect(await statusOf(await logIn(server.url, person))).toBe(200);
});

test('case 36: who is suspended while their password is being checked has no session', async () => {
  const person = await signUp(server.url);
  const { id } = person.user;
  // A suspension that commits at the worst moment: its own deletion of sessions cannot see the one being written.
  await sql.query(`CREATE FUNCTION suspend_meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM set_config('role', 'kipux_system', true);
      UPDATE users SET suspended_at = now() WHERE id = '${id}';
      PERFORM set_config('role', 'none', true);
      RETURN NEW;
    END $$`);
  await sql.query(`CREATE TRIGGER suspend_meanwhile BEFORE INSERT ON session FOR EACH ROW
    WHEN (NEW.sess #>> '{passport,user}' = '${id}') EXECUTE FUNCTION suspend_meanwhile()`);
  try {
    await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'forbidden' });
  } finally {
    await sql.query('DROP TRIGGER suspend_meanwhile ON session');
    await sql.query('DROP FUNCTION suspend_meanwhile()');
  }
  expect(await sessionsOf(person)).toEqual([]);
});

test('case 36: who is deleted is out at once', async () => {
  const person = await signUp(server.url);
  await sql.asSystem('DELETE FROM users WHERE id = $1', [person.user.id]);
  expect(await statusOf(person)).toBe(401);
  expect(await sessionsOf(person)).toEqual([]);
});

test('a session that ends while an answer streams takes the stream along, and does not come back with its end', async () => {
  const provider = await startScriptedProvider({ pieces: words(100), gapMs: 30 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  await change(person, 'lastSeenDay', 1); // the stream's request will save the session at its end
  const isReading = Promise.withResolvers<void>();
  const reading = person.read(assistantMessage.id, {
    until: (events) => {
      if (events.length > 0) isReading.resolve();
      return false;
    },
  });
  const ended = reading.then(
    () => 'to its end',
    () => performance.now(),
  );
  await isReading.promise;
  const { cookie } = person;
  const before = cookie();
  await person.fetch('/api/auth/logout', { method: 'POST' });
  const left = performance.now();
  expect(Number(await ended) - left).toBeLessThan(1_000);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(before).not.toBe(cookie());
  expect(await sessionsOf(person)).toEqual([]);
});
