import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { KnownRow } from '#shared/changes.ts';
import { messageSchema } from '#shared/entities.ts';
import type { WaitingKind } from '#shared/outbox.ts';
import { toCacheError } from '../../cache/cacheError.ts';
import { newId } from '../../cache/testing/rows.ts';
import { createModelDevice, FAULTS, type Fault, type ModelDevice } from './modelDevice.ts';
import { createModelServer, type Guard, type Happening, type ModelServer } from './modelServer.ts';

/** One thing that happens to two devices and their server. */
export type Step =
  | { do: 'change'; device: 0 | 1; kind: WaitingKind; pick: number; text: string }
  | { do: 'send'; device: 0 | 1; faults: Fault[]; pick: number; text: string }
  | { do: 'pull'; device: 0 | 1; faults: Fault[]; limit: number }
  | { do: 'happens'; what: Happening; pick: number; text: string }
  | { do: 'slow transaction'; pick: number; text: string }
  | { do: 'commit' }
  | { do: 'make room'; device: 0 | 1 }
  | { do: 'restore'; device: 0 | 1; pick: number; text: string }
  | { do: 'kill device'; device: 0 | 1 }
  | { do: 'kill server' }
  | { do: 'clock jumps'; device: 0 | 1; hours: number }
  | { do: 'disk full'; device: 0 | 1; full: boolean };

const KINDS: WaitingKind[] = [
  'createConversation',
  'createConversation',
  'sendMessage',
  'sendMessage',
  'updateConversation',
  'updateConversation',
  'updateConversation',
  'deleteConversation',
  'updateAccount',
];
const HAPPENINGS: Happening[] = [
  'answer ends',
  'answer ends',
  'renamed elsewhere',
  'renamed elsewhere',
  'new document',
  'document deleted',
  'backup',
  'restored',
];

const device = fc.constantFrom<(0 | 1)[]>(0, 1);
const pick = fc.nat(3);
const text = fc.stringMatching(/^[a-z]{1,6}$/);
const faults = fc.array(fc.constantFrom('none' as const, 'none' as const, ...FAULTS), { maxLength: 4 });
const as = <T extends Step['do']>(name: T) => fc.constant(name);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: as('change'), device, kind: fc.constantFrom(...KINDS), pick, text }),
  },
  { weight: 6, arbitrary: fc.record({ do: as('send'), device, faults, pick, text }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: as('pull'), device, faults, limit: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: as('happens'), what: fc.constantFrom(...HAPPENINGS), pick, text }),
  },
  { weight: 2, arbitrary: fc.record({ do: as('slow transaction'), pick, text }) },
  { weight: 1, arbitrary: fc.record({ do: as('commit') }) },
  { weight: 2, arbitrary: fc.record({ do: as('make room'), device }) },
  { weight: 1, arbitrary: fc.record({ do: as('restore'), device, pick, text }) },
  { weight: 1, arbitrary: fc.record({ do: as('kill device'), device }) },
  { weight: 1, arbitrary: fc.record({ do: as('kill server') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: as('clock jumps'), device, hours: fc.integer({ min: -9_000, max: 9_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: as('disk full'), device, full: fc.constantFrom(true, true, false) }),
  },
);

/** Histories of 14 to 54 steps, more than 30 at the median. */
export const histories = fc.array(step, { minLength: 14, maxLength: 54, size: 'max' });

export type Folder = { template: string; folder: string };

/**
 * Lets a history happen, and looks after each step whether everything still holds. Throws what does not; gives what went
 * wrong, by name. `without` takes one of the server's guards out.
 */
export async function live(
  steps: readonly Step[],
  { template, folder }: Folder,
  without?: Guard,
): Promise<ReadonlySet<string>> {
  const server = createModelServer(without);
  const devices = [0, 1].map((n) =>
    createModelDevice(server, template, path.join(folder, `device${n}.sqlite`)),
  );
  const people = devices.map((one) => createPerson(one));
  try {
    for (const [index, one] of steps.entries()) {
      await take(one, server, people);
      for (const person of people) assertTrue(server, person, `after step ${index}`);
    }
    server.commitOpen();
    for (const person of people) {
      person.device.setFull(false);
      await settle(person);
    }
    for (const person of people) {
      await settle(person);
      person.device.restore(messagesOn(server), () => {});
      assertWhole(server, person.device);
    }
    for (const person of people) assertTrue(server, person, 'at the end');
    const told = steps
      .map((one): string => one.do)
      .filter((what) => what === 'clock jumps' || what === 'make room');
    return new Set([...told, ...devices.flatMap((one) => [...one.met()])]);
  } finally {
    for (const one of devices) one.close();
  }
}

/** Sends and pulls without any fault; what the server refused the person takes back. */
async function settle(person: Person): Promise<void> {
  const { device: its } = person;
  await its.pull([], 3);
  for (let round = 0; round < 2; round++) {
    await its.flush([], () => {});
    const before = its.waiting();
    its.discardFailed();
    const left = new Set(its.waiting().map(({ id }) => id));
    for (const { id } of before) if (!left.has(id)) person.settled.add(id);
  }
  await its.pull([], 3);
}

/** What the server says of a conversation's messages, now. */
const messagesOn =
  (server: ModelServer) =>
  (conversationId: string): KnownRow[] =>
    server
      .changes()
      .flatMap(({ type, id, row }) => (type === 'message' && row ? [{ type, id, row }] : []))
      .filter(({ row }) => row.conversationId === conversationId);

function tolerateFullDisk(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (toCacheError(error).code !== 'full') throw error;
  }
}

