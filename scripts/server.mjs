import './setup/requireNode.mjs';

const { enter } = await import('./setup/enter.mjs');
const { serverProducts } = await import('./setup/build.mjs');
await enter('scripts/serve.ts', serverProducts);
