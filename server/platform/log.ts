import { pino } from 'pino';
import type { Config } from './config.ts';

export type Log = pino.Logger;

/** Structured logs to standard error. They never carry secrets, message text or document text. */
export function createLog(level: Config['logLevel']): Log {
  return pino(
    {
      level,
      redact: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.passwordHash', '*.apiKey'],
    },
    pino.destination(2),
  );
}
