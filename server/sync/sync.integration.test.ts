import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { eventually } from '#platform/testing/eventually.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import type { ChangePage } from '#shared/changes.ts';
import { ClientError } from '#shared/client/client.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { forgetOldChanges } from './store.ts';
import { createFeedDevice } from './testing/feedDevice.ts';

let server: TestServer;
let sql: TestSql;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({ DATABASE_POOL_SIZE: '10' }, 'hand');
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

const pull = (
  person: Person,
  query: { cursor?: number; limit?: number; epoch?: string } = {},
): Promise<ChangePage> => person.call(endpoints.pullChanges, { query });

const random = (below: number) => Math.floor(Math.random() * below);

/** One of the things that a person does, on some conversation of those that are there. */
async function doSomething(person: Person, conversations: string[]): Promise<void> {
  const id = conversations[random(conversations.length)] ?? '';
  const update = (body: { title?: string; pinned?: boolean; archived?: boolean }) =>
    person.call(endpoints.updateConversation, { params: { id }, body });
  const deeds: (() => Promise<unknown>)[] = [
    async () => conversations.push((await person.newConversation(`Nueva ${random(1_000)}`)).id),
    () => update({ title: `Título ${random(1_000)}` }),
    () => update({ pinned: random(2) === 0 }),
    () => update({ archived: random(2) === 0 }),
    () => person.say(id, 'Hola'),
    () =>
      person.call(endpoints.updateAccount, {
        body: { settings: { theme: random(2) === 0 ? 'dark' : 'light' } },
      }),
    async () => {
      if (conversations.length > 2) await person.call(endpoints.deleteConversation, { params: { id } });
    },
  ];
  const deed = deeds[random(deeds.length)]?.() ?? Promise.resolve();
  const failure: unknown = await deed.then(
    () => null,
    (error: unknown) => error,
  );
  // what is done to a conversation that was just deleted is not found
  expect(failure === null || (failure instanceof ClientError && failure.code === 'not_found')).toBe(true);
}

test('a device that pulls at any moment, in pages of any size, ends with what there is, while sixteen hands write', async () => {
  const person = await signUp(server.url);
  const conversations = await Promise.all(
    [1, 2, 3].map(async (n) => (await person.newConversation(`C${n}`)).id),
  );
  const device = createFeedDevice(person);
  const state = { isWriting: true };
  const writing = Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let n = 0; n < 6; n++) await doSomething(person, conversations);
    }),
  ).finally(() => {
    state.isWriting = false;
  });
  while (state.isWriting) {
    await device.pullOnce(1 + random(7));
    await new Promise((resolve) => setTimeout(resolve, random(10)));
  }
  await writing;
  await eventually(
    () => sql.asSystem('SELECT 1 FROM generation_leases WHERE user_id = $1', [person.user.id]),
    ({ length }) => length === 0,
  );
  while (await device.pullOnce(5));
  const fresh = createFeedDevice(person);
  while (await fresh.pullOnce(1_000));
  expect(device.state()).toEqual(fresh.state());
  expect(device.cursor()).toBe(fresh.cursor());
  const lists = await Promise.all(
    (['false', 'true'] as const).map((archived) =>
      person.call(endpoints.listConversations, { query: { archived, limit: 200 } }),
    ),
  );
  const listed = lists
    .flatMap((list) => list.conversations)
    .map((row): [string, unknown] => [`conversation ${row.id}`, row]);
  const kept = [...device.state()].filter(([key]) => key.startsWith('conversation'));
  expect(new Map(kept)).toEqual(new Map(listed));
});

