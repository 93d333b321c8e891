import { type DestinationStream, pino } from 'pino';
import type { Config } from './config.ts';
import { requestContext } from './requestContext.ts';

export type Log = pino.Logger;

/**
 * Structured logs, one JSON line each, to standard error. Lines that a request gave rise to carry its id. They never carry
 * secrets, message text, file names or document text.
 */
export function createLog(
  level: Config['logLevel'],
  destination: DestinationStream = pino.destination(2),
): Log {
  return pino(
    {
      level,
      mixin: () => ({ ...requestContext.getStore() }),
      serializers: { err: describeError },
      redact: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.passwordHash', '*.apiKey'],
    },
    destination,
  );
}

/**
 * PostgreSQL's errors carry the row they are about, and others whatever was attached to them: none of it is logged. Nor
 * what a model's server says in words, which may quote what it was sent.
 */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    ...('code' in error ? { code: error.code } : {}),
    ...('status' in error ? { status: error.status } : {}),
    message: quotesOthers(error) ? undefined : error.message,
    stack: error.stack?.replace(/^(?!\s+at ).*\n?/gm, ''),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** The OpenAI SDK's errors have the words of the server's answer for a message; PostgreSQL's of class 22 have the value. */
function quotesOthers(error: Error): boolean {
  const isFromModel = 'status' in error && 'headers' in error;
  return isFromModel || ('code' in error && /^22\w{3}$/.test(String(error.code)));
}
