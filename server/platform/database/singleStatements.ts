import pg from 'pg';
import { AppError } from '../errors.ts';
import { againAfterDeadlock } from './deadlock.ts';
import { NO_ANSWER } from './unavailable.ts';

/** One statement. It is prepared once per connection, under its name, which no other statement may have. */
export type Statement = { name: string; text: string };

/**
 * What a statement is given for $1, $2, …; PostgreSQL knows the type from where it stands, or from a cast. A buffer is a
 * value in the type's own binary form.
 */
export type Parameter = string | number | bigint | boolean | null | readonly string[] | Buffer;

/**
 * For single statements that are run all the time: a transaction through Prisma takes four trips to the database, this
 * takes one. Role, user and statement go out together, and all up to their one Sync is a transaction that PostgreSQL ends
 * by itself (see "Pipelining" in its protocol's documentation): no connection can be left inside one, nor with a role or
 * a user. A connection on which a statement failed is closed.
 */
export type SingleStatements = {
  /** Reads rows of one user: row-level security holds as in `withUser`, and nothing can be written. */
  readAsUser<Row>(userId: string, statement: Statement, parameters: readonly Parameter[]): Promise<Row[]>;
  /** Reads and writes rows of one user that devices do not know. Done again when PostgreSQL undoes it for a deadlock. */
  writeAsUser<Row>(userId: string, statement: Statement, parameters: readonly Parameter[]): Promise<Row[]>;
  /**
   * Reads and writes rows of one user that devices know, as `withChanges` does: takes `count` numbers first. Under the row
   * lock that this needs the statement sees all that was committed before it; the numbers are those up to the
   * `change_seq` that it finds. Done again when PostgreSQL undoes it for a deadlock. Devices are told afterwards.
   * `after`: what else is done in the same transaction, whose rows nobody asks for.
   */
  changeAsUser<Row>(
    userId: string,
    count: number,
    statement: Statement,
    parameters: readonly Parameter[],
    after?: readonly Statement[],
  ): Promise<Row[]>;
  /** Sees and writes all users' rows, as `asSystem` does; `reason` says why. */
  runAsSystem<Row>(reason: string, statement: Statement, parameters: readonly Parameter[]): Promise<Row[]>;
};

/** A database that has not answered by then is taken for gone: its network may have died without a word. */
const ANSWER_MS = 10_000;

/** @param tellDevices is called when a user's numbers have moved */
export function createSingleStatements(
  pool: pg.Pool,
  tellDevices: (userId: string) => void,
): SingleStatements {
  /** @param answering the place of the statement whose rows are wanted */
  const run = async (statements: readonly Bound[], answering = statements.length - 1): Promise<Outcome> => {
    const client = await pool.connect();
    let failure: Error | undefined;
    let timer: NodeJS.Timeout | undefined;
    // The statement is told as well; without a listener a connection that breaks would end the process.
    const noteLoss = (error: Error) => {
      failure = error;
    };
    client.on('error', noteLoss);
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        client.query(createQuery(statements, answering, { resolve, reject }));
        timer = setTimeout(() => reject(new Error(NO_ANSWER)), ANSWER_MS);
      });
    } catch (error) {
      failure = error instanceof Error ? error : new Error('a statement failed', { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
      client.off('error', noteLoss);
      client.release(failure);
    }
  };
  return {
    async readAsUser(userId, statement, parameters) {
      return rowsOf(
        await run([
          { statement: READ_AS_USER, parameters: [userId] },
          { statement, parameters },
        ]),
      );
    },
    async writeAsUser(userId, statement, parameters) {
      const asUser = { statement: AS_USER, parameters: [userId] };
      return rowsOf(await againAfterDeadlock(() => run([asUser, { statement, parameters }])));
    },
    async changeAsUser(userId, count, statement, parameters, after = []) {
      const before = [
        { statement: AS_USER, parameters: [userId] },
        { statement: TAKE_NUMBERS, parameters: [userId, count] },
      ];
      const then = after.map((next) => ({ statement: next, parameters: [] }));
      const outcome = await againAfterDeadlock(() =>
        run([...before, { statement, parameters }, ...then], before.length),
      );
      if (outcome.tags[1] !== 'UPDATE 1') {
        throw new AppError('not_signed_in', 'This account does not exist any more.');
      }
      tellDevices(userId);
      return rowsOf(outcome);
    },
    async runAsSystem(_reason, statement, parameters) {
      return rowsOf(
        await run([
          { statement: AS_SYSTEM, parameters: [] },
          { statement, parameters },
        ]),
      );
    },
  };
}

function rowsOf<Row>({ rows }: Outcome): Row[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever writes the statement knows its columns
  return rows as Row[];
}

type Bound = { statement: Statement; parameters: readonly Parameter[] };

const READ_AS_USER: Statement = {
  name: 'read as user',
  text: `SELECT set_config('transaction_read_only', 'on', true), set_config('role', 'kipux_app', true),
    set_config('app.user_id', $1, true)`,
};

const AS_USER: Statement = {
  name: 'as user',
  text: `SELECT set_config('role', 'kipux_app', true), set_config('app.user_id', $1, true)`,
};

const TAKE_NUMBERS: Statement = {
  name: 'take numbers',
  text: 'UPDATE users SET change_seq = change_seq + $2 WHERE id = $1',
};

const AS_SYSTEM: Statement = {
  name: 'as system',
  text: `SELECT set_config('role', 'kipux_system', true)`,
};

type ReadRow = Record<string, unknown>;

/** The rows of the statement that answers, and what PostgreSQL says that each has done ("UPDATE 1"). */
type Outcome = { rows: ReadRow[]; tags: string[] };

type Settle = { resolve(outcome: Outcome): void; reject(error: Error): void };

/** The part of a query that pg's client drives: it submits, then is handed the messages that come back. */
type SubmittedQuery = pg.Submittable & {
  handleRowDescription(message: { fields: readonly pg.FieldDef[] }): void;
  handleDataRow(message: { fields: readonly (string | null)[] }): void;
  handleCommandComplete(message: { text: string }): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
};

type Column = { name: string; parse: (text: string) => unknown };

/** All statements up to one Sync. */
function createQuery(
  statements: readonly Bound[],
  answering: number,
  { resolve, reject }: Settle,
): SubmittedQuery {
  const rows: ReadRow[] = [];
  const tags: string[] = [];
  let columns: Column[] = [];
  return {
    submit(connection) {
      connection.stream.cork();
      for (const [index, bound] of statements.entries()) {
        send(connection, bound, index === answering ? 'describe' : undefined);
      }
      connection.sync();
      connection.stream.uncork();
    },
    handleRowDescription({ fields }) {
      columns = fields.map(({ name, dataTypeID }) => ({ name, parse: textParser(dataTypeID) }));
    },
    handleDataRow({ fields }) {
      if (tags.length === answering) rows.push(readRow(columns, fields));
    },
    handleCommandComplete({ text }) {
      tags.push(text);
    },
    handleReadyForQuery: () => resolve({ rows, tags }),
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
  connection.bind({ statement: name, values: parameters.map(valueOf) }, true);
  if (describe !== undefined) connection.describe({ type: 'P', name: '' }, true);
  connection.execute(null, true);
}

function valueOf(parameter: Parameter): string | Buffer | null {
  if (parameter === null || Buffer.isBuffer(parameter)) return parameter;
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
