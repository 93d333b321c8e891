/** P1001, P1017, P2024, P2028: Prisma cannot reach the database, lost it, or got no connection or transaction in time. */
const UNAVAILABLE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|08\w{3}|53300|P1001|P1017|P2024|P2028)$/;

/** What pg says of a query that was not answered in time. */
export const NO_ANSWER = 'Query read timeout';

const UNAVAILABLE_MESSAGE = new RegExp(
  `timeout exceeded when trying to connect|Connection terminated|${NO_ANSWER}`,
);

/** Whether an error says that the database cannot be reached just now: what failed by it can be done again later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && UNAVAILABLE.test(error.code)) return true;
  if (UNAVAILABLE_MESSAGE.test(error.message)) return true;
  return error.cause !== undefined && isDatabaseUnavailable(error.cause);
}
