import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import type { LiveAnswer } from './generateAnswer.ts';
import { nameOf } from './messageKey.ts';
import { findExpiredLeases, interruptOrphan, renewLeases } from './store.ts';
import { GROWTH_CHANNEL } from './textWriter.ts';

const RENEW_MS = 3_000;

/** Renews this process's leases and takes over what lost its process: such a message becomes `interrupted`. */
export function startLeaseKeeper(options: {
  database: Database;
  owner: string;
  live: Map<string, LiveAnswer>;
  log: Log;
}) {
  const { database, owner, live, log } = options;
  const renew = async () => {
    if (live.size === 0) return;
    const before = [...live.values()];
    const held = await renewLeases(database, owner);
    const names = new Set(held.map(nameOf));
    for (const lease of held) if (lease.stopRequested) live.get(nameOf(lease))?.abort('stopped');
    for (const answer of before) {
      if (!names.has(nameOf(answer)) && answer.text.state().final === undefined) answer.abort('lost');
    }
  };
  const sweep = async () => {
    const orphans = await findExpiredLeases(database);
    for (const orphan of orphans) await interruptOrphan(database, orphan);
    if (orphans.length > 0) {
      log.warn({ count: orphans.length }, 'answers whose server process is gone were interrupted');
      database.notifier.publish(GROWTH_CHANNEL, '');
    }
  };
  let running: Promise<void> | undefined;
  const round = () => {
    running ??= renew()
      .then(sweep)
      .catch((error: unknown) => log.warn({ err: error }, 'leases could not be renewed'))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(round, RENEW_MS);
  round();
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
