import { createHash } from 'node:crypto';
import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { rateLimited } from '#platform/http/rateLimit.ts';

const FREE_FAILURES = 10;
const WINDOW_MINUTES = 15;
const MAX_WAIT_SECONDS = 60;

const FAILURES: Statement = {
  name: 'login failures',
  text: `SELECT failures, extract(epoch FROM now() - last_failed_at)::float8 AS age FROM login_failures
    WHERE key = $1 AND last_failed_at > now() - make_interval(mins => $2)`,
};

/**
 * Failed logins of one account, known or not, counted in PostgreSQL so that a restart or a second server process
 * changes nothing. After ten failures within 15 minutes each further try has to wait, doubling from one second to one
 * minute: long for a guesser, short enough that nobody is locked out for long by somebody else's guessing.
 */
export async function assertNotThrottled({ runAsSystem }: Database, email: string): Promise<void> {
  const rows = await runAsSystem<{ failures: number; age: number }>('login: no user is known yet', FAILURES, [
    keyOf(email),
    WINDOW_MINUTES,
  ]);
  const row = rows[0];
  if (row === undefined || row.failures < FREE_FAILURES) return;
  const wait = Math.min(MAX_WAIT_SECONDS, 2 ** (row.failures - FREE_FAILURES)) - row.age;
  if (wait > 0) throw rateLimited(Math.ceil(wait));
}

/** How many failures somebody, or a place, has within the last quarter of an hour. */
export async function countFailures({ runAsSystem }: Database, who: string): Promise<number> {
  const parameters = [keyOf(who), WINDOW_MINUTES];
  const rows = await runAsSystem<{ failures: number }>('login: no user is known yet', FAILURES, parameters);
  return rows[0]?.failures ?? 0;
}

/** Counts one failure for each of those that it is to be held against. */
export async function recordFailure(database: Database, whom: readonly string[]): Promise<void> {
  await database.asSystem('login: no user is known yet', async (tx) => {
    for (const who of whom) {
      await tx.$executeRaw`
    INSERT INTO login_failures AS known (key, failures, last_failed_at) VALUES (${keyOf(who)}, 1, now())
    ON CONFLICT (key) DO UPDATE SET last_failed_at = now(), failures = CASE
      WHEN known.last_failed_at > now() - make_interval(mins => ${WINDOW_MINUTES}::int) THEN known.failures + 1 ELSE 1 END`;
    }
    // what counts no more goes, some with each failure: guessing at made-up addresses does not fill the table
    await tx.$executeRaw`
    DELETE FROM login_failures WHERE key IN (
      SELECT key FROM login_failures WHERE last_failed_at < now() - make_interval(mins => ${WINDOW_MINUTES}::int)
      ORDER BY last_failed_at LIMIT 10 FOR UPDATE SKIP LOCKED)`;
  });
}

const TAKE: Statement = {
  name: 'take attempt',
  text: `INSERT INTO login_failures AS known (key, failures, last_failed_at) VALUES ($1, 1, now())
    ON CONFLICT (key) DO UPDATE SET last_failed_at = now(), failures = CASE
      WHEN known.last_failed_at > now() - make_interval(mins => $2) THEN known.failures + 1 ELSE 1 END
    WHERE known.failures < $3 OR known.last_failed_at <= now() - make_interval(secs => least($4, power(2, least(known.failures - $3, 6))))
    RETURNING failures`,
};

/**
 * Takes one of the attempts that somebody has, in one statement: of many guesses sent at once not more are tried than of
 * as many in a row. What turns out right is forgotten by `forgetFailures`. Throws `rate_limited`.
 */
export async function takeAttempt({ runAsSystem }: Database, who: string): Promise<void> {
  const limits = [WINDOW_MINUTES, FREE_FAILURES, MAX_WAIT_SECONDS];
  const taken = await runAsSystem('login: no user is known yet', TAKE, [keyOf(who), ...limits]);
  if (taken.length === 0) throw rateLimited(MAX_WAIT_SECONDS);
}

const FORGET: Statement = { name: 'forget failures', text: 'DELETE FROM login_failures WHERE key = $1' };

export async function forgetFailures({ runAsSystem }: Database, email: string): Promise<void> {
  await runAsSystem('login: no user is known yet', FORGET, [keyOf(email)]);
}

function keyOf(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}
