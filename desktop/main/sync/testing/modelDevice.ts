import { copyFileSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { KnownRow } from '#shared/changes.ts';
import { ClientError } from '#shared/client/client.ts';
import type { Transport } from '#shared/client/transport.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { WAITING_KINDS } from '#shared/outbox.ts';
import { type Cache, createCache } from '../../cache/cache.ts';
import { CacheError, toCacheError } from '../../cache/cacheError.ts';
import { openCache, removeCache } from '../../cache/openCache.ts';
import { openOutbox, outboxFile } from '../../cache/openOutbox.ts';
import {
  createOutbox,
  type NewEntry,
  nextToSend,
  type OutboxStore,
  presentEntry,
} from '../../cache/outbox.ts';
import { createOutboxSender } from '../outboxSender.ts';
import { createPuller } from '../puller.ts';
import type { ModelServer } from './modelServer.ts';

/** What goes wrong with one call, or right after it. */
export const FAULTS = [
  'none',
  'request lost',
  'answer lost',
  'comes twice',
  'comes late',
  'cut off',
  'client killed',
  'server killed',
  'signed out',
] as const;
export type Fault = (typeof FAULTS)[number];

export const IDENTITY = { userId: 'user-1', serverUrl: 'http://server.test' };
const MOST_CALLS = 500;
const NO_LIMIT = 1_073_741_823;

class Killed extends Error {}

type Opened = { db: DatabaseSync; outboxDb: DatabaseSync; outbox: OutboxStore; cache: Cache };

/** Empty files of the newest version, made once: a device of a test begins with a copy. */
export function makeTemplate(folder: string): string {
  const file = path.join(folder, 'template.sqlite');
  openCache(file, IDENTITY).db.close();
  openOutbox(outboxFile(file), IDENTITY).close();
  return file;
}

/**
 * A device with the real cache, outbox, puller and sender, whose connection, process and disk fail as told: one fault for
 * each call, in order.
 */
export function createModelDevice(server: ModelServer, template: string, file: string) {
  let generation = 0;
  let place = file;
  if (!existsSync(place)) copyFileSync(template, place);
  if (!existsSync(outboxFile(place))) copyFileSync(outboxFile(template), outboxFile(place));
  let opened = open(place);
  let queue: Fault[] = [];
  let fault: Fault = 'none';
  let calls = 0;
  let isFull = false;
  const met = new Set<string>();
  /** What else happens while a late answer is on its way. */
  let meanwhile: () => void = () => {};

  /** What kill -9 leaves: the files as they are at this moment, with their logs, and nothing that was in memory. */
  function kill(): void {
    met.add('client killed');
    const former = place;
    generation += 1;
    place = `${file}.${generation}`;
    for (const base of [(name: string) => name, outboxFile]) {
      for (const suffix of ['', '-wal']) {
        const from = base(former) + suffix;
        if (existsSync(from)) copyFileSync(from, base(place) + suffix);
      }
    }
    close(opened);
    for (const base of [former, outboxFile(former)]) rmSync(base, { force: true });
    opened = open(place);
    for (const db of [opened.db, opened.outboxDb]) {
      const answer = db.prepare('PRAGMA quick_check').get()?.quick_check;
      if (answer !== 'ok') throw new Error(`after a kill the file is damaged: ${String(answer)}`);
    }
    limitDisk();
  }

  /** The session has ended: the cache goes, what waits stays. */
  function signOut(): void {
    close(opened);
    removeCache(place);
    copyFileSync(template, place);
    opened = open(place);
    limitDisk();
  }

  function limitDisk(): void {
    for (const db of [opened.db, opened.outboxDb]) {
      const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count);
      db.exec(`PRAGMA max_page_count = ${isFull ? pages : NO_LIMIT}`);
    }
  }

  /** One call over a bad line. */
  function call(endpoint: Endpoint, input: { query?: Query; params?: { id: string }; body?: Body }): unknown {
    fault = queue.shift() ?? 'none';
    if (fault !== 'none') met.add(fault);
    if (++calls > MOST_CALLS) throw new Error(`the device asks without end: ${endpoint.path}`);
    if (fault === 'request lost') throw new ClientError('offline', fault);
    if (fault === 'signed out') throw new ClientError('not_signed_in', fault);
    if (fault === 'server killed' && calls % 2 === 0) {
      server.kill();
      throw new ClientError('offline', 'killed before it was committed');
    }
    let answer = ask(endpoint, input);
    if (fault === 'comes twice') answer = ask(endpoint, input);
    if (fault === 'server killed') {
      server.kill();
      throw new ClientError('offline', 'killed after it was committed');
    }
    if (fault === 'answer lost') throw new ClientError('offline', fault);
    if (fault === 'cut off') throw new ClientError('incompatible', 'half of an answer');
    if (fault === 'client killed' && calls % 2 === 0) throw new Killed();
    return answer;
  }

  function ask(
    endpoint: Endpoint,
    { query, params, body = {} }: { query?: Query; params?: { id: string }; body?: Body },
  ) {
    if (endpoint.path === endpoints.pullChanges.path && query)
      return server.pull(query.cursor, query.limit, query.epoch);
    const kind = WAITING_KINDS.find((known) => endpoints[known] === endpoint);
    if (!kind) throw new Error(`the model server has no ${endpoint.path}`);
    const named = body['id'] ?? body['changeId'];
    const id = typeof named === 'string' ? named : `${params?.id} deleted`;
    return server.handle({
      kind,
      id,
      conversationId: kind === 'createConversation' ? id : (params?.id ?? null),
      body,
    });
  }

  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the model server's answers are those of the contract
  const transportCall = (async (endpoint: Endpoint, input: Parameters<typeof call>[1]) => {
    const answer = call(endpoint, input);
    if (fault === 'comes late') await overtake();
    return answer;
  }) as Transport['call'];

  /** The answer is on its way, and others are faster. */
  async function overtake(): Promise<void> {
    const [rest, own] = [queue, fault];
    queue = [];
    fault = 'none';
    meanwhile();
    await pullNow(3).catch(ignoreExpected);
    [queue, fault] = [rest, own];
  }

  const killAfterwards =
    <A extends unknown[], R>(work: (...parameters: A) => R) =>
    (...parameters: A): R => {
      const result = work(...parameters);
      if (fault === 'client killed') throw new Killed();
      return result;
    };

  async function pullNow(limit: number): Promise<void> {
    const { cache } = opened;
    const applyPage = killAfterwards((page: Parameters<Cache['applyPage']>[0]) => {
      const result = cache.applyPage(page);
      if (fault === 'comes twice' && (cache.applyPage(page)?.applied.length ?? 0) > 0)
        throw new Error('a page that came twice was applied twice');
      return result;
    });
    const parts = { position: () => cache.position(), restart: cache.restart, applyPage };
    const puller = createPuller({ call: transportCall, cache: parts, tell: () => {}, pageSize: limit });
    await puller.catchUp(new AbortController().signal);
  }

  async function flushNow(): Promise<void> {
    const { cache, outbox } = opened;
    const sender = createOutboxSender({
      call: transportCall,
      tell: () => {},
      cache: {
        position: () => cache.position(),
        acknowledge: killAfterwards(cache.acknowledge),
        forget: killAfterwards(cache.forget),
        nextChange: () => nextToSend(outbox.entries()),
        markTried: outbox.markTried,
        changeDone: outbox.done,
        changeRefused: outbox.refuse,
        waitingChanges: () => outbox.entries().map(presentEntry),
      },
    });
    await sender.flush(new AbortController().signal);
  }

  async function attempt(work: () => Promise<void>, faults: readonly Fault[]): Promise<void> {
    queue = [...faults];
    calls = faults.length;
    try {
      await work();
    } catch (error) {
      if (error instanceof Killed) kill();
      else if (error instanceof ClientError && error.code === 'not_signed_in') signOut();
      else {
        ignoreExpected(error);
        if (!(error instanceof ClientError)) met.add('disk full');
      }
    } finally {
      queue = [];
      fault = 'none';
    }
  }

  return {
    pull: (faults: readonly Fault[], limit: number) => attempt(() => pullNow(limit), faults),
    flush: (faults: readonly Fault[], other: () => void) => {
      meanwhile = other;
      return attempt(flushNow, faults).finally(() => {
        meanwhile = () => {};
      });
    },
    kill,
    /** What has gone wrong so far, by name. */
    met: (): ReadonlySet<string> => met,
    setFull(full: boolean): void {
      isFull = full;
      limitDisk();
    },
    /** Whether the device could keep the change; a full disk says so. */
    change(entry: NewEntry): boolean {
      try {
        opened.outbox.put(entry);
        return true;
      } catch (error) {
        if (toCacheError(error).code !== 'full') throw error;
        met.add('disk full');
        return false;
      }
    },
    waiting: () => opened.outbox.entries(),
    discardFailed(): void {
      for (const { id, problem } of opened.outbox.entries()) if (problem) opened.outbox.discard(id);
    },
    /** Drops the oldest content, as a device does that has no more room for it. */
    makeRoom: () => void opened.cache.dropOldest(),
    /** Puts back what was dropped; `between` happens between asking and writing. */
    restore(dropped: (conversationId: string) => KnownRow[], between: () => void): void {
      for (const { id } of opened.db.prepare('SELECT conversation_id AS id FROM dropped').all()) {
        const { cache } = opened;
        const asked = cache.position();
        const rows = dropped(String(id));
        between();
        cache.acknowledge(rows, asked.cursor, asked.epoch);
        cache.madeWhole(String(id), asked);
      }
    },
    isWhole: (conversationId: string) => opened.cache.isWhole(conversationId),
    position: () => opened.cache.position(),
    cache: () => opened.cache,
    stored: (): { type: string; id: string; seq: number; row: string }[] => storedRows(opened.db),
    close: () => close(opened),
  };
}

