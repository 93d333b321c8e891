import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../index.ts';
import {
  bind,
  connectRaw,
  errorCode,
  execute,
  firstColumn,
  flush,
  logInRaw,
  parse,
  type RawClient,
  startup,
  types,
} from '../testing/rawClient.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { int32, message, simpleQuery, sync, zeroTerminated } from './protocol.ts';

const MAX_CONNECTIONS = 12;
const IDLE_IN_TRANSACTION_MS = 600;

let database: EmbeddedDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  database = await startEmbeddedDatabase({
    dataDir: folder.folder,
    maxConnections: MAX_CONNECTIONS,
    idleInTransactionMs: IDLE_IN_TRANSACTION_MS,
  });
});

afterAll(async () => {
  await database.stop();
  await folder.remove();
});

/** Whether the database still serves others. */
async function serves(): Promise<boolean> {
  const client = await logInRaw(database.url);
  client.send(simpleQuery('SELECT 42'));
  const answer = firstColumn(await client.receiveUntil('Z'));
  client.close();
  return answer[0] === '42';
}

async function answerTo(client: RawClient, ...messages: Uint8Array[]) {
  client.send(...messages);
  return client.receiveUntil('Z');
}

test('a wrong password is refused', async () => {
  const { password } = new URL(database.url);
  for (const wrong of ['wrong', '', `${password}x`, password.slice(0, -1)]) {
    const client = await connectRaw(database.url);
    client.send(startup(), message('p', zeroTerminated(wrong)));
    expect(errorCode(await client.receiveUntil('E'))).toBe('28P01');
    await client.hungUp;
  }
  const driver = new pg.Client({ connectionString: database.url.replace(password, 'wrong') });
  await expect(driver.connect()).rejects.toMatchObject({ code: '28P01' });
});

test('nothing is run before the login', async () => {
  const client = await connectRaw(database.url);
  client.send(startup(), simpleQuery('CREATE TABLE unauthenticated ()'));
  await client.hungUp;
  const friend = await logInRaw(database.url);
  expect(
    firstColumn(await answerTo(friend, simpleQuery("SELECT to_regclass('unauthenticated') IS NULL"))),
  ).toEqual(['t']);
  friend.close();
});

test('a stranger may send no more than a login takes', async () => {
  for (const first of [
    int32(10_001),
    int32(0x7fffffff),
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    int32(-1),
    int32(3),
  ]) {
    const client = await connectRaw(database.url);
    client.send(first, Buffer.alloc(64));
    await client.hungUp;
  }
  const client = await connectRaw(database.url);
  client.send(startup(), Buffer.from('p'), int32(100_000_000), Buffer.alloc(1_000));
  await client.hungUp;
  expect(await serves()).toBe(true);
});

test('strangers who stay do not keep others out', async () => {
  const strangers = await Promise.all(Array.from({ length: 100 }, () => connectRaw(database.url)));
  expect(await serves()).toBe(true);
  for (const stranger of strangers) stranger.close();
});

test('garbage before and after the login ends its own connection and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      async (loggedIn, bytes) => {
        const client = await (loggedIn ? logInRaw(database.url) : connectRaw(database.url));
        client.send(bytes);
        client.socket.end();
        client.socket.setTimeout(20, () => client.close());
        await client.hungUp;
      },
    ),
    { numRuns: 150 },
  );
  expect(await serves()).toBe(true);
});

test('messages of the right kind with the wrong content end their own connection at most', async () => {
  const kinds = fc.constantFrom('Q', 'P', 'B', 'E', 'D', 'C', 'S', 'H', 'd', 'c', 'f', 'F', 'p', 'z');
  const messages = fc.array(fc.tuple(kinds, fc.uint8Array({ maxLength: 40 })), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(messages, async (sent) => {
      const client = await logInRaw(database.url);
      client.send(
        ...sent.map(([kind, body]) => message(kind, body)),
        sync,
        simpleQuery('SELECT 1'),
        message('X'),
      );
      client.socket.setTimeout(500, () => client.close());
      await client.hungUp;
    }),
    { numRuns: 150 },
  );
  expect(await serves()).toBe(true);
});

test('one connection more than there may be is refused, and there is room again when one has gone', async () => {
  const clients = await Promise.all(Array.from({ length: MAX_CONNECTIONS }, () => logInRaw(database.url)));
  const refused = await connectRaw(database.url);
  refused.send(startup(), message('p', zeroTerminated(new URL(database.url).password)));
  expect(errorCode(await refused.receiveUntil('E'))).toBe('53300');
  for (const client of clients) client.close();
  await expect.poll(serves).toBe(true);
});

test('a transaction that waits too long for its client is undone, and the others go on', async () => {
  const [idle, other] = [await logInRaw(database.url), await logInRaw(database.url)];
  await answerTo(other, simpleQuery('CREATE TABLE waited (n int)'));
  await answerTo(idle, simpleQuery('BEGIN; INSERT INTO waited VALUES (1)'));
  const start = performance.now();
  const answer = await answerTo(other, simpleQuery('SELECT count(*) FROM waited'));
  expect(performance.now() - start).toBeGreaterThan(IDLE_IN_TRANSACTION_MS * 0.8);
  expect(firstColumn(answer)).toEqual(['0']);
  expect(errorCode(await idle.receiveUntil('E'))).toBe('25P03');
  other.close();
});

