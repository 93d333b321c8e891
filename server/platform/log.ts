import { pino } from 'pino';
import type { Config } from './config.ts';

export type Log = pino.Logger;

/** Structured logs to standard error. They never carry secrets, message text or document text. */
export function createLog(level: Config['logLevel']): Log {
  return pino(
    {
      level,
      serializers: { err: describeError },
      redact: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.passwordHash', '*.apiKey'],
    },
    pino.destination(2),
  );
}

/** PostgreSQL's errors carry the row they are about, and others whatever was attached to them: none of it is logged. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    ...('code' in error ? { code: error.code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
