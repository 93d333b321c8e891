import { type Engine, EngineFailure } from './engine.ts';
import { execute, rows } from './engineSql.ts';
import { ADMINISTRATOR, OWNER } from './pglite.ts';
import type { Turns, TurnTaker } from './wire/turns.ts';

/** What PostgreSQL leaves to background processes, which the embedded engine does not have. */
export type Maintenance = {
  /** Ends it, with a last checkpoint. Nobody else may be using the engine. */
  stop(): void;
};

export type MaintenanceOptions = {
  engine: Engine;
  turns: Turns;
  /** Whether there is space for a checkpoint: without it PostgreSQL would end, where it could still be read. */
  hasRoom: () => boolean;
  /** How often it looks whether there is something to do, in milliseconds. */
  everyMs?: number;
  /** How often an idle database's tables are looked at, in milliseconds. */
  vacuumEveryMs?: number;
};

const megabyte = 1024 * 1024;

/** A checkpoint is due after this much write-ahead log, or after a while when there is any to speak of. */
const checkpointAfter = { bytes: 16 * megabyte, someBytes: megabyte / 4, ms: 5 * 60_000 };

/** How many times longer a busy database's tables are left alone. */
const BUSY_FACTOR = 10;

/** What measuring alone can take, in milliseconds. */
const UNNOTICED_MS = 0.05;

/** The share of time that the engine may have been at work in to count as idle. */
const IDLE_SHARE = 0.2;

/**
 * Writes checkpoints, so that the write-ahead log does not grow without end, and vacuums and analyses tables that have
 * changed, when there is little else to do.
 */
export function startMaintenance(options: MaintenanceOptions): Maintenance {
  const { engine, turns, hasRoom, everyMs = 1_000, vacuumEveryMs = 60_000 } = options;
  let lastCheckpoint = performance.now();
  let lastVacuum = performance.now();
  let lastBusyMs = turns.busyMs();
  let isIdle = false;
  let ownMs = 0;
  /** Whether somebody has used the database since its tables were looked at. */
  let untended = true;
  const failed = new Set<string>();

  const checkpoint = (): void => {
    if (!hasRoom()) return;
    asAdministrator(engine, () => execute(engine, 'CHECKPOINT'));
    lastCheckpoint = performance.now();
  };

  const isCheckpointDue = (): boolean => {
    const [distance] = rows(engine, logSinceCheckpoint);
    const bytes = Number(distance?.[0] ?? 0);
    if (bytes > checkpointAfter.bytes) return true;
    return bytes > checkpointAfter.someBytes && performance.now() - lastCheckpoint > checkpointAfter.ms;
  };

  const isVacuumDue = (): boolean =>
    performance.now() - lastVacuum > vacuumEveryMs * (isIdle ? 1 : BUSY_FACTOR);

  const taker: TurnTaker = {
    takeTurn: () => {
      const start = performance.now();
      if (isCheckpointDue()) checkpoint();
      // One table at a turn; the next look is due when there is none left.
      if (isVacuumDue() && !asAdministrator(engine, () => vacuumOne(engine, failed))) {
        lastVacuum = performance.now();
        untended = false;
      }
      ownMs += performance.now() - start;
      return false;
    },
  };

  const timer = setInterval(() => {
    const busyMs = turns.busyMs() - ownMs;
    const sinceLast = busyMs - lastBusyMs;
    lastBusyMs = busyMs;
    isIdle = sinceLast < everyMs * IDLE_SHARE;
    // Where nobody has asked for anything there is nothing to look after.
    if (sinceLast > UNNOTICED_MS) untended = true;
    if (untended && (sinceLast > UNNOTICED_MS || isVacuumDue())) turns.request(taker);
  }, everyMs);

  return {
    stop: () => {
      clearInterval(timer);
      turns.leave(taker);
      checkpoint();
    },
  };
}

const logSinceCheckpoint = 'SELECT pg_current_wal_insert_lsn() - redo_lsn FROM pg_control_checkpoint()';

/** Vacuums the table that needs it most, except for `failed` ones. Gives back whether there was one. */
function vacuumOne(engine: Engine, failed: Set<string>): boolean {
  const found = rows(engine, neediestTables).find(([name]) => name && !failed.has(name));
  const [table, isDirty, isOld] = found ?? [];
  if (!table) return false;
  try {
    if (isOld === 't') execute(engine, `VACUUM (FREEZE, ANALYZE) ${table}`);
    else execute(engine, isDirty === 't' ? `VACUUM (ANALYZE) ${table}` : `ANALYZE ${table}`);
  } catch (error) {
    if (error instanceof EngineFailure) throw error;
    failed.add(table);
  }
  return true;
}

/** The thresholds are autovacuum's, but for tables that are small. Old is: half of autovacuum_freeze_max_age. */
const neediestTables = `
  SELECT format('%I.%I', schemaname, relname), is_dirty, is_old FROM (
    SELECT schemaname, stat.relname, n_dead_tup,
      n_dead_tup > 200 + 0.2 * n_live_tup AS is_dirty,
      n_mod_since_analyze > 200 + 0.1 * n_live_tup AND relkind <> 't' AS is_changed,
      age(relfrozenxid) > 100000000 AS is_old
    FROM pg_stat_all_tables AS stat JOIN pg_class ON pg_class.oid = stat.relid
    WHERE relkind IN ('r', 'm', 't')
  ) AS tables
  WHERE is_dirty OR is_changed OR is_old
  ORDER BY is_old DESC, n_dead_tup DESC LIMIT 20`;

function asAdministrator<T>(engine: Engine, work: () => T): T {
  execute(engine, `SET SESSION AUTHORIZATION ${ADMINISTRATOR}`);
  try {
    return work();
  } finally {
    execute(engine, `SET SESSION AUTHORIZATION ${OWNER}`);
  }
}