export type ModelDevice = ReturnType<typeof createModelDevice>;

type Query = { cursor: number; limit: number; epoch?: string };
type Body = Record<string, unknown>;

function open(file: string): Opened {
  const outboxDb = openOutbox(outboxFile(file), IDENTITY);
  const { db } = openCache(file, IDENTITY);
  const outbox = createOutbox(outboxDb);
  return { db, outboxDb, outbox, cache: createCache(db, '1', outbox.entries) };
}

function close({ db, outboxDb }: Opened): void {
  db.close();
  outboxDb.close();
}

/** A server out of reach, half an answer, a full disk: the engine tries again later. */
function ignoreExpected(error: unknown): void {
  if (error instanceof ClientError && (error.code === 'offline' || error.code === 'incompatible')) return;
  const known = error instanceof Killed ? undefined : toCacheError(error);
  if (!(known instanceof CacheError) || known.code !== 'full') throw error;
}

function storedRows(db: DatabaseSync) {
  return db
    .prepare(
      `SELECT 'conversation' AS type, id, seq, row FROM conversations UNION ALL SELECT 'document', id, seq, row FROM documents
       UNION ALL SELECT 'settings', id, seq, row FROM settings
       UNION ALL SELECT 'message', id, seq, json_set(row, '$.content', content) FROM messages`,
    )
    .all()
    .map((row) => ({
      type: String(row.type),
      id: String(row.id),
      seq: Number(row.seq),
      row: String(row.row),
    }));
}
