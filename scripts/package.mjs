import './setup/requireNode.mjs';

const { enter } = await import('./setup/enter.mjs');
await enter('scripts/package.ts', []);
