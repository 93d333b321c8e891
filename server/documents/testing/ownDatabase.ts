import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { startEmbeddedDatabase } from '../../../scripts/embeddedDatabase/index.ts';

export type OwnDatabase = { url: string; isEmbedded: boolean; stop(): Promise<void> };

const EXTENSIONS = ['vector', 'btree_gin', 'unaccent', 'pg_trgm'];

/**
 * A database of a test's own, for what would disturb others: on PostgreSQL a new one beside the tests' own, or where its
 * owner may not create extensions, as on the embedded one, a second embedded one.
 */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const given = process.env['DATABASE_URL'] ?? '';
  return (given === '' ? null : await createBeside(inject('databaseUrl'))) ?? startSecondEmbedded();
}

async function createBeside(url: string): Promise<OwnDatabase | null> {
  const name = `kipux_test_${randomUUID().replaceAll('-', '')}`;
  const own = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  await run(url, [`CREATE DATABASE ${name}`]);
  // By force not while it is being vacuumed, by a process of the administrator's; without force that one gives way.
  const stop = () =>
    run(url, [`DROP DATABASE ${name} WITH (FORCE)`]).catch(() => run(url, [`DROP DATABASE ${name}`]));
  try {
    await run(
      own,
      EXTENSIONS.map((extension) => `CREATE EXTENSION IF NOT EXISTS ${extension}`),
    );
    return { url: own, isEmbedded: false, stop };
  } catch {
    await stop();
    return null;
  }
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function startSecondEmbedded(): Promise<OwnDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kipux-own-'));
  const database = await startEmbeddedDatabase({ dataDir: folder });
  return {
    url: database.url,
    isEmbedded: true,
    async stop() {
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