type Person = { device: ModelDevice; made: Map<string, WaitingKind>; settled: Set<string>; clock: number };

function createPerson(one: ModelDevice): Person {
  return { device: one, made: new Map(), settled: new Set(), clock: Date.UTC(2026, 2, 1) };
}

async function take(one: Step, server: ModelServer, people: readonly Person[]): Promise<void> {
  if (one.do === 'happens') return server.happen(one.what, one.pick, one.text);
  if (one.do === 'slow transaction') return server.beginSlowly(one.pick, one.text);
  if (one.do === 'commit') return server.commitOpen();
  if (one.do === 'kill server') return server.kill();
  const person = people[one.device];
  if (!person) return;
  const { device: its } = person;
  switch (one.do) {
    case 'change':
      return makeChange(person, one);
    case 'send':
      return its.flush(one.faults, () => server.happen('renamed elsewhere', one.pick, one.text));
    case 'pull':
      return its.pull(one.faults, one.limit);
    case 'make room':
      return tolerateFullDisk(() => its.makeRoom());
    case 'restore':
      return tolerateFullDisk(() =>
        its.restore(messagesOn(server), () => server.happen('answer ends', one.pick, one.text)),
      );
    case 'kill device':
      return its.kill();
    case 'clock jumps':
      person.clock += one.hours * 3_600_000;
      return;
    case 'disk full':
      return its.setFull(one.full);
  }
}

/** What a person does with what is in front of them. */
function makeChange(
  person: Person,
  { kind, pick: among, text: words }: Extract<Step, { do: 'change' }>,
): void {
  const { device: its } = person;
  const shown = its.cache().conversations({ limit: 50, cursor: undefined, archived: 'false' }).conversations;
  const chosen = shown[among % Math.max(1, shown.length)];
  if (!chosen && kind !== 'createConversation' && kind !== 'updateAccount') return;
  const id = newId();
  const conversationId =
    kind === 'createConversation' ? id : kind === 'updateAccount' ? null : (chosen?.id ?? null);
  const bodies: Record<WaitingKind, Record<string, unknown>> = {
    createConversation: { id, title: words },
    updateConversation: { changeId: id, ...(among === 3 ? { archived: true } : { title: words }) },
    deleteConversation: {},
    // Long enough that a full disk has no room for it.
    sendMessage: { id, content: `${words} ${id} ${'quipu '.repeat(600)}` },
    updateAccount: { changeId: id, settings: { theme: among % 2 === 0 ? 'dark' : 'light' } },
  };
  person.clock += 60_000;
  const createdAt = new Date(person.clock).toISOString();
  if (!its.change({ id, kind, conversationId, body: bodies[kind], createdAt })) return;
  if (kind !== 'deleteConversation') {
    person.made.set(id, kind);
    return;
  }
  // What waited for a conversation that is deleted goes with it.
  const waiting = new Set(its.waiting().map((entry) => entry.id));
  for (const other of person.made.keys()) if (!waiting.has(other)) person.settled.add(other);
}

