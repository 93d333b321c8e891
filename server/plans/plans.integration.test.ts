import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { ClientError } from '#shared/client/client.ts';
import { endpoints } from '#shared/endpoints/index.ts';

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

/** As if the person had used so much of this month. */
function use(person: Person, messages: number) {
  return sql.asSystem(
    `INSERT INTO usage_periods (user_id, period_start, messages) VALUES ($1, date_trunc('month', now(), 'UTC'), $2)
     ON CONFLICT (user_id, period_start) DO UPDATE SET messages = excluded.messages`,
    [person.user.id, messages],
  );
}

test('three plans are on offer to anybody, the free one with at least 1,000 messages and 100 documents', async () => {
  const response = await fetch(`${server.url}/api/plans`);
  const { plans } = endpoints.listPlans.success.body.parse(await response.json());
  expect(plans.map(({ code }) => code)).toEqual(['free', 'pro', 'team']);
  expect(plans[0]).toMatchObject({ priceMonthly: '0.00', messageLimit: 1_000, maxDocuments: 100 });
});

test('of twenty messages at once with three left in the plan three pass, and the others say what the limit is', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  await use(person, 997);
  const sent = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => person.say(id, `Hola ${n}`)));
  expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  const refused = sent.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  const now = new Date();
  const details = {
    limit: 'messages',
    used: 1_000,
    max: 1_000,
    renewsAt: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString(),
  };
  for (const error of refused) {
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ code: 'plan_limit_reached', details });
  }
  const { usage } = await person.call(endpoints.getUsage, {});
  expect(usage).toMatchObject({ messages: 1_000, renewsAt: details.renewsAt });
  const { messages } = await person.call(endpoints.listMessages, { params: { id } });
  expect(messages.filter(({ role }) => role === 'user')).toHaveLength(3);
});

test('a message that is refused counts nothing, one that is sent twice counts once, another answer counts', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const body = { id: crypto.randomUUID(), content: 'Hola' };
  const send = () => person.call(endpoints.sendMessage, { params: { id }, body });
  const { assistantMessage } = await send();
  await send();
  await expect(person.say(crypto.randomUUID(), 'Hola')).rejects.toMatchObject({ code: 'not_found' });
  expect((await person.call(endpoints.getUsage, {})).usage.messages).toBe(1);
  await person.read(assistantMessage.id);
  await person.call(endpoints.regenerateMessage, { params: { id: assistantMessage.id }, body: {} });
  expect((await person.call(endpoints.getUsage, {})).usage.messages).toBe(2);
});

test('a bigger plan lifts the limit at once, and one that has ended falls back to the free one', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  await use(person, 1_000);
  await expect(person.say(id, 'Hola')).rejects.toMatchObject({ code: 'plan_limit_reached' });
  const subscribe = (status: string, daysLeft: number | null = null) =>
    sql.asSystem(
      `INSERT INTO user_subscriptions (user_id, id, plan_code, status, current_period_start, allowance_ends_at)
       VALUES ($1, $1, 'team', $2::subscription_status, now(), now() + make_interval(days => $3::int))
       ON CONFLICT (user_id, id) DO UPDATE SET status = excluded.status, allowance_ends_at = excluded.allowance_ends_at`,
      [person.user.id, status, daysLeft],
    );
  await subscribe('active');
  expect((await person.say(id, 'Hola')).userMessage.content).toBe('Hola');
  expect((await person.call(endpoints.getSession, {})).plan).toMatchObject({
    code: 'team',
    messageLimit: null,
  });
  const planNow = async () => (await person.call(endpoints.getSession, {})).plan.code;
  for (const [status, daysLeft, plan] of [
    ['past_due', 1, 'team'],
    ['past_due', -1, 'free'],
    ['active', -1, 'free'],
    ['paused', null, 'free'],
    ['canceled', null, 'free'],
  ] as const) {
    await subscribe(status, daysLeft);
    expect([status, daysLeft, await planNow()]).toEqual([status, daysLeft, plan]);
    const outcome = await person.say(id, 'Hola').then(
      () => 'sent',
      (error: unknown) => (error instanceof ClientError ? error.code : 'another error'),
    );
    expect([status, daysLeft, outcome]).toEqual([
      status,
      daysLeft,
      plan === 'team' ? 'sent' : 'plan_limit_reached',
    ]);
  }
});

test('a new month begins at nothing', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  await use(person, 1_000);
  await sql.asSystem(
    "UPDATE usage_periods SET period_start = period_start - interval '1 month' WHERE user_id = $1",
    [person.user.id],
  );
  await person.say(id, 'Hola');
  expect((await person.call(endpoints.getUsage, {})).usage.messages).toBe(1);
});
