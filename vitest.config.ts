import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', '**/dist/**', 'prisma/generated/**'];

// Scripts always start an embedded database of their own: with a PostgreSQL there is nothing else to be found out.
const isOnPostgres = (process.env['DATABASE_URL'] ?? '') !== '';
// Where a run on PostgreSQL is to come, it has what is not about the database: how well a search orders what it found, and
// what is refused before any database is asked. What can happen to rows (crashes, races, sync, policies) is tried on both.
const comesOnPostgres =
  (process.env['TEST_DATABASE_URL'] ?? '') === ''
    ? []
    : [
        'server/severalProcesses.*',
        'server/databaseRestart.*',
        'server/hostileRequests.*',
        'server/retrieval/evaluation/**',
      ];

export default defineConfig({
  test: {
    // Two cores are the smallest machine that the suite is written for; more workers than that only fight.
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...never, '**/*.integration.test.ts', '**/*.e2e.test.ts'],
          testTimeout: 10_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: [...never, ...(isOnPostgres ? ['scripts/**'] : comesOnPostgres)],
          globalSetup: ['server/platform/testing/globalDatabase.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['desktop/e2e/**/*.e2e.test.ts'],
          exclude: never,
          globalSetup: ['desktop/e2e/support/startedDataFolder.ts'],
          // Every file drives a server and a browser of its own, which are several processes already.
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
