import type { Embedder } from '#platform/ai/embedder.ts';
import type { AiProvider } from '#platform/ai/provider.ts';
import type { Config } from '#platform/config.ts';
import type { Database } from '#platform/database/database.ts';
import type { Jobs } from '#platform/jobs.ts';
import type { Mailer } from '#platform/mail/mailer.ts';
import type { FileStore } from '../documents/index.ts';

/** What running the server stands on, in its process and on the command line. */
export type AdminParts = {
  database: Database;
  config: Config;
  /** undefined: the server sends no mail. */
  mailer: Mailer | undefined;
  provider: AiProvider;
  embedder: Embedder;
  files: FileStore;
  jobs: Pick<Jobs, 'send' | 'announce'>;
};
