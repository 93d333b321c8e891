import { get } from 'node:http';
import { expect, test } from 'vitest';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer } from '#platform/testing/testServer.ts';

const LIST = '/api/conversations?limit=20';

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

test('what one user asks for all at once is answered, and another one does not wait for it', async () => {
  const { url } = await startTestServer();
  const [busy, other] = [await signUp(url), await signUp(url)];
  const flood = Array.from({ length: 300 }, async () => (await busy.fetch(LIST)).status);
  const whole = timeOf(() => Promise.all(flood));
  const seen: number[] = [];
  for (let n = 0; n < 3; n++) seen.push(await timeOf(() => other.fetch(LIST)));
  const all = await whole;
  expect(new Set(await Promise.all(flood))).toEqual(new Set([200]));
  expect(Math.min(...seen)).toBeLessThan(all / 2);
});

/** Opens an event stream and gives its status; the connection stays open until `close`. */
function openStream(url: string, person: Person) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    retryAfter: string | undefined;
    close(): void;
  }>();
  const request = get(
    `${url}/api/sync/events`,
    { headers: { cookie: person.cookie() }, agent: false },
    (response) =>
      resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
        close: () => void request.destroy(),
      }),
  );
  request.on('error', reject);
  return promise;
}

test('a user has up to fifty event streams; one more is told when to come back, until one has closed', async () => {
  const { url } = await startTestServer();
  const [person, other] = [await signUp(url), await signUp(url)];
  const open = await Promise.all(Array.from({ length: 50 }, () => openStream(url, person)));
  expect(open.map(({ status }) => status)).toEqual(open.map(() => 200));
  const refused = await openStream(url, person);
  expect(refused).toMatchObject({ status: 429, retryAfter: '5' });
  expect((await person.fetch(LIST)).status).toBe(200);
  const others = await openStream(url, other);
  expect(others.status).toBe(200);
  open[0]?.close();
  await expect
    .poll(async () => {
      const again = await openStream(url, person);
      again.close();
      return again.status;
    })
    .toBe(200);
  for (const stream of [...open, refused, others]) stream.close();
});
