import './setup/requireNode.mjs';

const { enter } = await import('./setup/enter.mjs');
const { databaseClient } = await import('./setup/build.mjs');
await enter('scripts/admin/run.ts', [databaseClient]);
