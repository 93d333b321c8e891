import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';

let server: TestServer;
let sql: TestSql;
let person: Person;
let conversation: string;

const TEXTS = {
  trip: 'El camión salió de Ávila hacia København por la Straße mayor',
  number: 'El número pi es 3.14159 y la versión v2.5.1 (véase https://docs.example.org/guía?x=1)',
  mail: 'Escribe a ana.lopez@example.org, o a «Pérez & hijos»',
  code: 'const user_name = "O\'Brien"; // 100% C++ <b>negrita</b> a\\b',
  greek: 'Ελληνικά και русский текст, 漢字かな',
};

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
  person = await signUp(server.url);
  conversation = (await person.newConversation('Receta de paella_100% «fácil»')).id;
  for (const [n, content] of Object.values(TEXTS).entries()) {
    await sql.asSystem(
      `INSERT INTO messages (user_id, id, conversation_id, role, status, content, position, seq)
       VALUES ($1, gen_random_uuid(), $2, 'user', 'complete', $3, $4, 0)`,
      [person.user.id, conversation, content, n],
    );
  }
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

const search = async (q: string, limit = 20) =>
  (await person.call(endpoints.search, { query: { q, limit } })).results;

const found = async (q: string) =>
  (await search(q)).map(({ type, snippet }) => (type === 'message' ? snippet : type));

test.each([
  ['without accents', 'camion avila', 'trip'],
  ['with accents that are not there', 'cámïón', 'trip'],
  ['in capitals', 'CAMIÓN', 'trip'],
  ['as it is written, with letters that fold to two', 'København Straße', 'trip'],
  ['the same, spelt out', 'kobenhavn strasse', 'trip'],
  ['by the beginning of its last word', 'salió de Áv', 'trip'],
  ['by a number with a point', '3.14159', 'number'],
  ['by the beginning of one', '3.14', 'number'],
  ['by a version', 'v2.5.1', 'number'],
  ['by an address', 'https://docs.example.org/guía?x=1', 'number'],
  ['by a part of an address', 'docs.example', 'number'],
  ['by an e-mail address', 'ana.lopez@example.org', 'mail'],
  ['by a part of it', 'lopez', 'mail'],
  ['with an ampersand', 'Pérez & hijos', 'mail'],
  ['by a name in code', 'user_name', 'code'],
  ['with an apostrophe', "O'Brien", 'code'],
  ['with a percent sign', '100%', 'code'],
  ['with a backslash', 'a\\b', 'code'],
  ['in Greek', 'ελληνικα', 'greek'],
  ['in Cyrillic', 'РУССКИЙ', 'greek'],
  ['in Han characters', '漢字', 'greek'],
] satisfies [string, string, keyof typeof TEXTS][])('a message is found %s', async (_how, q, text) => {
  const snippets = (await found(q)).filter((hit) => hit !== 'conversation');
  expect(snippets.map((snippet) => TEXTS[text].includes(snippet))).toEqual([true]);
});

test.each([
  'camión & !avila',
  'a | b',
  '!camión',
  'camión <-> avila',
  "'; DROP TABLE messages; --",
  ':*',
  '%',
  '_',
  '\\',
  '( ( (',
  '&&&',
  '"',
])('operators are text like any other: %j', async (q) => {
  const hits = await search(q);
  expect(hits.every(({ type }) => type === 'message')).toBe(true);
  expect(hits.length).toBeLessThanOrEqual(1);
});

test('titles are found by any part of a word, and wildcards are none', async () => {
  for (const q of ['aella', 'FACIL', 'receta facil', 'paella_100%'])
    expect([q, (await search(q)).map(({ type }) => type)]).toEqual([q, ['conversation']]);
  for (const q of ['z%ella', 'pae__z', 'recetario']) expect([q, await search(q)]).toEqual([q, []]);
});

test('a hit says where it is: its conversation, a snippet, and the words in it', async () => {
  const [hit] = await search('avila');
  expect(hit).toMatchObject({
    type: 'message',
    conversationId: conversation,
    title: 'Receta de paella_100% «fácil»',
  });
  expect(hit?.highlights.map(([from, to]) => hit.snippet.slice(from, to))).toEqual(['Ávila']);
  const long = `${'relleno '.repeat(40_000)}aguja ${'relleno '.repeat(9_000)}`;
  const { id } = await person.newConversation();
  await sql.asSystem(
    `INSERT INTO messages (user_id, id, conversation_id, role, status, content, position, seq)
     VALUES ($1, gen_random_uuid(), $2, 'user', 'complete', $3, 1, 0)`,
    [person.user.id, id, `aguja ${long}`],
  );
  const [far] = await search('aguja');
  expect(far?.snippet.length).toBeLessThanOrEqual(160);
  expect(far?.highlights.map(([from, to]) => far.snippet.slice(from, to))).toEqual(['aguja']);
});

test('the latest messages come first, and no more than were asked for', async () => {
  const { id } = await person.newConversation();
  await sql.asSystem(
    `INSERT INTO messages (user_id, id, conversation_id, role, status, content, position, seq)
     SELECT $1, gen_random_uuid(), $2, 'user', 'complete', 'repetido ' || n, n, 0 FROM generate_series(1, 30) n`,
    [person.user.id, id],
  );
  const hits = await search('repetido', 5);
  expect(hits.map(({ snippet }) => snippet)).toEqual([30, 29, 28, 27, 26].map((n) => `repetido ${n}`));
});

test('long texts in many hits hold nobody up', async () => {
  const { id } = await person.newConversation();
  await sql.asSystem(
    `INSERT INTO messages (user_id, id, conversation_id, role, status, content, position, seq)
     SELECT $1, gen_random_uuid(), $2, 'assistant', 'complete', repeat('canción número ' || n || ' ', 12000), n, 0 FROM generate_series(1, 20) n`,
    [person.user.id, id],
  );
  let longest = 0;
  let before = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }, 5);
  expect(await search('cancion', 20)).toHaveLength(20);
  clearInterval(timer);
  expect(longest).toBeLessThan(1_500); // folding letter by letter took several seconds
});
