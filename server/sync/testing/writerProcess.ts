import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Database,
  openDatabase,
  type SeqNumbers,
  type Transaction,
} from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';

/**
 * A process that writes a user's conversations: `writerProcess.ts DATABASE_URL USER_ID MODE`. It says a line of JSON for
 * each of its transactions once it has ended, see WriterLine. Its transactions take their time and often fail half-way.
 * `unlocked`: the numbers come from a transaction of their own, as a sequence would give them. `held`: writes once, never
 * commits, and waits to be killed.
 */
export type WriterMode = 'locked' | 'unlocked' | 'held';

/** How a conversation ended up, by the number that says which line is the latest; null: deleted. Or what is not to be. */
export type WriterLine = { id: string; seq: number; title: string | null } | { undone: string };

const [url = '', userId = '', mode = 'locked'] = process.argv.slice(2);
const TRANSACTIONS = 14;
const LONGEST_MS = 30;

const say = (line: WriterLine) => process.stdout.write(`${JSON.stringify(line)}\n`);
const random = (below: number) => Math.floor(Math.random() * below);

type Numbers = SeqNumbers & { last(): number };

/** Remembers the number that was given last. */
function noting(seqs: SeqNumbers): Numbers {
  let last = 0n;
  return { next: () => (last = seqs.next()), last: () => Number(last) };
}

/** One transaction with a number for one row. */
async function inTransaction<T>(
  database: Database,
  work: (tx: Transaction, seqs: Numbers) => Promise<T>,
): Promise<T> {
  if (mode !== 'unlocked') return database.withChanges(userId, 1, (tx, seqs) => work(tx, noting(seqs)));
  const taken = await database.withChanges(userId, 1, async (_tx, seqs) => seqs.next());
  await pause(random(LONGEST_MS));
  return database.withUser(userId, (tx) => work(tx, noting({ next: () => taken })));
}

class Undone extends Error {}

/** Writes something about one conversation, and fails half-way in one of three times. */
async function write(database: Database, mine: string[]): Promise<void> {
  const kind = mine.length < 3 ? 'create' : (['create', 'rename', 'delete'] as const)[random(3)];
  const id = kind === 'create' ? randomUUID() : (mine[random(mine.length)] ?? '');
  const title = kind === 'delete' ? null : `${kind} ${randomUUID()}`;
  const fails = random(3) === 0;
  let seq = 0;
  try {
    await inTransaction(database, async (tx, seqs) => {
      await pause(random(LONGEST_MS));
      if (title === null) {
        await tx.conversation.delete({ where: { userId_id: { userId, id } } });
        await tx.tombstone.create({ data: { userId, type: 'conversation', id, seq: seqs.next() } });
      } else {
        const data = { title, seq: seqs.next() };
        const where = { userId_id: { userId, id } };
        await tx.conversation.upsert({ where, create: { userId, id, ...data }, update: data });
      }
      seq = seqs.last();
      await pause(random(LONGEST_MS));
      if (fails) throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
    return void (kind === 'create' && say({ undone: id }));
  }
  if (kind === 'create') mine.push(id);
  if (kind === 'delete') mine.splice(mine.indexOf(id), 1);
  say({ id, seq, title });
}

async function holdForever(database: Database): Promise<void> {
  await database.withChanges(userId, 1, async (tx, seqs) => {
    const id = randomUUID();
    await tx.conversation.create({ data: { userId, id, title: 'never', seq: seqs.next() } });
    say({ undone: id });
    await new Promise(() => setInterval(() => undefined, 60_000));
  });
}

const database = openDatabase({ url, poolSize: 2, log: createLog('silent') });
if (mode === 'held') await holdForever(database);
const mine: string[] = [];
for (let n = 0; n < TRANSACTIONS; n++) await write(database, mine);
await database.close();
