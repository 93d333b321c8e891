import pLimit from 'p-limit';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import type { LiveAnswer } from './generateAnswer.ts';
import { type MessageKey, nameOf } from './messageKey.ts';
import { findOrphans, interruptOrphan, ORPHANS_AT_ONCE, renewLeases } from './store.ts';
import { GROWTH_CHANNEL } from './textWriter.ts';

const RENEW_MS = 3_000;
const SWEEP_MS = 1_000;
/** Each takes a connection to the database. */
const TAKEN_OVER_AT_ONCE = 2;

/** Renews this process's leases and takes over what lost its process: such a message becomes `interrupted`. */
export function startLeaseKeeper(options: {
  database: Database;
  owner: string;
  live: Map<string, LiveAnswer>;
  log: Log;
}) {
  const { database, owner, live, log } = options;
  const atOnce = pLimit(TAKEN_OVER_AT_ONCE);
  const renew = async () => {
    if (live.size === 0) return;
    const before = [...live.values()];
    const held = await renewLeases(database, owner, before);
    const names = new Set(held.map(nameOf));
    for (const lease of held) if (lease.stopRequested) live.get(nameOf(lease))?.abort('stopped');
    for (const answer of before) {
      if (!names.has(nameOf(answer)) && answer.text.state().final === undefined) answer.abort('lost');
    }
  };
  const sweep = async () => {
    for (;;) {
      const orphans = await findOrphans(database);
      const isDone = await Promise.allSettled(orphans.map((orphan) => atOnce(() => takeOver(orphan))));
      const count = isDone.filter(({ status }) => status === 'fulfilled').length;
      if (count > 0) {
        log.warn({ count }, 'answers whose server process is gone were interrupted');
        database.notifier.publish(GROWTH_CHANNEL, '');
      }
      if (count < ORPHANS_AT_ONCE) return;
    }
  };
  // One that cannot be taken over keeps nobody else from it, and is tried again.
  const takeOver = async (orphan: MessageKey) => {
    try {
      await interruptOrphan(database, orphan);
    } catch (error) {
      log.warn({ err: error, ...orphan }, 'an answer whose server process is gone could not be interrupted');
      throw error;
    }
  };
  let running: Promise<void> | undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;
  // Own leases come before the looking for others': after a pause (of this process, of the database) they have expired.
  const renewWhenDue = async () => {
    if (performance.now() - renewedAt < RENEW_MS - SWEEP_MS / 2) return;
    await renew();
    renewedAt = performance.now();
  };
  const round = () => {
    running ??= renewWhenDue()
      .then(sweep)
      .catch((error: unknown) => log.warn({ err: error }, 'leases could not be renewed'))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(round, SWEEP_MS);
  round();
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
