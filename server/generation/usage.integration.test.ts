import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#platform/testing/eventually.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import {
  type Script,
  type ScriptedProvider,
  startScriptedProvider,
  words,
} from '#platform/testing/scriptedProvider.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Usage } from '#shared/entities.ts';

let server: TestServer;
let provider: ScriptedProvider;
let endProvider: () => void;

beforeAll(async () => {
  provider = await startScriptedProvider({}, (end) => {
    endProvider = end;
  });
  server = await startTestServer(provider.environment, 'hand');
});

afterAll(async () => {
  await server.close();
  endProvider();
});

const usageOf = async (person: Person): Promise<Usage> => (await person.call(endpoints.getUsage, {})).usage;

/** What somebody has used once nothing is held for them any more. */
const settled = (person: Person): Promise<Usage> =>
  eventually(
    () => usageOf(person),
    ({ reserved }) => reserved.messages === 0,
  );

async function ask(script: Script) {
  provider.play(script);
  const person = await signUp(server.url);
  const { id } = await person.newConversation('Título');
  return { person, conversationId: id, ...(await person.say(id, 'Una pregunta')) };
}

test.each<[string, Script, object]>([
  ['refused with an error', { status: 500 }, { messages: 0, tokens: 0 }],
  ['refused for now', { status: 429 }, { messages: 0, tokens: 0 }],
  ['broken off before its first word', { pieces: [], ending: 'cut' }, { messages: 0, tokens: 0 }],
  ['broken off after some', { pieces: words(8), gapMs: 5, ending: 'cut' }, { messages: 1 }],
  ['whole', { usage: { total_tokens: 77, prompt_tokens: 70 } }, { messages: 1, tokens: 77 }],
])('a message whose answer was %s counts as it should', async (_how, script, expected) => {
  const { person, assistantMessage } = await ask(script);
  await person.read(assistantMessage.id);
  expect(await settled(person)).toMatchObject(expected);
});

test.each([
  ['a negative number', { total_tokens: -5_000 }],
  ['more than can be', { total_tokens: 1e300 }],
  ['no number', { total_tokens: '1; DROP TABLE' }],
  ['half a token', { total_tokens: 0.5 }],
  ['nothing', {}],
])('a provider that counts %s is not believed: the answer is estimated', async (_what, usage) => {
  const { person, conversationId, assistantMessage } = await ask({ pieces: words(10), usage });
  await person.read(assistantMessage.id);
  const { messages, tokens } = await settled(person);
  expect(messages).toBe(1);
  expect(tokens).toBeGreaterThan(5);
  expect(tokens).toBeLessThan(1_000);
  const listed = await person.call(endpoints.listMessages, { params: { id: conversationId } });
  expect(listed.messages[1]?.usage?.isEstimated).toBe(true);
});

test('a conversation deleted while its answer grows gives back what was held, and counts what was used', async () => {
  const { person, conversationId, assistantMessage } = await ask({ pieces: words(500), gapMs: 20 });
  await person.read(assistantMessage.id, { until: (events) => events.length > 3 });
  expect((await usageOf(person)).reserved.messages).toBe(1);
  await person.call(endpoints.deleteConversation, { params: { id: conversationId } });
  expect(await settled(person)).toMatchObject({ messages: 1, reserved: { messages: 0, tokens: 0 } });
});
