import './setup/requireNode.mjs';

const { enter } = await import('./setup/enter.mjs');
// What is built is part of what is tested, so the runner builds it, as steps that can fail.
await enter('scripts/test/run.ts', []);
