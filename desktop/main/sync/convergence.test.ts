/* oxlint-disable typescript/no-unsafe-type-assertion -- rows are made wrong on purpose, or only in part */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KnownRow } from '#shared/changes.ts';
import { ClientError } from '#shared/client/client.ts';
import type { Transport } from '#shared/client/transport.ts';
import { type Cache, createCache } from '../cache/cache.ts';
import { openCache } from '../cache/openCache.ts';
import type { ApplyPage } from '../cache/writes.ts';
import { createPuller } from './puller.ts';
import { createModelServer, type Edit } from './testing/modelServer.ts';

type Fault =
  | 'none'
  | 'request lost'
  | 'answer lost'
  | 'page twice'
  | 'page shuffled'
  | 'killed before'
  | 'killed after';
type Step =
  | { do: 'edit'; edit: Edit }
  /** This device's own write: the answer arrives `late` steps later. */
  | { do: 'write'; edit: Edit; late: number }
  | { do: 'sync'; faults: Fault[]; limit: number };

const IDENTITY = { userId: 'user-1', serverUrl: 'http://server.test' };
const KINDS: Edit['kind'][] = [
  'newConversation',
  'newConversation',
  'rename',
  'rename',
  'rename',
  'archive',
  'deleteConversation',
  'newMessage',
  'newMessage',
  'finishMessage',
  'newDocument',
  'deleteDocument',
  'settings',
  'backup',
  'restore',
];
const FAULTS: Fault[] = [
  'none',
  'none',
  'request lost',
  'answer lost',
  'page twice',
  'page shuffled',
  'killed before',
  'killed after',
];

const edit = fc.record({
  kind: fc.constantFrom(...KINDS),
  pick: fc.nat(3),
  text: fc.stringMatching(/^[a-z]{1,6}$/),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), edit }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const), edit, late: fc.nat(6) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 5 }),
      limit: fc.integer({ min: 1, max: 6 }),
    }),
  },
);

const MOST_PAGES = 500;

class Killed extends Error {}

/** A device whose connection and process fail as told, one fault a page. */
function createDevice(server: ReturnType<typeof createModelServer>, file: string) {
  let db: DatabaseSync = openCache(file, IDENTITY).db;
  let cache: Cache = createCache(db, '1');
  const restart = () => {
    db.close();
    db = openCache(file, IDENTITY).db;
    cache = createCache(db, '1');
  };

  async function sync(faults: Fault[], limit: number): Promise<void> {
    const queue = [...faults];
    let fault: Fault = 'none';
    let calls = 0;
    const call = (async (
      _endpoint: unknown,
      input: { query: { cursor: number; limit: number; epoch?: string } },
    ) => {
      fault = queue.shift() ?? 'none';
      if (++calls > MOST_PAGES)
        throw new Error(`the device asks without end, last from ${JSON.stringify(input.query)}`);
      if (fault === 'request lost') throw new ClientError('offline', fault);
      const page = server.pull(input.query.cursor, input.query.limit, input.query.epoch);
      if (fault === 'answer lost') throw new ClientError('offline', fault);
      return fault === 'page shuffled' ? { ...page, changes: page.changes.toReversed() } : page;
    }) as Transport['call'];
    const applyPage = (page: ApplyPage) => {
      if (fault === 'killed before') throw new Killed();
      const result = cache.applyPage(page);
      if (fault === 'page twice') expect(cache.applyPage(page)?.applied ?? []).toEqual([]);
      if (fault === 'killed after') throw new Killed();
      return result;
    };
    const restartDownload: Cache['restart'] = (...positions) => cache.restart(...positions);
    const parts = { position: () => cache.position(), applyPage, restart: restartDownload };
    const puller = createPuller({ call, cache: parts, tell: () => {}, pageSize: limit });
    await puller.catchUp(new AbortController().signal).catch((error: unknown) => {
      if (error instanceof Killed) restart();
      else if (!(error instanceof ClientError && error.code === 'offline')) throw error;
    });
  }

  return {
    sync,
    position: () => cache.position(),
    acknowledge: (rows: KnownRow[], since: number) => cache.acknowledge(rows, since),
    dump: () => dump(cache),
    integrity: () => db.prepare('PRAGMA integrity_check').get()?.integrity_check,
    close: () => db.close(),
  };
}

function dump(cache: Cache) {
  const lists = (['false', 'true'] as const).flatMap(
    (archived) => cache.conversations({ limit: 200, cursor: undefined, archived }).conversations,
  );
  return {
    conversations: lists,
    messages: lists.map(
      ({ id }) => cache.messages(id, { limit: 200, cursor: undefined, order: 'oldest' }).messages,
    ),
    documents: cache.documents({ limit: 200, cursor: undefined }).documents,
    settings: cache.settings(),
    found: cache.search('a', 50).length,
  };
}

/** The device's rows at the end, and those of a device that downloads everything anew. */
async function runHistory(steps: Step[], folder: string) {
  const server = createModelServer();
  const device = createDevice(server, path.join(folder, 'device.sqlite'));
  let answers: { due: number; row: KnownRow; since: number; epoch: string }[] = [];
  for (const [index, current] of steps.entries()) {
    if (current.do === 'sync') await device.sync(current.faults, current.limit);
    else {
      const since = device.position().cursor;
      const row = server.edit(current.edit);
      const { epoch } = server.newest();
      if (current.do === 'write' && row) answers.push({ due: index + current.late, row, since, epoch });
    }
    const due = answers.filter((answer) => answer.due <= index);
    answers = answers.filter((answer) => answer.due > index);
    // A server that was restored from a backup in the meantime answers no call of its former life.
    for (const { row, since, epoch } of due)
      if (epoch === server.newest().epoch) device.acknowledge([row], since);
  }
  await device.sync([], 3);
  const fresh = createDevice(server, path.join(folder, 'fresh.sqlite'));
  await fresh.sync([], 200);
  try {
    return {
      device: { ...device.dump(), integrity: device.integrity() },
      fresh: { ...fresh.dump(), integrity: 'ok' },
    };
  } finally {
    device.close();
    fresh.close();
  }
}

test('case 66: whatever happened and whatever failed, the cache ends like a full download', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'kipux-sync-'));
      try {
        const ended = await runHistory(steps, folder);
        expect(ended.device).toEqual(ended.fresh);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: Number(process.env.KIPUX_PROPERTY_RUNS ?? 100), interruptAfterTimeLimit: 60_000 },
  );
});
