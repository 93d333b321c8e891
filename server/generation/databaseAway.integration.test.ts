import { expect, inject, onTestFinished, test } from 'vitest';
import { startLine } from '#platform/testing/databaseLine.ts';
import { eventually } from '#platform/testing/eventually.ts';
import { signUp, textOf } from '#platform/testing/person.ts';
import { startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startTestServer } from '#platform/testing/testServer.ts';
import { endpoints } from '#shared/endpoints/index.ts';

/** A person on a server whose line to its database can be cut. */
async function setUp(script: Parameters<typeof startScriptedProvider>[0]) {
  const provider = await startScriptedProvider(script);
  const line = await startLine(inject('databaseUrl'));
  onTestFinished(line.close);
  const server = await startTestServer({ ...provider.environment, DATABASE_URL: line.url });
  onTestFinished(() => line.mend());
  return { line, provider, person: await signUp(server.url) };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('case 62: an answer goes on and is whole when the database is away in the middle of it, and so is the next in line', async () => {
  const { line, person } = await setUp({ pieces: words(120), gapMs: 10 });
  const { id } = await person.newConversation();
  const first = await person.say(id, 'uno');
  const second = await person.say(id, 'dos');
  const reading = person.read(first.assistantMessage.id);
  await person.read(first.assistantMessage.id, { until: (events) => events.length > 10 });
  line.cut();
  await pause(700);
  line.mend();
  const events = await reading;
  expect(textOf(events)).toBe(words(120).join(''));
  expect(events.at(-1)?.event).toMatchObject({
    type: 'done',
    message: { status: 'complete', content: words(120).join('') },
  });
  expect(textOf(await person.read(second.assistantMessage.id))).toBe(words(120).join(''));
});

test('case 62: an answer that ends while the database is away is stored whole when it is back', async () => {
  const { line, person } = await setUp({ pieces: words(60), gapMs: 5 });
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  const reading = person.read(assistantMessage.id);
  await person.read(assistantMessage.id, { until: (events) => events.length > 5 });
  line.cut();
  await pause(4_000);
  expect((await person.fetch('/api/conversations')).status).toBe(503);
  line.mend();
  expect((await reading).at(-1)?.event).toMatchObject({ type: 'done', message: { status: 'complete' } });
  const { messages } = await person.call(endpoints.listMessages, { params: { id } });
  expect(messages.at(-1)).toMatchObject({ status: 'complete', content: words(60).join('') });
});

test('case 62: a line to the database that goes dark is noticed: 503 instead of waiting for ever, and served again on a new one', async () => {
  const { line, person } = await setUp({});
  line.freeze();
  const asked = performance.now();
  const refused = await person.fetch('/api/conversations');
  expect([refused.status, performance.now() - asked < 15_000]).toEqual([503, true]);
  line.mend();
  const status = await eventually(
    async () => (await person.fetch('/api/conversations')).status,
    (got) => got === 200,
    20_000,
  );
  expect(status).toBe(200);
  line.cut();
}, 60_000);
