import pg from 'pg';
import { inject } from 'vitest';

/** SQL of a test's own, past the product. Transactions are short: on the embedded database everybody waits for them. */
export type TestSql = {
  /** As the server's own database role: sessions, settings, catalogs. */
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** As kipux_system, which sees all users' rows. */
  asSystem<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** One transaction that is always rolled back. */
  rolledBack(work: (client: pg.PoolClient) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

export function openTestSql(url: string = inject('databaseUrl')): TestSql {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const inTransaction = async <T>(
    end: 'COMMIT' | 'ROLLBACK',
    work: (client: pg.PoolClient) => Promise<T>,
  ) => {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query(end);
      return result;
    } catch (error) {
      failure = error instanceof Error ? error : new Error('a test query failed', { cause: error });
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release(failure);
    }
  };
  return {
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]) =>
      (await pool.query<Row>(sql, parameters)).rows,
    asSystem: <Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]) =>
      inTransaction('COMMIT', async (client) => {
        await client.query("SELECT set_config('role', 'kipux_system', true)");
        return (await client.query<Row>(sql, parameters)).rows;
      }),
    rolledBack: (work) => inTransaction('ROLLBACK', work),
    close: () => pool.end(),
  };
}