function assertTrue(server: ModelServer, person: Person, when: string): void {
  assertNothingLost(server, person, when);
  assertUpToCursor(server, person.device, when);
  const wrong = server.wrongTitles();
  if (wrong.length > 0) throw new Error(`${when}: a rename was done twice, in ${wrong.join(', ')}`);
}

/** Every change that was kept waits, or the server has carried it out; no message is there twice. */
function assertNothingLost(server: ModelServer, { device: its, made, settled }: Person, when: string): void {
  const waiting = new Map(its.waiting().map((entry) => [entry.id, entry]));
  for (const [id, kind] of made) {
    if (settled.has(id)) continue;
    const entry = waiting.get(id);
    if (!entry && !server.hasExecuted(id)) {
      // A server that was restored forgets what came after its backup; a person takes back what it refused.
      settled.add(id);
      if (!server.mayHaveForgotten(id)) throw new Error(`${when}: the ${kind} ${id} is lost`);
    }
    if (kind === 'sendMessage' && entry && server.messageCount(String(entry.body['content'])) > 1)
      throw new Error(`${when}: the message ${id} is there twice`);
  }
}

/** What the device has up to its cursor is what the server has; of what is newer it may know more or less. */
function assertUpToCursor(server: ModelServer, its: ModelDevice, when: string): void {
  const { cursor, epoch, replacing } = its.position();
  if (replacing || epoch !== server.newest().epoch) return;
  const stored = new Map(its.stored().map((row) => [`${row.type} ${row.id}`, row]));
  for (const change of server.changes()) {
    const key = `${change.type} ${change.id}`;
    const row = stored.get(key);
    stored.delete(key);
    if (change.seq > cursor) continue;
    if (change.deleted && row) throw new Error(`${when}: ${key} was deleted and is still there`);
    // What was dropped to make room may be missing, and is right where it is not.
    if (!row && change.type === 'message' && !change.deleted && !its.isWhole(change.row.conversationId))
      continue;
    if (!change.deleted && !isDeepStrictEqual(row && JSON.parse(row.row), change.row))
      throw new Error(`${when}: ${key} of ${change.seq} is not as the server has it at ${cursor}`);
  }
  for (const [key, row] of stored) {
    const parent =
      row.type === 'message' ? messageSchema.parse(JSON.parse(row.row)).conversationId : undefined;
    const gone = server.changes().find(({ id, deleted }) => deleted && id === parent);
    if (!gone || gone.seq <= cursor) throw new Error(`${when}: ${key} is not on the server at all`);
  }
}

/** The device shows what a full download shows. */
function assertWhole(server: ModelServer, its: ModelDevice): void {
  if (its.waiting().length > 0) throw new Error(`at the end ${its.waiting().length} changes still wait`);
  const rows = server.changes().filter(({ deleted }) => !deleted);
  const stored = new Map(its.stored().map((row) => [`${row.type} ${row.id}`, row]));
  if (stored.size !== rows.length)
    throw new Error(`at the end there are ${stored.size} rows instead of ${rows.length}`);
  for (const { type, id, row } of rows) {
    if (!isDeepStrictEqual(JSON.parse(stored.get(`${type} ${id}`)?.row ?? 'null'), row))
      throw new Error(`at the end ${type} ${id} is not as the server has it`);
  }
  if (!its.cache().checkRows('').whole)
    throw new Error('at the end a whole cache is taken for a damaged one');
}
