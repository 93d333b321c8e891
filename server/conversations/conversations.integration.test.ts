import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Conversation } from '#shared/entities.ts';
import { LIMITS } from '#shared/limits.ts';

let server: TestServer;
let sql: TestSql;
let person: Person;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
  person = await signUp(server.url);
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

const create = (body: { id?: string; title?: string }) => person.call(endpoints.createConversation, { body });
const read = (id: string) => person.call(endpoints.getConversation, { params: { id } });
const update = (id: string, body: Parameters<typeof patchBody>[0]) =>
  person.call(endpoints.updateConversation, { params: { id }, body });
const patchBody = (body: {
  title?: string;
  pinned?: boolean;
  archived?: boolean;
  activeLeafId?: string;
  draft?: string;
}) => body;
const remove = (id: string) => person.call(endpoints.deleteConversation, { params: { id } });

test('the same id with the same body is one conversation, one after the other and all at once', async () => {
  const body = { id: randomUUID(), title: ' Viaje ' };
  const made = await Promise.all(Array.from({ length: 5 }, () => create(body)));
  expect(new Set(made.map(({ conversation }) => JSON.stringify(conversation))).size).toBe(1);
  expect(made[0]?.conversation).toMatchObject({ id: body.id, title: 'Viaje' });
  await update(body.id, { title: 'Otro viaje' });
  expect((await create({ title: 'Viaje', id: body.id.toUpperCase() })).conversation.title).toBe('Otro viaje');
});

test('the same id with another body is refused, and changes nothing', async () => {
  const id = randomUUID();
  await create({ id, title: 'Primera' });
  await expect(create({ id, title: 'Segunda' })).rejects.toMatchObject({ code: 'id_taken' });
  await expect(create({ id })).rejects.toMatchObject({ code: 'id_taken' });
  expect((await read(id)).conversation.title).toBe('Primera');
});

