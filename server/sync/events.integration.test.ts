import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventually } from '#platform/testing/eventually.ts';
import { logIn, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { createSseParser } from '#shared/client/sseParser.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { type SyncEvent, syncEventSchema } from '#shared/streamEvents.ts';

let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  [one, two] = await Promise.all([startTestServer({}, 'hand'), startTestServer({}, 'hand')]);
});

afterAll(() => Promise.all([one.close(), two.close()]));

/** What a device is told, from the moment that its stream has begun. */
async function watch(person: Person): Promise<SyncEvent[]> {
  const aborter = new AbortController();
  const response = await person.fetch('/api/sync/events', { signal: aborter.signal });
  expect(response.status).toBe(200);
  const told: SyncEvent[] = [];
  const parser = createSseParser();
  const body: ReadableStream<Uint8Array> | null = response.body;
  const reading = (async () => {
    for await (const piece of body ?? []) {
      for (const { data } of parser.push(piece)) told.push(syncEventSchema.parse(JSON.parse(data)));
    }
  })().catch(() => undefined); // ends by being left
  onTestFinished(() => {
    aborter.abort();
    return reading;
  });
  await eventually(
    () => told,
    ({ length }) => length > 0,
  );
  return told;
}

const last = (told: SyncEvent[]) => told.at(-1)?.cursor ?? -1;

test('a change is on another device within a second (p95), through this server process and through another', async () => {
  const person = await signUp(one.url);
  const devices = await Promise.all(
    [one, two].map(async ({ url }) => {
      const device = await logIn(url, person);
      return { device, told: await watch(device) };
    }),
  );
  const { cursor, epoch } = await person.call(endpoints.pullChanges, {});
  for (const { told } of devices) expect(told).toEqual([{ type: 'cursor', cursor, epoch }]);
  const delays: number[] = [];
  for (let n = 1; n <= 20; n++) {
    const begun = performance.now();
    const writing = person.newConversation(`Cambio ${n}`);
    const arrivals = devices.map(async ({ device, told }) => {
      const heard = await eventually(
        () => last(told),
        (now) => now >= cursor + n,
        5_000,
      );
      expect(heard).toBe(cursor + n);
      const query = { cursor: cursor + n - 1, epoch };
      const { changes } = await device.call(endpoints.pullChanges, { query });
      delays.push(performance.now() - begun);
      expect(changes).toMatchObject([{ type: 'conversation', row: { title: `Cambio ${n}` } }]);
    });
    await Promise.all([writing, ...arrivals]);
  }
  const p95 = delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.95)] ?? Number.NaN;
  // oxlint-disable-next-line no-console -- the delay is printed, as its bound alone would not say how near it is
  console.log(`a change on one device, on the other: p95 ${p95.toFixed(0)} ms of ${delays.length}`);
  expect(p95).toBeLessThan(1_000);
});

test('what happens while a stream begins is told too', async () => {
  const person = await signUp(one.url);
  const streams = Array.from({ length: 8 }, () => watch(person));
  const writes = Array.from({ length: 8 }, () => person.newConversation());
  const [devices] = await Promise.all([Promise.all(streams), Promise.all(writes)]);
  const { cursor } = await person.call(endpoints.pullChanges, {});
  for (const told of devices) {
    const heard = await eventually(
      () => last(told),
      (now) => now === cursor,
      2_000,
    );
    expect(heard).toBe(cursor);
  }
});

test('nobody hears of another user’s changes', async () => {
  const [ana, ben] = await Promise.all([signUp(one.url), signUp(one.url)]);
  const told = await watch(ana);
  await ben.newConversation();
  await ben.newConversation();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(told).toHaveLength(1);
  await ana.newConversation();
  await eventually(
    () => told,
    ({ length }) => length === 2,
  );
  expect(told).toHaveLength(2);
});

test('many changes at once are told in a few events, the last of which is right', async () => {
  const person = await signUp(one.url);
  const told = await watch(person);
  await Promise.all(Array.from({ length: 30 }, () => person.newConversation()));
  const { cursor } = await person.call(endpoints.pullChanges, {});
  await eventually(
    () => last(told),
    (now) => now === cursor,
    2_000,
  );
  expect(last(told)).toBe(cursor);
  const cursors = told.map((event) => event.cursor);
  expect(cursors).toEqual(cursors.toSorted((a, b) => a - b));
});
