import './setup/requireNode.mjs';

const { prepare } = await import('./setup/enter.mjs');
const { databaseClient, products } = await import('./setup/build.mjs');
const wanted = process.argv[2] === 'client' ? [databaseClient] : products;
try {
  await prepare(wanted);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
