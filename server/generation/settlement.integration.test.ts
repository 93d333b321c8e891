import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { ANSWER_TOKENS, estimateTokens } from '../plans/index.ts';
import type { AnswerUsage } from './answerUsage.ts';
import { type EndStatus, endMessage, findOrphans, interruptOrphan } from './store.ts';
import { appendRegeneration, appendTurn } from './turns.ts';

let database: Database;
let sql: TestSql;

beforeAll(() => {
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 6, log: createLog('fatal') });
  sql = openTestSql();
});

afterAll(async () => {
  await database.close();
  await sql.close();
});

type Growing = { messageId: string; conversationId: string; isGone: boolean };

/** Somebody whose messages are sent and ended by hand, without a server around. */
async function somebody() {
  const userId = randomUUID();
  const writer = { userId, owner: 'this process', defaultModel: 'small' };
  await sql.asSystem("INSERT INTO users (id, email, password_hash) VALUES ($1, $2, 'x')", [
    userId,
    `${userId}@example.org`,
  ]);
  const own = <Row extends Record<string, unknown>>(statement: string) =>
    sql.asSystem<Row>(statement, [userId]);
  return {
    userId,
    async converse(): Promise<string> {
      const id = randomUUID();
      await sql.asSystem('INSERT INTO conversations (user_id, id, seq) VALUES ($1, $2, 0)', [userId, id]);
      return id;
    },
    async send(conversationId: string, content = 'Hola', model?: string): Promise<Growing> {
      const { assistantMessage } = await appendTurn(database, writer, conversationId, { content, model });
      return { messageId: assistantMessage.id, conversationId, isGone: false };
    },
    async again({ messageId, conversationId }: Growing, beginning = ''): Promise<Growing> {
      const { assistantMessage } = await appendRegeneration(database, writer, messageId, {}, beginning);
      return { messageId: assistantMessage.id, conversationId, isGone: false };
    },
    end: ({ messageId }: Growing, status: EndStatus, used: AnswerUsage) =>
      endMessage(
        database,
        writer.owner,
        { userId, messageId },
        { content: 'Texto', status, error: null, citations: [], ...used },
      ),
    /** kill -9 of the process that writes it, some time after so much text. */
    async loseProcess({ messageId }: Growing, text: string): Promise<void> {
      await sql.asSystem(
        `WITH m AS (UPDATE messages SET content = $3 WHERE user_id = $1 AND id = $2),
           r AS (UPDATE generation_leases SET expires_at = to_timestamp(0) WHERE user_id = $1 AND message_id = $2)
         SELECT 1`,
        [userId, messageId, text],
      );
    },
    /** What is held for it. */
    async heldFor({ messageId }: Growing): Promise<number> {
      const [row] = await sql.asSystem<{ tokens: number }>(
        'SELECT tokens::int FROM usage_reservations WHERE user_id = $1 AND message_id = $2',
        [userId, messageId],
      );
      return row?.tokens ?? 0;
    },
    async promptOf({ messageId }: Growing): Promise<number> {
      const [row] = await sql.asSystem<{ prompt: number }>(
        'SELECT prompt_tokens AS prompt FROM usage_reservations WHERE user_id = $1 AND message_id = $2',
        [userId, messageId],
      );
      return row?.prompt ?? 0;
    },
    sweep: (messageId: string) => interruptOrphan(database, { userId, messageId }),
    limit: (caps: { messages?: number; tokens?: number }) =>
      sql.asSystem('UPDATE users SET message_cap = $2, token_cap = $3 WHERE id = $1', [
        userId,
        caps.messages ?? null,
        caps.tokens ?? null,
      ]),
    async books() {
      const amounts = 'coalesce(sum(messages), 0)::int AS messages, coalesce(sum(tokens), 0)::int AS tokens';
      const [ledger] = await own(`SELECT ${amounts} FROM usage_ledger WHERE user_id = $1`);
      const [periods] = await own(`SELECT ${amounts} FROM usage_periods WHERE user_id = $1`);
      const [days] = await own(`SELECT ${amounts} FROM usage_days WHERE user_id = $1`);
      const [held] = await own<{ messages: number; tokens: number }>(
        'SELECT count(*)::int AS messages, coalesce(sum(tokens), 0)::int AS tokens FROM usage_reservations WHERE user_id = $1',
      );
      const byDay = await own(
        `SELECT day::text, model, ${amounts} FROM usage_ledger WHERE user_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
      );
      const dayRows = await own(
        'SELECT day::text, model, messages, tokens::int FROM usage_days WHERE user_id = $1 ORDER BY 1, 2',
      );
      return { ledger, periods, days, held, byDay, dayRows };
    },
  };
}

const used = (messages: 0 | 1, inputTokens = 0, outputTokens = 0): AnswerUsage => ({
  messages,
  usage: { inputTokens, outputTokens, isEstimated: false },
});

const step = fc.oneof(
  fc.record({
    do: fc.constant('send' as const),
    model: fc.constantFrom('small', 'large'),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('again' as const), which: fc.nat() }),
  fc.record({
    do: fc.constant('end' as const),
    which: fc.nat(),
    status: fc.constantFrom<EndStatus>('complete', 'stopped', 'interrupted', 'failed'),
    messages: fc.constantFrom<0 | 1>(0, 1),
    tokens: fc.nat(9_000),
    times: fc.constantFrom(1, 2),
  }),
  fc.record({ do: fc.constant('delete' as const), which: fc.nat() }),
  fc.record({ do: fc.constant('lose' as const), which: fc.nat(), text: fc.constantFrom('', 'Medio texto') }),
);

test('after any history the ledger, the months and the days agree, and at rest nothing is held', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
    const person = await somebody();
    let expected = { messages: 0, tokens: 0 };
    let growing: Growing[] = [];
    let ended: Growing[] = [];
    const take = (which: number) => growing.splice(which % growing.length, 1)[0];
    for (const one of steps) {
      if (one.do === 'send') {
        const conversation = await person.converse();
        const sent = Array.from({ length: one.count }, () => person.send(conversation, 'Hola', one.model));
        growing.push(...(await Promise.all(sent)));
      } else if (one.do === 'again') {
        const beside = [...growing, ...ended].filter(({ isGone }) => !isGone);
        const target = beside[one.which % Math.max(1, beside.length)];
        if (target !== undefined) growing.push(await person.again(target));
      } else if (one.do === 'delete') {
        const { conversationId } = growing[one.which % Math.max(1, growing.length)] ?? {};
        if (conversationId === undefined) continue;
        await sql.asSystem('DELETE FROM conversations WHERE user_id = $1 AND id = $2', [
          person.userId,
          conversationId,
        ]);
        const mark = (row: Growing) =>
          row.conversationId === conversationId ? { ...row, isGone: true } : row;
        growing = growing.map(mark);
        ended = ended.map(mark);
      } else {
        const taken = take(one.which);
        if (taken === undefined) continue;
        if (one.do === 'end') {
          const amounts = used(one.messages, one.tokens, 1);
          await Promise.all(Array.from({ length: one.times }, () => person.end(taken, one.status, amounts)));
          expected = { messages: expected.messages + one.messages, tokens: expected.tokens + one.tokens + 1 };
          ended.push(taken);
        } else {
          const prompt = await person.promptOf(taken);
          const held = await person.heldFor(taken);
          await person.loseProcess(taken, one.text);
          await Promise.all([person.sweep(taken.messageId), person.sweep(taken.messageId)]);
          if (taken.isGone || one.text !== '') {
            const tokens = taken.isGone ? held : prompt + estimateTokens(one.text);
            expected = { messages: expected.messages + 1, tokens: expected.tokens + tokens };
          }
          ended.push(taken);
        }
      }
    }
    expect((await person.books()).held?.messages).toBe(growing.length);
    for (const rest of growing) await person.end(rest, 'interrupted', used(0));
    const { ledger, periods, days, held, byDay, dayRows } = await person.books();
    expect(ledger).toEqual(expected);
    expect(periods).toEqual(expected);
    expect(days).toEqual(expected);
    expect(dayRows).toEqual(byDay);
    expect(held).toEqual({ messages: 0, tokens: 0 });
  });
  await fc.assert(property, { numRuns: 15 });
});

test('of twenty messages at once, so many pass as there are tokens for, and the sum stays within the limit', async () => {
  const person = await somebody();
  const probe = await person.send(await person.converse());
  const prompt = await person.promptOf(probe);
  await person.end(probe, 'failed', used(0));
  expect(prompt).toBeGreaterThan(0);
  // room for two whole reservations, and for a third that takes what is left
  const tokens = 2 * (prompt + ANSWER_TOKENS) + prompt + 10;
  await person.limit({ tokens });
  const conversations = await Promise.all(Array.from({ length: 20 }, () => person.converse()));
  const sent = await Promise.allSettled(conversations.map((id) => person.send(id)));
  const passed = sent.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(passed).toHaveLength(3);
  expect(sent.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'plan_limit_reached', details: { limit: 'token_cap', used: tokens, max: tokens } },
  });
  expect((await person.books()).held).toEqual({ messages: 3, tokens });
  // What two did not use comes back; the third used more than was held for it, which alone passes the limit.
  const [first, second, third] = passed;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three passed');
  await person.end(first, 'complete', used(1, prompt, 50));
  await person.end(second, 'failed', used(0));
  await person.end(third, 'complete', used(1, prompt, 500));
  expect((await person.books()).periods).toEqual({ messages: 2, tokens: 2 * prompt + 550 });
  expect((await person.books()).held).toEqual({ messages: 0, tokens: 0 });
});

test('a longer history needs more tokens, and one that does not fit is refused while a short one passes', async () => {
  const person = await somebody();
  const [long, short] = [await person.converse(), await person.converse()];
  await person.end(await person.send(long, 'palabra '.repeat(2_000)), 'complete', used(1, 4_100, 10));
  await person.limit({ tokens: 4_110 + 4_000 });
  await expect(person.send(long, 'Sigue')).rejects.toMatchObject({ details: { limit: 'token_cap' } });
  await person.send(short, 'Hola');
});

test('what is held for a message that was deleted while it grew, by a process that is gone, is used up', async () => {
  const person = await somebody();
  const growing = await person.send(await person.converse());
  const { messageId, conversationId } = growing;
  const tokens = await person.heldFor(growing);
  await sql.asSystem('DELETE FROM conversations WHERE id = $1', [conversationId]);
  const sweepFound = async () => {
    for (const orphan of await findOrphans(database)) await interruptOrphan(database, orphan);
  };
  const sentAgo = (interval: string) =>
    sql.asSystem(
      `WITH gone AS (DELETE FROM usage_reservations WHERE message_id = $1 RETURNING *)
       INSERT INTO usage_reservations SELECT user_id, message_id, now() - $2::interval, period_start, day, model, prompt_tokens, tokens FROM gone`,
      [messageId, interval],
    );
  // the process may still be about to end it, and knows better what it used
  await sentAgo('59 minutes');
  await sweepFound();
  expect((await person.books()).held?.messages).toBe(1);
  await sentAgo('61 minutes');
  await sweepFound();
  const [entry] = await sql.asSystem(
    'SELECT kind, messages, tokens::int FROM usage_ledger WHERE message_id = $1',
    [messageId],
  );
  expect(entry).toEqual({ kind: 'answer', messages: 1, tokens });
  expect((await person.books()).held).toEqual({ messages: 0, tokens: 0 });
});

test('an answer that goes on needs room for all of its beginning, which is not charged as said once more', async () => {
  const person = await somebody();
  const first = await person.send(await person.converse());
  const prompt = await person.promptOf(first);
  await person.end(first, 'interrupted', used(1, prompt, 10));
  const beginning = 'á'.repeat(200_000);
  const further = await person.again(first, beginning);
  const whole = prompt + estimateTokens(beginning);
  expect(await person.promptOf(further)).toBe(whole);
  await person.loseProcess(further, `${beginning}y más`);
  await person.sweep(further.messageId);
  const spent = prompt + 10 + whole + estimateTokens('y más');
  expect((await person.books()).ledger).toEqual({ messages: 2, tokens: spent });

  // Nothing was said beyond the beginning: it is given back.
  const silent = await person.again(first, beginning);
  await person.loseProcess(silent, beginning);
  await person.sweep(silent.messageId);
  expect((await person.books()).ledger).toEqual({ messages: 2, tokens: spent });

  await person.limit({ tokens: spent + whole - 1 });
  await expect(person.again(first, beginning)).rejects.toMatchObject({ details: { limit: 'token_cap' } });
  await person.again(first);
});

test('answers above that still grow count as what is held for them', async () => {
  const person = await somebody();
  const conversation = await person.converse();
  const prompt = await person.promptOf(await person.send(conversation));
  const below = await person.send(conversation);
  expect(await person.promptOf(below)).toBe(prompt + ANSWER_TOKENS + 1);
});

test('a renewed lease keeps its reservation, and an answer counts for the month that it was asked for in', async () => {
  const person = await somebody();
  const growing = await person.send(await person.converse());
  await person.sweep(growing.messageId);
  expect((await person.books()).held?.messages).toBe(1);
  await sql.asSystem(
    `WITH gone AS (DELETE FROM usage_reservations WHERE message_id = $1 RETURNING *)
     INSERT INTO usage_reservations SELECT user_id, message_id, created_at, '2026-01-01T00:00Z', '2026-01-31', model, prompt_tokens, tokens FROM gone`,
    [growing.messageId],
  );
  await person.end(growing, 'complete', used(1, 5, 5));
  const periods = await sql.asSystem(
    'SELECT period_start AS start, messages FROM usage_periods WHERE user_id = $1',
    [person.userId],
  );
  expect(periods).toEqual([{ start: new Date('2026-01-01T00:00Z'), messages: 1 }]);
  expect((await person.books()).dayRows).toEqual([
    { day: '2026-01-31', model: 'small', messages: 1, tokens: 10 },
  ]);
});
