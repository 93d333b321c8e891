import { expect, test } from 'vitest';
import { crossing } from './boundaries.ts';

test.each([
  // shared stands alone, in both worlds
  ['shared/entities.ts', './errors.ts'],
  ['shared/entities.ts', 'zod'],
  ['shared/client/sse.test.ts', 'node:http'],
  // the server stands on shared, the database client and its platform
  ['server/admin/routes.ts', '#shared/entities.ts'],
  ['server/admin/routes.ts', '../../shared/entities.ts'],
  ['server/admin/store.ts', '#prisma/client.ts'],
  ['server/admin/store.ts', '#platform/database/withUser.ts'],
  ['server/admin/store.ts', './audit.ts'],
  ['server/admin/routes.ts', '../plans/index.ts'],
  ['server/app.ts', './plans/routes.ts'],
  ['server/platform/log.ts', 'pino'],
  ['server/platform/config.ts', 'node:fs/promises'],
  ['server/plans/store.integration.test.ts', '../platform/testing/server.ts'],
  ['server/platform/testing/globalDatabase.ts', '../../../scripts/embeddedDatabase/start.ts'],
  ['server/platform/testing/testServer.ts', '../../main.ts'],
  ['server/plans/store.test.ts', 'fast-check'],
  // the desktop
  ['desktop/renderer/app.tsx', '#shared/client/client.ts'],
  ['desktop/renderer/app.tsx', 'react'],
  ['desktop/renderer/vite.config.ts', 'node:url'],
  ['desktop/main/main.ts', 'electron'],
  ['desktop/main/cache/store.ts', 'node:sqlite'],
  ['desktop/preload/preload.ts', 'electron'],
  // free
  ['scripts/serve.ts', '../server/main.ts'],
  ['desktop/e2e/login.e2e.test.ts', '../../scripts/test/browser.ts'],
])('%s may import %s', (from, specifier) => {
  expect(crossing(from, specifier)).toBeUndefined();
});

test.each([
  ['shared/entities.ts', '#platform/errors.ts'],
  ['shared/entities.ts', '../server/plans/index.ts'],
  ['shared/client/sse.ts', 'node:http'],
  ['shared/client/sse.ts', 'electron'],
  ['shared/entities.ts', 'vite'],
  ['server/admin/routes.ts', '../plans/store.ts'],
  ['server/admin/routes.ts', '../app.ts'],
  ['server/platform/http/route.ts', '../../plans/index.ts'],
  ['server/admin/routes.ts', '../../desktop/main/main.ts'],
  ['server/admin/routes.ts', '../../scripts/serve.ts'],
  ['server/admin/routes.ts', 'electron'],
  ['server/admin/routes.ts', 'react'],
  ['server/admin/routes.ts', 'fs'],
  ['server/admin/store.ts', '../platform/testing/server.ts'],
  ['server/admin/store.ts', './store.test.ts'],
  ['desktop/renderer/app.tsx', 'electron'],
  ['desktop/renderer/app.tsx', 'electron/renderer'],
  ['desktop/renderer/app.tsx', 'node:path'],
  ['desktop/renderer/app.tsx', 'path'],
  ['desktop/renderer/app.tsx', '../main/main.ts'],
  ['desktop/renderer/app.tsx', '#platform/errors.ts'],
  ['desktop/main/main.ts', '../preload/preload.ts'],
  ['desktop/main/main.ts', '../renderer/app.tsx'],
  ['desktop/main/main.ts', '../../server/main.ts'],
  ['desktop/preload/preload.ts', '../main/ipcGate.ts'],
])('%s may not import %s', (from, specifier) => {
  expect(crossing(from, specifier)).toBeTypeOf('string');
});
