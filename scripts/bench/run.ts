import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedDatabase } from '../embeddedDatabase/index.ts';
import { benchAdmin } from './admin.ts';
import { benchCitation } from './citation.ts';
import type { Benchmark } from './context.ts';
import { benchDesktop } from './desktop.ts';
import { benchFirstSync } from './firstSync.ts';
import { closeConnections } from './httpClient.ts';
import { benchIngestion } from './ingestion.ts';
import { benchLimits } from './limits.ts';
import { benchLogin } from './login.ts';
import { benchLongAnswer } from './longAnswer.ts';
import { benchOffline } from './offline.ts';
import { deletePeople } from './people.ts';
import { benchReads } from './reads.ts';
import { judge, type Measurement, renderTable } from './report.ts';
import { benchSearch } from './search.ts';
import { benchStart } from './start.ts';
import { benchStreams } from './streams.ts';
import { benchThousand } from './thousand.ts';
import { benchSends } from './writes.ts';

/**
 * `npm run bench [-- names…] [--json]`: how much Kipux adds to what the machine needs anyway. Runs on BENCH_DATABASE_URL (a
 * database of its own, whose owner is not a superuser), or on the embedded database.
 */
const benchmarks: Record<string, Benchmark> = {
  login: benchLogin,
  reads: benchReads,
  streams: benchStreams,
  thousand: benchThousand,
  long: benchLongAnswer,
  search: benchSearch,
  firstSync: benchFirstSync,
  offline: benchOffline,
  start: benchStart,
  sends: benchSends,
  limits: benchLimits,
  ingestion: benchIngestion,
  citation: benchCitation,
  desktop: benchDesktop,
  admin: benchAdmin,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`,
  );
  process.exit(2);
}

const database = await openDatabase();
const say = (text: string) => console.error(`bench: ${text}`);
say(`on ${database.kind}`);
const measurements: Measurement[] = [];
try {
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    measurements.push(...(await benchmark({ databaseUrl: database.url, say })));
  }
  await deletePeople(database.url);
} finally {
  closeConnections();
  await database.close();
}
const verdicts = measurements.map(judge);
console.log(
  values.json ? JSON.stringify({ database: database.kind, verdicts }, null, 2) : `\n${renderTable(verdicts)}`,
);

async function openDatabase() {
  const url = process.env['BENCH_DATABASE_URL'] ?? '';
  if (url !== '') return { kind: 'PostgreSQL (BENCH_DATABASE_URL)', url, close: async () => {} };
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-bench-database-'));
  const embedded = await startEmbeddedDatabase({ dataDir: folder });
  return {
    kind: 'the embedded database',
    url: embedded.url,
    async close() {
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
