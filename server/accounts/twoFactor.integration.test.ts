import { generate } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor, logIn, PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { ClientError } from '#shared/client/client.ts';
import { endpoints } from '#shared/endpoints/index.ts';
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

/** The authenticator's code of the next half minute, or so many from now: later than the one that turned it on. */
const codeOf = (secret: string, steps = 1) =>
  generate({ secret, epoch: Math.floor(Date.now() / 1_000) + steps * 30 });

async function withTwoFactor() {
  const person = await signUp(server.url);
  const before = person.cookie();
  const { secret, uri } = await person.call(endpoints.beginTwoFactor, { body: { password: PASSWORD } });
  expect(uri).toContain(`secret=${secret}`);
  const used = await codeOf(secret, 0);
  const { recoveryCodes } = await person.call(endpoints.confirmTwoFactor, { body: { code: used } });
  expect(person.cookie()).not.toBe(before); // case 32: renewed with the change of what the session rests on
  return { person, secret, used, recoveryCodes };
}

/** Knows the password: the challenge that the login answers with. */
async function challengeOf({ email, password }: Pick<Person, 'email' | 'password'>) {
  const visitor = createVisitor(server.url);
  const response = await visitor.fetch('/api/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { error } = errorBodySchema.parse(await response.json());
  expect([response.status, error.code, response.headers.getSetCookie()]).toEqual([
    401,
    'second_factor_required',
    [],
  ]);
  const challenge = error.details?.challenge ?? '';
  return {
    visitor,
    challenge,
    answer: (code: string) => visitor.call(endpoints.loginSecondFactor, { body: { challenge, code } }),
  };
}

test('with a second factor the password alone opens nothing; a code of the authenticator does, once', async () => {
  const { person, secret, used } = await withTwoFactor();
  const first = await challengeOf(person);
  expect(
    (await first.visitor.fetch('/api/account', { headers: { cookie: `kipux=${first.challenge}` } })).status,
  ).toBe(401);
  await expect(first.answer('000000')).rejects.toMatchObject({ code: 'wrong_code' });
  await expect(first.answer(used)).rejects.toMatchObject({ code: 'wrong_code' }); // was used to turn it on
  const code = await codeOf(secret);
  const tries = await Promise.allSettled([
    first.answer(code),
    (await challengeOf(person)).answer(` ${code.slice(0, 3)} ${code.slice(3)}`),
  ]);
  expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await expect((await challengeOf(person)).answer(code)).rejects.toMatchObject({ code: 'wrong_code' });
});

test('a recovery code lets in once, however it is written; new ones replace all before', async () => {
  const { person, secret, recoveryCodes } = await withTwoFactor();
  expect(recoveryCodes).toHaveLength(10);
  const [first = '', second = ''] = recoveryCodes;
  const { visitor, answer } = await challengeOf(person);
  await answer(first.toUpperCase().replace('-', ' '));
  expect(await visitor.call(endpoints.getSecurity, {})).toMatchObject({
    twoFactor: true,
    recoveryCodesLeft: 9,
  });
  await expect((await challengeOf(person)).answer(first)).rejects.toMatchObject({ code: 'wrong_code' });
  const proof = { password: PASSWORD, code: await codeOf(secret) };
  const renewed = await person.call(endpoints.renewRecoveryCodes, { body: proof });
  await expect((await challengeOf(person)).answer(second)).rejects.toMatchObject({ code: 'wrong_code' });
  await (await challengeOf(person)).answer(renewed.recoveryCodes[0] ?? '');
});

test('neither the secret nor a recovery code can be read in the database', async () => {
  const { person, secret, recoveryCodes } = await withTwoFactor();
  const rows = await sql.asSystem<{ text: string }>(
    `SELECT encode(secret, 'escape') || encode(secret, 'hex') || (SELECT string_agg(code_hash, ' ') FROM recovery_codes r WHERE r.user_id = t.user_id) AS text
     FROM two_factor t WHERE user_id = $1`,
    [person.user.id],
  );
  expect(rows).toHaveLength(1);
  for (const shown of [secret, Buffer.from(secret).toString('hex'), ...recoveryCodes]) {
    expect(rows[0]?.text).not.toContain(shown);
  }
});

test('case 37: codes cannot be guessed, one after the other or all at once', async () => {
  const { person, secret } = await withTwoFactor();
  const { answer } = await challengeOf(person);
  const guesses = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      answer(String(100_000 + n)).catch((error: unknown) =>
        error instanceof ClientError ? error.code : 'other',
      ),
    ),
  );
  expect(guesses.filter((code) => code === 'wrong_code').length).toBeLessThanOrEqual(11);
  expect(guesses).toContain('rate_limited');
  await expect(answer(await codeOf(secret))).rejects.toMatchObject({ code: 'rate_limited' });
  await sql.asSystem(
    "UPDATE login_failures SET last_failed_at = last_failed_at - interval '2 minutes' WHERE true",
  );
  await answer(await codeOf(secret));
});

