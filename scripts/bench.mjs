import './setup/requireNode.mjs';

const { enter } = await import('./setup/enter.mjs');
const { products } = await import('./setup/build.mjs');
await enter('scripts/bench/run.ts', products);
