import pg from 'pg';

/** One statement. It is prepared once per connection, under its name, which no other statement may have. */
export type Statement = { name: string; text: string };

/** What a statement is given for $1, $2, …; PostgreSQL knows the type from where it stands, or from a cast. */
export type Parameter = string | number | bigint | boolean | null | readonly string[];

/**
 * For single statements that are run all the time: a transaction through Prisma takes four trips to the database, this
 * takes one. Role, user and statement go out together, and all up to their one Sync is a transaction that PostgreSQL ends
 * by itself (see "Pipelining" in its protocol's documentation): no connection can be left inside one, nor with a role or
 * a user. A connection on which a statement failed is closed.
 */
export type SingleStatements = {
  /** Reads rows of one user: row-level security holds as in `withUser`, and nothing can be written. */
  readAsUser<Row>(userId: string, statement: Statement, parameters: readonly Parameter[]): Promise<Row[]>;
  /** Sees and writes all users' rows, as `asSystem` does; `reason` says why. */
  runAsSystem<Row>(reason: string, statement: Statement, parameters: readonly Parameter[]): Promise<Row[]>;
};

export function createSingleStatements(pool: pg.Pool): SingleStatements {
  const run = async <Row>(context: Bound, { statement, parameters }: Bound) => {
    const client = await pool.connect();
    let failure: Error | undefined;
    // The statement is told as well; without a listener a connection that breaks would end the process.
    const noteLoss = (error: Error) => {
      failure = error;
    };
    client.on('error', noteLoss);
    try {
      const rows = await new Promise<ReadRow[]>((resolve, reject) => {
        client.query(createQuery([context, { statement, parameters }], { resolve, reject }));
      });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever writes the statement knows its columns
      return rows as Row[];
    } catch (error) {
      failure = error instanceof Error ? error : new Error('a statement failed', { cause: error });
      throw error;
    } finally {
      client.off('error', noteLoss);
      client.release(failure);
    }
  };
  return {
    readAsUser: (userId, statement, parameters) =>
      run({ statement: AS_USER, parameters: [userId] }, { statement, parameters }),
    runAsSystem: (_reason, statement, parameters) =>
      run({ statement: AS_SYSTEM, parameters: [] }, { statement, parameters }),
  };
}

type Bound = { statement: Statement; parameters: readonly Parameter[] };

const AS_USER: Statement = {
  name: 'as user',
  text: `SELECT set_config('transaction_read_only', 'on', true), set_config('role', 'kipux_app', true),
    set_config('app.user_id', $1, true)`,
};

const AS_SYSTEM: Statement = {
  name: 'as system',
  text: `SELECT set_config('role', 'kipux_system', true)`,
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

/** Two statements up to one Sync; the rows are those of the second. */
function createQuery([context, main]: readonly [Bound, Bound], { resolve, reject }: Settle): SubmittedQuery {
  const rows: ReadRow[] = [];
  let columns: Column[] = [];
  let isInContext = false;
  return {
    submit(connection) {
      connection.stream.cork();
      send(connection, context);
      send(connection, main, 'describe');
      connection.sync();
      connection.stream.uncork();
    },
    handleRowDescription({ fields }) {
      columns = fields.map(({ name, dataTypeID }) => ({ name, parse: textParser(dataTypeID) }));
    },
    handleDataRow({ fields }) {
      if (isInContext) rows.push(readRow(columns, fields));
    },
    handleCommandComplete() {
      isInContext = true;
    },
    handleReadyForQuery: () => resolve(rows),
    handleError: reject,
  };
}

/** Names of the statements that a connection knows. One that a failure may have lost goes with its connection. */
const prepared = new WeakMap<pg.Connection, Set<string>>();

function send(
  connection: pg.Connection,
  { statement: { name, text }, parameters }: Bound,
  describe?: 'describe',
): void {
  const known = prepared.get(connection) ?? new Set();
  prepared.set(connection, known);
  if (!known.has(name)) connection.parse({ name, text, types: [] }, true);
  known.add(name);
  connection.bind({ statement: name, values: parameters.map(textOf) }, true);
  if (describe !== undefined) connection.describe({ type: 'P', name: '' }, true);
  connection.execute(null, true);
}

function textOf(parameter: Parameter): string | null {
  if (parameter === null) return null;
  return typeof parameter === 'object' ? arrayLiteral(parameter) : String(parameter);
}

/** See "Array Input and Output Syntax" in PostgreSQL's documentation. */
function arrayLiteral(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
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
