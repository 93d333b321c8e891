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
  const codes = plans.map(({ code }) => code);
  expect(codes.filter((code) => ['free', 'pro', 'team'].includes(code))).toEqual(['free', 'pro', 'team']);
  expect(plans.find(({ code }) => code === 'free')).toMatchObject({
    priceMonthly: '0.00',
    messageLimit: 1_000,
    maxDocuments: 100,
  });
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

/** A plan of one's own; gone with the person's account. */
async function onPlan(person: Person, limits: Record<string, string>): Promise<void> {
  const columns = { allow_rag: 'true', ...limits };
  const code = `p-${person.user.id}`;
  await sql.asSystem(
    `INSERT INTO subscription_plans (code, name, price_monthly, currency, allow_web_search, position, ${Object.keys(columns).join(', ')})
     VALUES ($1, 'Own', 0, 'USD', false, 9, ${Object.values(columns).join(', ')})`,
    [code],
  );
  await sql.asSystem(
    `INSERT INTO user_subscriptions (user_id, id, plan_code, status, current_period_start) VALUES ($1, $1, $2, 'active', now())`,
    [person.user.id, code],
  );
}

test('a plan without documents refuses uploads and searches with its reason, and what is there stays readable', async () => {
  const person = await signUp(server.url);
  const file = new File(['# Acta\n\nEl telar se tensa.'], 'acta.md');
  const { document } = await person.call(endpoints.uploadDocument, { file });
  await onPlan(person, { allow_rag: 'false' });
  const refusal = { code: 'plan_limit_reached', details: { limit: 'rag' } };
  await expect(person.call(endpoints.uploadDocument, { file })).rejects.toMatchObject(refusal);
  await expect(person.call(endpoints.searchPassages, { body: { query: 'telar' } })).rejects.toMatchObject(
    refusal,
  );
  await expect(person.call(endpoints.reembedDocuments, {})).rejects.toMatchObject(refusal);
  expect((await person.call(endpoints.listDocuments, {})).documents).toHaveLength(1);
  const params = { id: document.id };
  expect((await person.call(endpoints.getDocumentContent, { params })).byteLength).toBe(file.size);
  await person.call(endpoints.deleteDocument, { params });
});

test('when a bigger plan has ended everything is still read and deleted, and only more is refused', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const { userMessage } = await person.say(id, 'Hola');
  const file = new File(['# Uno'], 'uno.md');
  const { document } = await person.call(endpoints.uploadDocument, { file });
  await onPlan(person, { message_limit: '0', max_documents: '0', max_storage_mb: '0' });
  await expect(person.say(id, 'Otra')).rejects.toMatchObject({
    details: { limit: 'messages', used: 1, max: 0 },
  });
  await expect(person.call(endpoints.uploadDocument, { file })).rejects.toMatchObject({
    details: { limit: 'documents', used: 1, max: 0 },
  });
  const { messages } = await person.call(endpoints.listMessages, { params: { id } });
  expect(messages.map((message) => message.id)).toContain(userMessage.id);
  const { left } = await person.call(endpoints.getUsage, {});
  expect(left).toMatchObject({ messages: 0, documents: 0, storageBytes: 0, tokens: null });
  await person.call(endpoints.deleteDocument, { params: { id: document.id } });
  await person.call(endpoints.deleteConversation, { params: { id } });
});

test('a cap of one’s own holds beside the plan, says so, and is lifted by whoever set it', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const cap = (body: { messages?: number | null; tokens?: number | null }) =>
    person.call(endpoints.updateCaps, { body });
  expect((await cap({ messages: 1 })).usage.caps).toEqual({ messages: 1, tokens: null });
  expect((await cap({ tokens: 50_000 })).usage.caps).toEqual({ messages: 1, tokens: 50_000 });
  await person.say(id, 'Hola');
  await expect(person.say(id, 'Otra')).rejects.toMatchObject({
    code: 'plan_limit_reached',
    message: expect.stringContaining('own cap'),
    details: { limit: 'message_cap', used: 1, max: 1, renewsAt: expect.any(String) },
  });
  expect((await person.call(endpoints.getUsage, {})).left).toMatchObject({ messages: 0 });
  await cap({ messages: null, tokens: 1 });
  await expect(person.say(id, 'Otra')).rejects.toMatchObject({ details: { limit: 'token_cap', max: 1 } });
  await cap({ tokens: null });
  await person.say(id, 'Otra');
  await expect(cap({ messages: -1 })).rejects.toMatchObject({ code: 'validation_failed' });
});

test('an answer says what it used, which the day and the month sum, and nothing is held afterwards', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'Hola');
  await person.read(assistantMessage.id);
  const { messages } = await person.call(endpoints.listMessages, { params: { id } });
  const [, answer] = messages;
  expect(answer?.usage).toMatchObject({ isEstimated: true });
  const tokens = (answer?.usage?.inputTokens ?? 0) + (answer?.usage?.outputTokens ?? 0);
  const { usage, days } = await person.call(endpoints.getUsage, {});
  expect(tokens).toBeGreaterThan(0);
  expect(usage).toMatchObject({ messages: 1, tokens, reserved: { messages: 0, tokens: 0 } });
  expect(days).toEqual([{ day: new Date().toISOString().slice(0, 10), messages: 1, tokens }]);
});
