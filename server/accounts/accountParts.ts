import type { Config } from '#platform/config.ts';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import type { Mailer } from '#platform/mail/mailer.ts';
import type { Sessions } from '#platform/sessions.ts';

/** What the routes about accounts stand on. */
export type AccountParts = {
  database: Database;
  config: Config;
  sessions: Sessions;
  /** undefined: the server sends no mail. */
  mailer: Mailer | undefined;
  log: Log;
};