test('streamed text takes no number: a message comes when it is made and when it is final', async () => {
  const provider = await startScriptedProvider({ pieces: words(60), gapMs: 20 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation('Con título');
  const { assistantMessage, userMessage } = await person.say(id, 'Hola');
  const first = await pull(person);
  const made = first.changes.filter(({ type }) => type === 'message').map((change) => change.id);
  expect(made).toEqual([userMessage.id, assistantMessage.id]);
  await person.read(assistantMessage.id, { until: (events) => events.length > 20 });
  const meanwhile = await pull(person, { cursor: first.cursor });
  expect([meanwhile.changes, meanwhile.cursor]).toEqual([[], first.cursor]);
  await person.read(assistantMessage.id);
  const final = await pull(person, { cursor: first.cursor });
  expect(final.changes).toMatchObject([
    { type: 'message', id: assistantMessage.id, row: { status: 'complete', content: words(60).join('') } },
    { type: 'conversation', id },
  ]);
});

test('deleting leaves a tombstone, and settings come under the user’s own id', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation('Adiós');
  const { cursor } = await pull(person);
  await person.call(endpoints.deleteConversation, { params: { id } });
  await person.call(endpoints.updateAccount, { body: { settings: { theme: 'dark' } } });
  const { changes, epoch } = await pull(person, { cursor });
  expect(changes).toEqual([
    { type: 'conversation', id, seq: cursor + 1, deleted: true, row: null },
    {
      type: 'settings',
      id: person.user.id,
      seq: cursor + 2,
      deleted: false,
      row: { ...person.user.settings, theme: 'dark' },
    },
  ]);
  expect((await pull(person, { epoch })).changes.map(({ deleted }) => deleted)).toEqual([true, false]);
});

test('another history of the database, or a cursor that it never reached, means starting again', async () => {
  const person = await signUp(server.url);
  await person.newConversation();
  const { epoch, cursor } = await pull(person);
  const again = { changes: [], cursor: 0, hasMore: false, reset: true, epoch };
  expect(await pull(person, { cursor, epoch: randomUUID() })).toEqual(again);
  expect(await pull(person, { cursor: cursor + 1, epoch })).toEqual(again);
  expect(await pull(person, { cursor: Number.MAX_SAFE_INTEGER, epoch })).toEqual(again);
  expect(await pull(person, { cursor, epoch })).toMatchObject({ changes: [], cursor, reset: false });
});

test('a number that was taken for nothing holds nobody up: the cursor passes it', async () => {
  const person = await signUp(server.url);
  const body = { id: randomUUID(), title: 'Una vez' };
  await person.call(endpoints.createConversation, { body });
  const { cursor } = await pull(person);
  await person.call(endpoints.createConversation, { body });
  expect(await pull(person, { cursor })).toMatchObject({ changes: [], cursor: cursor + 1, hasMore: false });
});

test('large messages make small pages, and none is left out', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation('Larga');
  await sql.asSystem(
    `WITH numbers AS (UPDATE users SET change_seq = 100 WHERE id = $1)
     INSERT INTO messages (user_id, id, conversation_id, role, status, content, position, seq)
     SELECT $1, gen_random_uuid(), $2, 'user', 'complete', repeat('ñandú ', 40000), n, n FROM generate_series(2, 20) n`,
    [person.user.id, id],
  );
  const sizes: number[] = [];
  const positions: number[] = [];
  let page: ChangePage = await pull(person, { limit: 1_000 });
  for (;;) {
    sizes.push(JSON.stringify(page).length);
    positions.push(...page.changes.map(({ seq }) => seq));
    if (!page.hasMore) break;
    page = await pull(person, { limit: 1_000, cursor: page.cursor });
  }
  expect(positions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect([sizes.length > 1, Math.max(...sizes) < 5_000_000]).toEqual([true, true]);
  let read = 0;
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const query = { limit: 1_000, ...(cursor === undefined ? {} : { cursor }) };
    const list = await person.call(endpoints.listMessages, { params: { id }, query });
    expect(JSON.stringify(list).length).toBeLessThan(5_000_000);
    read += list.messages.length;
    cursor = list.nextCursor;
  }
  expect(read).toBe(19);
});

test('a device that comes after more than 90 days starts again, and then ends with what there is', async () => {
  const person = await signUp(server.url);
  const ids = await Promise.all([1, 2, 3, 4].map(async (n) => (await person.newConversation(`C${n}`)).id));
  const { cursor, epoch } = await pull(person);
  await person.call(endpoints.deleteConversation, { params: { id: ids[0] ?? '' } });
  const { cursor: later } = await pull(person, { cursor });
  await person.newConversation('Nueva');
  await sql.asSystem("UPDATE tombstones SET deleted_at = now() - interval '91 days' WHERE user_id = $1", [
    person.user.id,
  ]);
  const database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('silent') });
  await forgetOldChanges(database);
  expect(await pull(person, { cursor }), 'not told any more, though not yet gone').toMatchObject({
    reset: true,
  });
  expect(await forgetOldChanges(database)).toBeGreaterThan(0);
  await database.close();

  expect(await pull(person, { cursor, epoch })).toEqual({
    changes: [],
    cursor: 0,
    hasMore: false,
    reset: true,
    epoch,
  });
  expect(await pull(person, { cursor: later }), 'who knew of the deletion goes on').toMatchObject({
    reset: false,
  });
  const device = createFeedDevice(person);
  while (await device.pullOnce(1));
  expect([...device.state().keys()].filter((key) => key.startsWith('conversation'))).toHaveLength(4);
});

test('a change that is sent twice is done once, though others have changed the same since', async () => {
  const person = await signUp(server.url);
  const { id } = await person.newConversation('Primero');
  const rename = (title: string, changeId: string) =>
    person.call(endpoints.updateConversation, { params: { id }, body: { title, changeId } });
  const changeId = randomUUID();
  await rename('Mío', changeId);
  await rename('Del otro', randomUUID());
  expect((await rename('Mío', changeId)).conversation.title).toBe('Del otro');
  await expect(rename('Otra cosa', changeId)).rejects.toMatchObject({ code: 'id_taken' });

  const theme = (value: 'dark' | 'light', settingsChange: string) =>
    person.call(endpoints.updateAccount, { body: { settings: { theme: value }, changeId: settingsChange } });
  const settingsChange = randomUUID();
  await theme('dark', settingsChange);
  await theme('light', randomUUID());
  expect((await theme('dark', settingsChange)).user.settings.theme).toBe('light');
});
