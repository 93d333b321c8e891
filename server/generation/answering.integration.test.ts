import { expect, test } from 'vitest';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startScriptedProvider } from '#platform/testing/scriptedProvider.ts';
import { startTestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Message } from '#shared/entities.ts';
import { ask, readDocument } from './testing/askDocuments.ts';

const HARBOUR =
  '# Harbour rules\n\nMooring on the north quay costs 18 euros per metre and day. The fuel dock is closed on Sundays.\n';
const QUESTION = 'What does mooring on the north quay cost?';

test('a citation comes as soon as its sentence is complete, long before the answer’s end', async () => {
  const provider = await startScriptedProvider({
    pieces: [
      'Mooring on the north quay costs 18 euros per metre [',
      '1',
      ']. ',
      ...Array.from({ length: 15 }, () => 'And so on. '),
    ],
    gapMs: 40,
  });
  const server = await startTestServer(provider.environment);
  const person = await signUp(server.url);
  await readDocument(person, 'harbour.md', HARBOUR);
  const asked = performance.now();
  const { events, message } = await ask(person, QUESTION);
  const first = events.find(({ event }) => event.type === 'citations');
  const end = events.at(-1)?.at ?? 0;
  expect(first?.event).toEqual({ type: 'citations', citations: message.citations });
  expect(message.citations).toMatchObject([{ marker: 1, contentOffset: message.content.indexOf('[') }]);
  expect(end - (first?.at ?? end)).toBeGreaterThan(300);
  process.stdout.write(
    `first citation ${Math.round((first?.at ?? 0) - asked)} ms after asking, end ${Math.round(end - asked)} ms\n`,
  );
});

test('case 25: what goes to the provider has no secret, no path, no id, and nothing of another person', async () => {
  const provider = await startScriptedProvider({ pieces: ['It costs 18 euros [1].'] });
  const server = await startTestServer({
    ...provider.environment,
    SESSION_SECRET: 'canary-session-secret-0123456789abcdef',
  });
  const [ana, ben] = [await signUp(server.url), await signUp(server.url)];
  await readDocument(
    ben,
    'ben-canary.md',
    '# Mooring\n\nMooring on the north quay is the canary of Ben, 99 euros.\n',
  );
  await ask(ben, 'What is the canary of Ben?');
  const document = await readDocument(ana, 'harbour.md', HARBOUR);
  const { message } = await ask(ana, QUESTION);
  expect(message.citations).toHaveLength(1);
  const calls = provider.calls.filter(({ messages }) =>
    messages.some(({ content }) => content.endsWith(QUESTION)),
  );
  const sent = JSON.stringify(calls.map(({ authorization: _key, ...call }) => call));
  expect(sent).toContain('18 euros per metre');
  const secrets = [
    ...['canary', 'sk-', 'SESSION', server.dataDir, 'kipux-test', 'postgres', process.cwd()],
    ...[ana.user.id, ana.email, ana.cookie(), ben.user.id, ben.email, document.id, message.id],
  ];
  const withoutKey = sent.replaceAll('sk-canary', '');
  for (const secret of secrets) expect([secret, withoutKey.includes(secret)]).toEqual([secret, false]);
});

test('case 28: when the search fails the answer begins with that, says nothing from the documents, and is cited nowhere', async () => {
  const provider = await startScriptedProvider({ pieces: ['It costs 18 euros per metre [1].'] });
  const [withModel, local] = [await startTestServer(provider.environment), await startTestServer()];
  const sql = openTestSql();
  for (const server of [withModel, local]) {
    const person = await signUp(server.url);
    await readDocument(person, 'harbour.md', HARBOUR);
    // Whoever reads a chunk of this person's gets an error: everybody else reads theirs.
    await sql.query(
      `CREATE POLICY broken ON document_chunks AS RESTRICTIVE USING (CASE WHEN user_id = '${person.user.id}' THEN 1 / (length(chunk_text) * 0) = 1 ELSE true END)`,
    );
    const message = await askOnce(person, sql);
    expect(message.content).toMatch(/^> The search in your documents failed/);
    expect(message.citations).toEqual([]);
    const { retrieval } = await person.call(endpoints.getRetrieval, { params: { id: message.id } });
    expect(retrieval).toMatchObject({ outcome: 'failed', query: QUESTION, passages: [] });
  }
  await sql.close();
  const [system, ...turns] = provider.calls.find(({ stream }) => stream)?.messages ?? [];
  expect(system?.content).toContain('Do not pretend to have read them');
  expect(JSON.stringify(turns)).not.toContain('passage');
});

async function askOnce(person: Person, sql: TestSql): Promise<Message> {
  try {
    return (await ask(person, QUESTION)).message;
  } finally {
    await sql.query('DROP POLICY broken ON document_chunks');
  }
}

test('a citation of a deleted document keeps its quote', async () => {
  const server = await startTestServer();
  const person = await signUp(server.url);
  const document = await readDocument(person, 'harbour.md', HARBOUR);
  const { message, conversationId } = await ask(person, QUESTION);
  await person.call(endpoints.deleteDocument, { params: { id: document.id } });
  const { messages } = await person.call(endpoints.listMessages, { params: { id: conversationId } });
  const kept = messages.find(({ id }) => id === message.id)?.citations;
  expect(kept).toEqual(message.citations);
  expect(kept?.[0]?.quote).toContain('18 euros');
  const { retrieval } = await person.call(endpoints.getRetrieval, { params: { id: message.id } });
  expect(retrieval?.outcome).toBe('found');
});

test('what no document has is asked of the model alone', async () => {
  const provider = await startScriptedProvider({ pieces: ['Rain on the quay.'] });
  const server = await startTestServer(provider.environment);
  const person = await signUp(server.url);
  await readDocument(person, 'harbour.md', HARBOUR);
  for (const task of ['Write a poem about the fuel dock', 'Hola, ¿qué tal?']) {
    provider.calls.length = 0;
    const { message } = await ask(person, task);
    const { retrieval } = await person.call(endpoints.getRetrieval, { params: { id: message.id } });
    expect(retrieval).toMatchObject({ outcome: 'not_asked', query: null, passages: [] });
    expect(provider.calls.find(({ stream }) => stream)?.messages.slice(1)).toEqual([
      { role: 'user', content: task },
    ]);
  }
});
