import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { appendRegeneration, appendTurn } from './turns.ts';

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

type Body = {
  id?: string;
  content: string;
  parentId?: string | null;
  model?: string;
  documentIds?: string[];
};

const send = (person: Person, conversationId: string, body: Body) =>
  person.call(endpoints.sendMessage, { params: { id: conversationId }, body });

test('messages sent at once are all there, each after the one before it, numbered without a gap or a repeat', async () => {
  const person = await signUp(server.url);
  const conversations = await Promise.all([person.newConversation(), person.newConversation()]);
  const ids = Array.from({ length: 20 }, () => randomUUID());
  const deliver = (id: string, index: number) =>
    send(person, conversations[index % 2]?.id ?? '', { id, content: `Mensaje ${index}` });
  // each twice: a device that has no answer sends again
  const turns = await Promise.all([...ids, ...ids].map((id, index) => deliver(id, index % ids.length)));
  expect(new Set(turns.map(({ assistantMessage }) => assistantMessage.id)).size).toBe(ids.length);
  for (const { id } of conversations) {
    const { messages } = await person.call(endpoints.listMessages, { params: { id } });
    const [, ...rest] = messages.map((message, index) => [message.parentId, messages[index - 1]?.id]);
    expect(messages).toHaveLength(ids.length);
    for (const [parent, before] of rest) expect(parent).toBe(before);
  }
  const positions = await sql.asSystem<{ position: string }>(
    'SELECT position FROM messages WHERE user_id = $1 ORDER BY position',
    [person.user.id],
  );
  expect(new Set(positions.map(({ position }) => position)).size).toBe(2 * ids.length);
  expect((await person.call(endpoints.getUsage, {})).usage.messages).toBe(ids.length);
});

test('a message belongs under one of its own conversation only', async () => {
  const person = await signUp(server.url);
  const [here, there] = await Promise.all([person.newConversation(), person.newConversation()]);
  const { userMessage } = await person.say(there.id, 'Allí');
  for (const parentId of [userMessage.id, randomUUID()]) {
    const lost = send(person, here.id, { content: 'Aquí', parentId });
    await expect(lost).rejects.toMatchObject({ code: 'not_found' });
  }
  const edited = await send(person, there.id, { content: 'Otra vez', parentId: null });
  expect(edited.userMessage.parentId).toBeNull();
});

test('a model that the plan does not have is refused, and nothing is counted', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const few = `few-${randomUUID()}`;
  await sql.asSystem(
    `INSERT INTO subscription_plans (code, name, price_monthly, currency, allow_rag, allow_web_search, models)
     VALUES ($1, 'Few', 0, 'USD', true, true, '["small"]')`,
    [few],
  );
  await sql.asSystem(
    `INSERT INTO user_subscriptions (user_id, id, plan_code, status, current_period_start) VALUES ($1, $1, $2, 'active', now())`,
    [person.user.id, few],
  );
  const large = send(person, id, { content: 'Hola', model: 'large' });
  await expect(large).rejects.toMatchObject({
    code: 'plan_limit_reached',
    message: expect.stringContaining('Few'),
    details: { limit: 'model' },
  });
  expect((await send(person, id, { content: 'Hola', model: 'small' })).assistantMessage.model).toBe('small');
  expect((await send(person, id, { content: 'Hola' })).assistantMessage.model).toBe('small');
  expect((await person.call(endpoints.getUsage, {})).usage.messages).toBe(2);
  await sql.asSystem('DELETE FROM users WHERE id = $1', [person.user.id]);
  await sql.asSystem('DELETE FROM subscription_plans WHERE code = $1', [few]);
});

test('a message that waited while one of its documents was deleted is accepted, and asks the others', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const upload = async (name: string) =>
    (await person.call(endpoints.uploadDocument, { file: new File([`# ${name}`], `${name}.md`) })).document
      .id;
  const documentIds = [await upload('Uno'), await upload('Dos')];
  const [deleted = ''] = documentIds;
  await person.call(endpoints.deleteDocument, { params: { id: deleted } });
  const { userMessage, assistantMessage } = await send(person, id, { content: 'Resume', documentIds });
  expect(userMessage.documentIds).toEqual(documentIds);
  expect((await person.read(assistantMessage.id)).at(-1)?.event.type).toBe('done');
});

test('case 44: another user’s document, deleted or not, and one that never was are refused alike', async () => {
  const [person, other] = [await signUp(server.url), await signUp(server.url)];
  const { id } = await person.newConversation();
  const upload = async (name: string) =>
    (await other.call(endpoints.uploadDocument, { file: new File([`# ${name}`], `${name}.md`) })).document.id;
  const [kept, deleted] = [await upload('Suyo'), await upload('Borrado')];
  await other.call(endpoints.deleteDocument, { params: { id: deleted } });
  for (const document of [kept, deleted, randomUUID()]) {
    const refused = send(person, id, { content: 'Resume', documentIds: [document] });
    await expect(refused).rejects.toMatchObject({ code: 'not_found', message: 'There is no such document.' });
  }
});

test.each(['suspended_at', 'deletion_requested_at'])(
  'case 36: a message that waited in line while %s was set gets no answer and is not kept',
  async (field) => {
    const person = await signUp(server.url);
    const { id } = await person.newConversation();
    const { assistantMessage } = await person.say(id, 'Hola');
    await person.read(assistantMessage.id);
    const userId = person.user.id;
    await sql.asSystem(`UPDATE users SET ${field} = now() WHERE id = $1`, [userId]);
    const database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
    const writer = { userId, owner: randomUUID(), defaultModel: 'local' };
    const refused = { code: 'not_signed_in' };
    await expect(appendTurn(database, writer, id, { content: 'Otra' })).rejects.toMatchObject(refused);
    const again = appendRegeneration(database, writer, assistantMessage.id, {});
    await expect(again).rejects.toMatchObject(refused);
    await database.close();
    const rows = await sql.asSystem('SELECT id FROM messages WHERE user_id = $1', [userId]);
    expect(rows).toHaveLength(2);
  },
);
