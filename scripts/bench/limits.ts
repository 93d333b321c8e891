import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { endMessage } from '../../server/generation/store.ts';
import { appendTurn } from '../../server/generation/turns.ts';
import { type Database, openDatabase } from '../../server/platform/database/database.ts';
import { createLog } from '../../server/platform/log.ts';
import { now } from './clock.ts';
import type { BenchContext } from './context.ts';
import { withoutLimits } from './floors/withoutLimits.ts';
import { newPerson } from './people.ts';
import type { Measurement } from './report.ts';
import { alternate, median, quantile } from './statistics.ts';

const ROUNDS = 300;
const WARM_UP = 40;
/** How long the conversation is that the message goes into, in messages. */
const HISTORIES = [40, 200] as const;
const MAX_MS = 2;
const MAX_STATEMENTS = 3;

/**
 * What limits cost a message: sending and ending it as the product does it, and by the same statements without the parts
 * that check, reserve and settle. For somebody with a plan's limits and caps of their own on everything.
 */
export async function benchLimits(context: BenchContext): Promise<Measurement[]> {
  const database = openDatabase({ url: context.databaseUrl, poolSize: 1, log: createLog('error') });
  const writer = new pg.Client({ connectionString: context.databaseUrl });
  await writer.connect();
  try {
    const measured: Measurement[] = [];
    for (const length of HISTORIES) {
      context.say(`a message after ${length} others`);
      measured.push(...(await measure(database, writer, length)));
    }
    return measured;
  } finally {
    await Promise.all([database.close(), writer.end()]);
  }
}

async function measure(database: Database, writer: pg.Client, length: number): Promise<Measurement[]> {
  const target = await converse(writer, length);
  const kipux = counting(database);
  const floor = counting(withoutLimits(database));
  const samples = await alternate(
    { kipux: () => exchange(kipux.database, target), floor: () => exchange(floor.database, target) },
    { warmUp: WARM_UP, rounds: ROUNDS },
  );
  const messages = ROUNDS + WARM_UP;
  const name = `limits of a message after ${length}`;
  const compare = 'difference';
  return [
    { name, kipux: median(samples.kipux), floor: median(samples.floor), unit: 'ms', compare, target: MAX_MS },
    {
      name: `${name}, p95`,
      kipux: quantile(samples.kipux, 0.95),
      floor: quantile(samples.floor, 0.95),
      unit: 'ms',
      compare,
    },
    {
      name: `${name}, statements`,
      kipux: kipux.statements() / messages,
      floor: floor.statements() / messages,
      unit: 'statements',
      compare,
      target: MAX_STATEMENTS,
    },
  ];
}

type Target = { userId: string; conversationId: string; parentId: string };

/** One message sent and its answer ended, under the same history every time. */
async function exchange(database: Database, { userId, conversationId, parentId }: Target): Promise<number[]> {
  const writer = { userId, owner: 'bench', defaultModel: 'bench' };
  const question = { parentId, content: 'And what does the third paragraph say about that?' };
  const started = now();
  const { assistantMessage } = await appendTurn(database, writer, conversationId, question);
  await endMessage(
    database,
    writer.owner,
    { userId, messageId: assistantMessage.id },
    {
      content: 'It says the same.',
      status: 'complete',
      error: null,
      citations: [],
      messages: 1,
      usage: { inputTokens: 900, outputTokens: 5, isEstimated: false },
    },
  );
  return [now() - started];
}

/** Every statement beyond the one that each of a message's two trips has been would show here. */
function counting(database: Database): { database: Database; statements(): number } {
  let count = 0;
  return {
    statements: () => count,
    database: {
      ...database,
      readAsUser: (...call) => {
        count += 1;
        return database.readAsUser(...call);
      },
      changeAsUser: (...call) => {
        count += 1;
        return database.changeAsUser(...call);
      },
      withUser: () => Promise.reject(new Error('a message takes more than single statements: count them')),
    },
  };
}

/** Somebody with limits on everything, and a conversation of so many messages; gives its last one. */
async function converse(writer: pg.Client, length: number): Promise<Target> {
  const person = newPerson();
  const conversationId = randomUUID();
  const ids = Array.from({ length }, () => randomUUID());
  await writer.query('BEGIN');
  await writer.query("SELECT set_config('role', 'kipux_system', true)");
  await writer.query(
    "INSERT INTO users (id, email, password_hash, message_cap, token_cap) VALUES ($1, $2, 'x', 1000000, 2000000000)",
    [person.id, person.email],
  );
  await writer.query(
    "INSERT INTO user_subscriptions (user_id, id, plan_code, status, current_period_start) VALUES ($1, $1, 'pro', 'active', now())",
    [person.id],
  );
  await writer.query('INSERT INTO conversations (user_id, id, seq) VALUES ($1, $2, 1)', [
    person.id,
    conversationId,
  ]);
  await writer.query(
    `INSERT INTO messages (user_id, id, conversation_id, parent_id, role, content, status, position, seq)
     SELECT $1, id, $2, lag(id) OVER (ORDER BY n), (CASE WHEN n % 2 = 1 THEN 'user' ELSE 'assistant' END)::message_role,
       repeat('The quick brown fox jumps over the lazy dog. ', 10), 'complete', n, n
     FROM unnest($3::uuid[]) WITH ORDINALITY AS made (id, n)`,
    [person.id, conversationId, ids],
  );
  await writer.query('COMMIT');
  await writer.query('ANALYZE messages').catch(() => undefined); // only the owner may
  return { userId: person.id, conversationId, parentId: ids.at(-1) ?? '' };
}
