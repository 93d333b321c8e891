import { expect, inject, test } from 'vitest';
import { openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { eventually } from '#platform/testing/eventually.ts';
import { logIn, type Person, signUp, textOf } from '#platform/testing/person.ts';
import { type Script, startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startTestServer } from '#platform/testing/testServer.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Message } from '#shared/entities.ts';
import { storeTitle } from './title.ts';

async function messageOf(person: Person, { id, conversationId }: Message): Promise<Message | undefined> {
  const { messages } = await person.call(endpoints.listMessages, { params: { id: conversationId } });
  return messages.find((message) => message.id === id);
}

test('an answer streams whole, is stored whole and names its conversation', async () => {
  const provider = await startScriptedProvider({ pieces: words(50), gapMs: 2 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const conversation = await person.newConversation();
  const { assistantMessage } = await person.say(conversation.id, 'Una pregunta. Y algo más.');
  const events = await person.read(assistantMessage.id);
  expect(textOf(events)).toBe(words(50).join(''));
  expect(events.at(-1)?.event).toMatchObject({
    type: 'done',
    message: { status: 'complete', content: words(50).join('') },
  });
  expect(await messageOf(person, assistantMessage)).toMatchObject({ status: 'complete', model: 'scripted' });
  const titled = await eventually(
    () => person.call(endpoints.getConversation, { params: { id: conversation.id } }),
    (got) => got.conversation.title === 'Un título',
  );
  expect(titled.conversation.title).toBe('Un título');
  const { usage } = await person.call(endpoints.getUsage, {});
  expect(usage).toMatchObject({ messages: 1, tokens: 42 });
});

test('a title that a person wrote stays, and the model is asked for none', async () => {
  const provider = await startScriptedProvider();
  const person = await signUp((await startTestServer(provider.environment)).url);
  const conversation = await person.newConversation('Mío');
  const { assistantMessage } = await person.say(conversation.id, 'Hola');
  await person.read(assistantMessage.id);
  const database = openDatabase({ url: inject('databaseUrl'), poolSize: 1, log: createLog('silent') });
  await storeTitle(database, person.user.id, conversation.id, 'It was being written meanwhile');
  await database.close();
  const later = await person.say((await person.newConversation()).id, 'Hola');
  await person.read(later.assistantMessage.id);
  const askedFor = () => provider.calls.filter(({ stream }) => !stream).length;
  expect(await eventually(askedFor, (count) => count > 0)).toBe(1);
  const got = await person.call(endpoints.getConversation, { params: { id: conversation.id } });
  expect(got.conversation.title).toBe('Mío');
});

test('a stream cut anywhere and resumed by Last-Event-ID has nothing twice and nothing missing', async () => {
  const pieces = Array.from({ length: 60 }, (_, index) => (index % 7 === 0 ? '👩🏽‍🚀 ñandú ' : `p${index} `));
  const provider = await startScriptedProvider({ pieces, gapMs: 5 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  let text = '';
  let reads = 0;
  for (let from: string | undefined, isOver = false; !isOver; reads++) {
    const events = await person.read(assistantMessage.id, {
      ...(from === undefined ? {} : { from }),
      until: (seen) => seen.length >= 7,
    });
    text += textOf(events);
    isOver = events.at(-1)?.event.type === 'done';
    from = events.at(-1)?.id;
  }
  expect(reads).toBeGreaterThan(3);
  expect(text).toBe(pieces.join(''));
});

test('half characters at the ends of pieces become whole ones', async () => {
  const provider = await startScriptedProvider({
    pieces: ['a\ud83d', '\ude80b', '\0c', '\udc00d'],
    gapMs: 20,
  });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  expect(textOf(await person.read(assistantMessage.id))).toBe('a🚀bc\ufffdd');
});

test('a late reader gets everything from the start, also after the end', async () => {
  const provider = await startScriptedProvider({ pieces: words(30), gapMs: 10 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(textOf(await person.read(assistantMessage.id))).toBe(words(30).join(''));
  expect(textOf(await person.read(assistantMessage.id))).toBe(words(30).join(''));
});

test('the work goes on when nobody reads', async () => {
  const provider = await startScriptedProvider({ pieces: words(40), gapMs: 5 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  await person.read(assistantMessage.id, { until: (events) => events.length >= 3 });
  const stored = await eventually(
    () => messageOf(person, assistantMessage),
    (message) => message?.status === 'complete',
  );
  expect(stored?.content).toBe(words(40).join(''));
  expect(provider.closedEarly()).toBe(0);
});

test('stop keeps the text, ends the stream and lets go of the provider', async () => {
  const provider = await startScriptedProvider({ pieces: words(500), gapMs: 10 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  const reading = person.read(assistantMessage.id);
  await person.read(assistantMessage.id, { until: (events) => events.length >= 5 });
  const { message } = await person.call(endpoints.stopMessage, { params: { id: assistantMessage.id } });
  expect(message.status).toBe('stopped');
  expect(words(500).join('').startsWith(message.content) && message.content.length > 0).toBe(true);
  const events = await reading;
  expect(events.at(-1)?.event).toMatchObject({ type: 'done', message: { status: 'stopped' } });
  expect(textOf(events)).toBe(message.content);
  expect(
    await eventually(
      async () => provider.closedEarly(),
      (count) => count === 1,
    ),
  ).toBe(1);
});

test.each([
  ['refuses the key', { status: 401 }, 'provider_unauthorized', undefined],
  ['is rate-limited', { status: 429, headers: { 'retry-after': '17' } }, 'provider_rate_limited', 17],
  ['has an error of its own', { status: 500 }, 'provider_unavailable', undefined],
  ['refuses the request', { status: 400 }, 'provider_refused', undefined],
  ['breaks off', { pieces: words(5), gapMs: 5, ending: 'cut' }, 'provider_broken_off', undefined],
  ['talks garbage', { pieces: words(5), gapMs: 5, ending: 'garbage' }, 'provider_invalid_answer', undefined],
  ['never stops', { pieces: ['x'.repeat(450_000)] }, 'answer_too_long', undefined],
] satisfies [string, Script, string, number | undefined][])(
  'a provider that %s ends in a failed message with its partial text and a reason',
  async (_name, script: Script, code, seconds) => {
    const provider = await startScriptedProvider(script);
    const person = await signUp((await startTestServer(provider.environment)).url);
    const { id } = await person.newConversation();
    const { assistantMessage } = await person.say(id, 'uno');
    const last = (await person.read(assistantMessage.id)).at(-1)?.event;
    expect(last).toMatchObject({ type: 'failed', error: { code }, message: { status: 'failed' } });
    const stored = await messageOf(person, assistantMessage);
    expect(stored?.error?.code).toBe(code);
    expect(stored?.error?.retryAfterSeconds).toBe(seconds);
    expect(stored?.content).toBe((script.pieces ?? []).join(''));
  },
);

test('nobody listens at the provider’s address: the message says so', async () => {
  const server = await startTestServer({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  const last = (await person.read(assistantMessage.id)).at(-1)?.event;
  expect(last).toMatchObject({ type: 'failed', error: { code: 'provider_unavailable' } });
});

test('case 26: a line without end costs bounded memory and ends in an error', async () => {
  const provider = await startScriptedProvider({ pieces: ['y'.repeat(3_000_000)] });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  const last = (await person.read(assistantMessage.id)).at(-1)?.event;
  expect(last).toMatchObject({ type: 'failed', error: { code: 'provider_invalid_answer' } });
});

test('the same message sent twice, also at once, is answered once', async () => {
  const provider = await startScriptedProvider({ pieces: words(3) });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const conversation = await person.newConversation();
  const body = { id: '6f6f0f5e-0000-4000-8000-000000000001', content: 'una vez' };
  const send = () => person.call(endpoints.sendMessage, { params: { id: conversation.id }, body });
  const sent = await Promise.all([send(), send(), send()]);
  expect(new Set(sent.map(({ assistantMessage }) => assistantMessage.id)).size).toBe(1);
  await person.read(sent[0].assistantMessage.id);
  expect((await send()).assistantMessage).toMatchObject({
    id: sent[0].assistantMessage.id,
    status: 'complete',
  });
  expect(provider.calls.filter((call) => call.stream)).toHaveLength(1);
  const other = person.call(endpoints.sendMessage, {
    params: { id: conversation.id },
    body: { ...body, content: 'otra' },
  });
  await expect(other).rejects.toMatchObject({ code: 'id_taken' });
});

test('a message written while an answer grows waits its turn and sees the whole answer', async () => {
  const provider = await startScriptedProvider({ pieces: words(30), gapMs: 10 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const first = await person.say(id, 'uno');
  const second = await person.say(id, 'dos');
  await person.read(second.assistantMessage.id);
  expect(second.userMessage.parentId).toBe(first.assistantMessage.id);
  const lastCall = provider.calls.findLast((call) => call.stream);
  expect(lastCall?.messages.map(({ content }) => content).slice(1)).toEqual([
    'uno',
    words(30).join(''),
    'dos',
  ]);
});

test('an answer that is deleted while it waits its turn asks the model nothing', async () => {
  const provider = await startScriptedProvider({ pieces: words(200), gapMs: 20 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const first = await person.say(id, 'uno');
  const second = await person.say(id, 'dos');
  await person.read(first.assistantMessage.id, { until: (seen) => seen.length >= 2 });
  const waiting = person.read(second.assistantMessage.id);
  await person.call(endpoints.deleteConversation, { params: { id } });
  // Both have let go: neither its writer nor its reader knows it any more.
  await waiting;
  expect(provider.calls.filter(({ stream }) => stream)).toHaveLength(1);
});

test('another answer stands beside the first, and the conversation shows it', async () => {
  const provider = await startScriptedProvider({ pieces: words(3) });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const first = await person.say(id, 'uno');
  await person.read(first.assistantMessage.id);
  const { assistantMessage } = await person.call(endpoints.regenerateMessage, {
    params: { id: first.assistantMessage.id },
    body: {},
  });
  await person.read(assistantMessage.id);
  expect(assistantMessage.parentId).toBe(first.userMessage.id);
  const { conversation } = await person.call(endpoints.getConversation, { params: { id } });
  expect(conversation.activeLeafId).toBe(assistantMessage.id);
});

test('an answer that broke off goes on from its text, in another one beside it, and the model sees where', async () => {
  const provider = await startScriptedProvider({ pieces: ['Había una ', 'vez'], gapMs: 20, ending: 'cut' });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const first = await person.say(id, 'Cuenta algo');
  await person.read(first.assistantMessage.id);
  provider.play({ pieces: [' un quipu', ' largo.'] });
  const goOn = (messageId: string) =>
    person.call(endpoints.regenerateMessage, { params: { id: messageId }, body: { goOn: true } });
  const { assistantMessage } = await goOn(first.assistantMessage.id);
  const events = await person.read(assistantMessage.id);
  expect(textOf(events)).toBe('Había una vez un quipu largo.');
  expect(events.at(-1)?.event).toMatchObject({ type: 'done', message: { status: 'complete' } });
  expect(assistantMessage.parentId).toBe(first.userMessage.id);
  const asked = provider.calls.findLast(({ stream }) => stream)?.messages.slice(-3);
  expect(asked).toEqual([
    { role: 'user', content: 'Cuenta algo' },
    { role: 'assistant', content: 'Había una vez' },
    { role: 'user', content: expect.stringContaining('broke off') },
  ]);

  // What ended well is not gone on from: it gets another answer of its own.
  const again = await goOn(assistantMessage.id);
  expect(textOf(await person.read(again.assistantMessage.id))).toBe(' un quipu largo.');
});

test('two server processes on one database: a reader on the other one gets the whole answer and can stop it', async () => {
  const provider = await startScriptedProvider({ pieces: words(60), gapMs: 20 });
  const [one, two] = await Promise.all([
    startTestServer(provider.environment),
    startTestServer(provider.environment),
  ]);
  const writer = await signUp(one.url);
  const reader = await logIn(two.url, writer);
  const { id } = await writer.newConversation();
  const { assistantMessage } = await writer.say(id, 'uno');
  const events = await reader.read(assistantMessage.id);
  expect(textOf(events)).toBe(words(60).join(''));
  expect(events.length).toBeGreaterThan(3);

  const again = await writer.say(id, 'dos');
  await reader.read(again.assistantMessage.id, { until: (seen) => seen.length >= 2 });
  const { message } = await reader.call(endpoints.stopMessage, { params: { id: again.assistantMessage.id } });
  expect(message.status).toBe('stopped');
});

test('case 25: the provider is sent the key and the conversation, nothing else of the person', async () => {
  const provider = await startScriptedProvider();
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'secreto compartido');
  await person.read(assistantMessage.id);
  const sent = JSON.stringify(provider.calls);
  expect(provider.calls[0]?.authorization).toBe('Bearer sk-canary');
  for (const canary of [person.email, person.user.id, person.cookie(), person.password])
    expect(sent).not.toContain(canary);
});

test('an answer deleted with its conversation lets its reader and its provider go', async () => {
  const provider = await startScriptedProvider({ pieces: words(2_000), gapMs: 10 });
  const person = await signUp((await startTestServer(provider.environment)).url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  const reading = person.read(assistantMessage.id);
  await person.read(assistantMessage.id, { until: (events) => events.length >= 3 });
  await person.call(endpoints.deleteConversation, { params: { id } });
  await reading;
  expect(
    await eventually(
      async () => provider.closedEarly(),
      (count) => count === 1,
    ),
  ).toBe(1);
});
