import type pg from 'pg';
import type { Log } from './log.ts';

/** Notes when and from where sessions are used, without a write per request. */
export type SessionUse = {
  note(sid: string, address: string): void;
  /** Writes what was noted since the last time. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

const FLUSH_MS = 30_000;

const WRITE_USE = `UPDATE session SET last_used_at = now(), address = used.address
  FROM unnest($1::text[], $2::text[]) used (sid, address) WHERE session.sid = used.sid`;

/** One statement every half minute for all sessions that this process has seen meanwhile. */
export function createSessionUse(pool: pg.Pool, log: Log): SessionUse {
  let noted = new Map<string, string>();
  const flush = async () => {
    if (noted.size === 0) return;
    const used = noted;
    noted = new Map();
    await pool.query(WRITE_USE, [[...used.keys()], [...used.values()]]).catch((error: unknown) => {
      log.warn({ err: error }, 'the last use of sessions was not written');
    });
  };
  const timer = setInterval(() => void flush(), FLUSH_MS);
  timer.unref();
  return {
    note: (sid, address) => void noted.set(sid, address),
    flush,
    close() {
      clearInterval(timer);
      return flush();
    },
  };
}