test('a challenge is worth nothing forged, old, of another account, or after another password', async () => {
  const { person, secret } = await withTwoFactor();
  const other = await withTwoFactor();
  const { challenge, answer } = await challengeOf(person);
  const [, endsAt, mac] = challenge.split('.');
  const forged = [
    `${other.person.user.id}.${endsAt}.${mac}`,
    `${person.user.id}.${Number(endsAt) + 60_000}.${mac}`,
    `${crypto.randomUUID()}.${endsAt}.${mac}`,
    'x',
  ];
  for (const claim of forged) {
    const body = { challenge: claim, code: await codeOf(secret) };
    await expect(createVisitor(server.url).call(endpoints.loginSecondFactor, { body })).rejects.toMatchObject(
      {
        code: expect.stringMatching(/login_expired|not_signed_in/),
      },
    );
  }
  await person.call(endpoints.changePassword, {
    body: { currentPassword: PASSWORD, newPassword: 'una frase nueva' },
  });
  await expect(answer(await codeOf(secret))).rejects.toMatchObject({ code: 'login_expired' });
});

test('case 36: who is suspended between password and code does not get in', async () => {
  const { person, secret } = await withTwoFactor();
  const { answer } = await challengeOf(person);
  await sql.asSystem('UPDATE users SET suspended_at = now() WHERE id = $1', [person.user.id]);
  await expect(answer(await codeOf(secret))).rejects.toMatchObject({ code: 'forbidden' });
});

test('turning it off asks for password and code; what was begun and not confirmed asks for nothing', async () => {
  const { person, secret } = await withTwoFactor();
  const end = (password: string, code: string) =>
    person.call(endpoints.endTwoFactor, { body: { password, code } });
  await expect(person.call(endpoints.beginTwoFactor, { body: { password: PASSWORD } })).rejects.toMatchObject(
    { code: 'wrong_code' },
  );
  await expect(end('not it', await codeOf(secret))).rejects.toMatchObject({ code: 'wrong_password' });
  await expect(end(PASSWORD, '000000')).rejects.toMatchObject({ code: 'wrong_code' });
  await end(PASSWORD, await codeOf(secret));
  await logIn(server.url, person);
  await person.call(endpoints.beginTwoFactor, { body: { password: PASSWORD } });
  await logIn(server.url, person);
});

test('where admins need a second factor they can do nothing as such before they have it', async () => {
  const strict = await startTestServer({ ADMINS_NEED_TWO_FACTOR: 'true' });
  const person = await signUp(strict.url);
  await sql.asSystem("UPDATE users SET role = 'admin' WHERE id = $1", [person.user.id]);
  const list = () => person.call(endpoints.listInvitations, {});
  await expect(list()).rejects.toMatchObject({ code: 'two_factor_needed' });
  const { secret } = await person.call(endpoints.beginTwoFactor, { body: { password: PASSWORD } });
  await person.call(endpoints.confirmTwoFactor, { body: { code: await codeOf(secret, 0) } });
  await list();
  await sql.asSystem("UPDATE users SET role = 'user' WHERE id = $1", [person.user.id]);
});