test('what is deleted stays deleted, with its messages, and its id is never used again', async () => {
  const body = { id: randomUUID() };
  await create(body);
  const { userMessage, assistantMessage } = await person.say(body.id, 'Hola');
  await remove(body.id);
  await expect(read(body.id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(remove(body.id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(create(body)).rejects.toMatchObject({ code: 'id_taken' });
  await expect(person.say(body.id, 'Hola')).rejects.toMatchObject({ code: 'not_found' });
  for (const { id } of [userMessage, assistantMessage]) {
    const stop = person.call(endpoints.stopMessage, { params: { id } });
    await expect(stop).rejects.toMatchObject({ code: 'not_found' });
  }
  const left = await sql.asSystem('SELECT id FROM messages WHERE user_id = $1 AND conversation_id = $2', [
    person.user.id,
    body.id,
  ]);
  expect(left).toEqual([]);
});

test('each field stands for itself: what is not given stays', async () => {
  const { conversation: before } = await create({ title: 'Uno' });
  const pinned = (await update(before.id, { pinned: true })).conversation;
  expect(pinned).toEqual({ ...before, pinnedAt: expect.stringMatching(/Z$/) });
  const archived = (await update(before.id, { archived: true })).conversation;
  expect(archived).toEqual({ ...pinned, archivedAt: expect.stringMatching(/Z$/) });
  const again = (await update(before.id, { pinned: true, archived: true })).conversation;
  expect(again).toEqual(archived); // since when does not change by saying it again
  const titled = (await update(before.id, { title: ' Dos ' })).conversation;
  expect(titled).toEqual({ ...archived, title: 'Dos' });
  const off = (await update(before.id, { pinned: false, archived: false })).conversation;
  expect(off).toEqual({ ...before, title: 'Dos' });
  expect((await update(before.id, {})).conversation).toEqual(off);
  expect((await read(before.id)).conversation).toEqual(off);
});

test('a draft is kept with its conversation, reaches other devices, and moves nothing in the list', async () => {
  const { conversation: before } = await create({ title: 'Borrador' });
  expect(before.draft).toBe('');
  const { conversation } = await update(before.id, { draft: 'a medias\0…' });
  expect(conversation).toEqual({ ...before, draft: 'a medias…' });
  const { changes } = await person.call(endpoints.pullChanges, { query: { limit: 1_000 } });
  expect(changes.find(({ id }) => id === before.id)?.row).toEqual(conversation);
  await expect(update(before.id, { draft: 'x'.repeat(LIMITS.draftLength + 1) })).rejects.toMatchObject({
    code: 'validation_failed',
  });
  expect((await update(before.id, { draft: '' })).conversation).toEqual(before);
});

test('the branch shown can be any message of the conversation, and of no other', async () => {
  const [here, there] = await Promise.all([person.newConversation(), person.newConversation()]);
  const first = await person.say(here.id, 'Uno');
  const other = await person.say(there.id, 'Otro');
  const { conversation } = await update(here.id, { activeLeafId: first.userMessage.id });
  expect(conversation.activeLeafId).toBe(first.userMessage.id);
  for (const activeLeafId of [other.userMessage.id, randomUUID(), here.id])
    await expect(update(here.id, { activeLeafId })).rejects.toMatchObject({ code: 'not_found' });
  expect((await read(here.id)).conversation.activeLeafId).toBe(first.userMessage.id);
});

async function listAll(
  reader: Person,
  limit: number,
  onPage: () => Promise<unknown> = async () => undefined,
) {
  const seen: Conversation[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await reader.call(endpoints.listConversations, { query });
    expect(page.conversations.length).toBeLessThanOrEqual(limit);
    seen.push(...page.conversations);
    cursor = page.nextCursor;
    await onPage();
  } while (cursor !== undefined);
  return seen;
}

test('pages hold every conversation once, the latest first, also of one millisecond and while others are added', async () => {
  const reader = await signUp(server.url);
  await sql.asSystem(
    `INSERT INTO conversations (user_id, id, title, seq, updated_at)
     SELECT $1, gen_random_uuid(), n::text, n, '2026-01-01T00:00:00Z'::timestamptz + (n / 20) * interval '1 ms' FROM generate_series(1, 70) n`,
    [reader.user.id],
  );
  const whole = await listAll(reader, 200);
  expect(whole).toHaveLength(70);
  const keys = whole.map(({ updatedAt, id }) => `${updatedAt} ${id}`);
  expect(keys).toEqual(keys.toSorted().toReversed());
  for (const limit of [1, 7, 70]) expect(await listAll(reader, limit)).toEqual(whole);
  const meanwhile = await listAll(reader, 9, () => reader.newConversation());
  expect(meanwhile.filter(({ updatedAt }) => updatedAt.startsWith('2026-01-01'))).toEqual(whole);
});

test('what is archived is a list of its own', async () => {
  const reader = await signUp(server.url);
  const [kept, archived] = await Promise.all([reader.newConversation('Queda'), reader.newConversation('Va')]);
  await reader.call(endpoints.updateConversation, { params: { id: archived.id }, body: { archived: true } });
  const titles = async (isArchived: 'true' | 'false') => {
    const { conversations } = await reader.call(endpoints.listConversations, {
      query: { archived: isArchived },
    });
    return conversations.map(({ id }) => id);
  };
  expect(await Promise.all([titles('false'), titles('true')])).toEqual([[kept.id], [archived.id]]);
});

test('messages come in the order they were made or backwards, in pages of any size', async () => {
  const { id } = await person.newConversation();
  const made: string[] = [];
  for (const text of ['uno', 'dos', 'tres']) {
    const { userMessage, assistantMessage } = await person.say(id, text);
    made.push(userMessage.id, assistantMessage.id);
  }
  const listed = async (order: 'oldest' | 'newest', limit: number) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { order, limit, ...(cursor === undefined ? {} : { cursor }) };
      const page = await person.call(endpoints.listMessages, { params: { id }, query });
      seen.push(...page.messages.map((message) => message.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return seen;
  };
  for (const limit of [1, 2, 6, 7]) {
    expect(await listed('oldest', limit)).toEqual(made);
    expect(await listed('newest', limit)).toEqual(made.toReversed());
  }
  const none = await person.newConversation();
  expect(await person.call(endpoints.listMessages, { params: { id: none.id } })).toEqual({ messages: [] });
});

test('a page can begin with any message of the conversation, in both directions, and with no other', async () => {
  const [here, there] = await Promise.all([person.newConversation(), person.newConversation()]);
  for (const text of ['Uno', 'Dos', 'Tres']) await person.say(here.id, text);
  const other = await person.say(there.id, 'Otro');
  const page = (query: { from?: string; cursor?: string; order?: 'oldest' | 'newest'; limit?: number }) =>
    person.call(endpoints.listMessages, { params: { id: here.id }, query });
  const ids = (await page({})).messages.map(({ id }) => id);
  const from = ids[3] ?? '';
  const newer = await page({ from, limit: 2 });
  expect(newer.messages.map(({ id }) => id)).toEqual(ids.slice(3, 5));
  const rest = await page({ cursor: newer.nextCursor ?? '' });
  expect(rest.messages.map(({ id }) => id)).toEqual(ids.slice(5));
  const older = await page({ from, order: 'newest' });
  expect(older.messages.map(({ id }) => id)).toEqual(ids.slice(0, 4).toReversed());
  await expect(page({ from: other.userMessage.id })).rejects.toMatchObject({ code: 'not_found' });
});

test('a cursor of one list is none of another', async () => {
  const { id } = await person.newConversation();
  await person.say(id, 'uno');
  const { nextCursor = '' } = await person.call(endpoints.listMessages, {
    params: { id },
    query: { limit: 1 },
  });
  const wrong = person.call(endpoints.listConversations, { query: { cursor: nextCursor } });
  await expect(wrong).rejects.toMatchObject({ code: 'validation_failed' });
});