test('an error in a pipeline skips to its Sync, and the next request runs', async () => {
  const client = await logInRaw(database.url);
  const failing = [parse('', 'SELECT 1/0'), bind(''), execute];
  const fine = [parse('', 'SELECT 7'), bind(''), execute];
  const answer = await answerTo(client, ...failing, ...fine, sync, ...fine, sync);
  expect(types(answer)).toMatch(/^1?2?EZ$/);
  expect(errorCode(answer)).toBe('22012');
  expect(firstColumn(answer)).toEqual([]);
  expect(firstColumn(await client.receiveUntil('Z'))).toEqual(['7']);
  client.close();
});

test('after a Flush the connection keeps the engine to its Sync', async () => {
  const [one, two] = [await logInRaw(database.url), await logInRaw(database.url)];
  one.send(parse('', "SELECT 'mine'"), flush);
  expect(types(await one.receiveUntil('1'))).toBe('1');
  two.send(parse('', "SELECT 'yours'"), bind(''), execute, sync);
  expect(firstColumn(await answerTo(one, bind(''), execute, sync))).toEqual(['mine']);
  expect(firstColumn(await two.receiveUntil('Z'))).toEqual(['yours']);
  one.close();
  two.close();
});

test('a connection that goes after a Flush does not stop the others', async () => {
  const client = await logInRaw(database.url);
  client.send(parse('', 'SELECT nothing_of_this_name'), flush);
  await client.receiveUntil('E');
  client.close();
  expect(await serves()).toBe(true);
});

test('the unnamed statement of one request is there in the next, whatever others prepare', async () => {
  const [one, two] = [await logInRaw(database.url), await logInRaw(database.url)];
  expect(types(await answerTo(one, parse('', "SELECT 'mine'"), sync))).toBe('1Z');
  await answerTo(two, parse('', "SELECT 'yours'"), bind(''), execute, sync);
  const answer = await answerTo(one, bind(''), execute, sync);
  expect(firstColumn(answer)).toEqual(['mine']);
  expect(types(answer)).toBe('2DCZ');
  const never = await logInRaw(database.url);
  expect(errorCode(await answerTo(never, bind(''), execute, sync))).toBe('26000');
  for (const client of [one, two, never]) client.close();
});

test('COPY writes and reads rows', async () => {
  const client = await logInRaw(database.url);
  await answerTo(client, simpleQuery('CREATE TABLE copied (n int, t text)'));
  client.send(simpleQuery('COPY copied FROM STDIN'));
  expect(types(await client.receiveUntil('G'))).toBe('G');
  const lines = Array.from({ length: 20_000 }, (_, n) => message('d', Buffer.from(`${n}\ttext ${n}\n`)));
  const answer = await answerTo(client, ...lines, message('c'));
  expect(types(answer)).toBe('CZ');
  expect(firstColumn(await answerTo(client, simpleQuery('SELECT sum(n) FROM copied')))).toEqual([
    '199990000',
  ]);
  expect(types(await answerTo(client, simpleQuery('COPY (SELECT 1) TO STDOUT')))).toBe('HdcCZ');
  client.close();
});

test('a COPY that fails, or that nobody sends data for, is an error and no more', async () => {
  const client = await logInRaw(database.url);
  client.send(simpleQuery('COPY no_such_table FROM STDIN'), message('d', Buffer.from('1\n')), message('c'));
  expect(errorCode(await client.receiveUntil('Z'))).toBe('42P01');
  await answerTo(client, simpleQuery('CREATE TABLE uncopied (n int)'));
  client.send(simpleQuery('COPY uncopied FROM STDIN'), message('f', zeroTerminated('changed my mind')));
  expect(errorCode(await client.receiveUntil('Z'))).toBe('57014');
  // Hidden from the look at the text, so the engine waits for data that is not there.
  expect(errorCode(await answerTo(client, simpleQuery('SELECT 1; COPY uncopied FROM STDIN')))).toBe('57014');
  const extended = [parse('', 'COPY uncopied FROM STDIN'), bind(''), execute, sync];
  expect(errorCode(await answerTo(client, ...extended))).toBe('57014');
  expect(firstColumn(await answerTo(client, simpleQuery('SELECT count(*) FROM uncopied')))).toEqual(['0']);
  client.close();
});

test('a cancel request has no effect', async () => {
  const canceller = await connectRaw(database.url);
  canceller.send(int32(16), int32(80_877_102), int32(1), int32(1));
  await canceller.hungUp;
  expect(await serves()).toBe(true);
});

test('a client that asks for TLS or a newer protocol is told what there is', async () => {
  const client = await connectRaw(database.url);
  client.send(int32(8), int32(80_877_103));
  await expect.poll(() => client.socket.bytesRead).toBe(1);
  client.close();
  const newer = await connectRaw(database.url);
  const packet = startup();
  packet.writeInt32BE(196_610, 4);
  newer.send(packet, message('p', zeroTerminated(new URL(database.url).password)));
  expect(types(await newer.receiveUntil('Z'))).toMatch(/^vRR/);
  newer.close();
});
