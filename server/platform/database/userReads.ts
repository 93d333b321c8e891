import pg from 'pg';

/** One reading statement. It is prepared once per connection, under its name, which no other statement may have. */
export type Statement = { name: string; text: string };

/** What a statement is given for $1, $2, …; PostgreSQL knows the type from where it stands, or from a cast. */
export type Parameter = string | number | bigint | boolean | null;

/** Reads rows as one user: row-level security holds as in `withUser`, and nothing can be written. */
export type ReadAsUser = <Row>(
  userId: string,
  statement: Statement,
  parameters: readonly Parameter[],
) => Promise<Row[]>;

/**
 * For reads of a single statement that are asked for all the time: a transaction through Prisma takes four trips to the
 * database, this takes one. Role, user and statement go out together, and all up to their one Sync is a transaction that
 * PostgreSQL ends by itself (see "Pipelining" in its protocol's documentation): no connection can be left inside one, nor
 * with a role or a user. A connection on which a read failed is closed.
 */
export function createReadAsUser(pool: pg.Pool): ReadAsUser {
  return async <Row>(userId: string, statement: Statement, parameters: readonly Parameter[]) => {
    const client = await pool.connect();
    let failure: Error | undefined;
    // The read is told as well; without a listener a connection that breaks would end the process.
    const noteLoss = (error: Error) => {
      failure = error;
    };
    client.on('error', noteLoss);
    try {
      const rows = await new Promise<ReadRow[]>((resolve, reject) => {
        client.query(createUserRead(userId, statement, parameters, { resolve, reject }));
      });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever writes the statement knows its columns
      return rows as Row[];
    } catch (error) {
      failure = error instanceof Error ? error : new Error('a read failed', { cause: error });
      throw error;
    } finally {
      client.off('error', noteLoss);
      client.release(failure);
    }
  };
}

const AS_USER: Statement = {
  name: 'kipux as user',
  text: `SELECT set_config('transaction_read_only', 'on', true), set_config('role', 'kipux_app', true),
    set_config('app.user_id', $1, true)`,
};

type ReadRow = Record<string, unknown>;

type Settle = { resolve(rows: ReadRow[]): void; reject(error: Error): void };

/** The part of a query that pg's client drives: it submits, then is handed the messages that come back. */
type SubmittedQuery = pg.Submittable & {
  handleRowDescription(message: { fields: readonly pg.FieldDef[] }): void;
  handleDataRow(message: { fields: readonly (string | null)[] }): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
};

type Column = { name: string; parse: (text: string) => unknown };

function createUserRead(
  userId: string,
  statement: Statement,
  parameters: readonly Parameter[],
  { resolve, reject }: Settle,
): SubmittedQuery {
  const rows: ReadRow[] = [];
  let columns: Column[] = [];
  let isActingAsUser = false;
  return {
    submit(connection) {
      connection.stream.cork();
      send(connection, AS_USER, [userId]);
      send(connection, statement, parameters, 'describe');
      connection.sync();
      connection.stream.uncork();
    },
    handleRowDescription({ fields }) {
      columns = fields.map(({ name, dataTypeID }) => ({ name, parse: textParser(dataTypeID) }));
    },
    handleDataRow({ fields }) {
      if (isActingAsUser) rows.push(readRow(columns, fields));
    },
    handleCommandComplete() {
      isActingAsUser = true;
    },
    handleReadyForQuery: () => resolve(rows),
    handleError: reject,
  };
}

/** Names of the statements that a connection knows. One that a failed read may have lost goes with its connection. */
const prepared = new WeakMap<pg.Connection, Set<string>>();

function send(
  connection: pg.Connection,
  { name, text }: Statement,
  parameters: readonly Parameter[],
  describe?: 'describe',
): void {
  const known = prepared.get(connection) ?? new Set();
  prepared.set(connection, known);
  if (!known.has(name)) connection.parse({ name, text, types: [] }, true);
  known.add(name);
  const values = parameters.map((value) => (value === null ? null : String(value)));
  connection.bind({ statement: name, values }, true);
  if (describe !== undefined) connection.describe({ type: 'P', name: '' }, true);
  connection.execute(null, true);
}

/** pg's own parsers, so that a column has the same type as in every other query. */
function textParser(dataTypeID: number): (text: string) => unknown {
  // oxlint-disable-next-line typescript/no-unsafe-return, typescript/no-unsafe-enum-assignment -- pg types parsers as any, and the numbers it names as all there are
  return pg.types.getTypeParser(dataTypeID, 'text');
}

function readRow(columns: readonly Column[], fields: readonly (string | null)[]): ReadRow {
  const row: ReadRow = {};
  for (const [index, { name, parse }] of columns.entries()) {
    const text = fields[index] ?? null;
    row[name] = text === null ? null : parse(text);
  }
  return row;
}
