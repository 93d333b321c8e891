import './setup/requireNode.mjs';

const { prepare } = await import('./setup/enter.mjs');
const { databaseClient, products, serverProducts } = await import('./setup/build.mjs');
const [part] = process.argv.slice(2);
const wanted = part === 'client' ? [databaseClient] : part === 'server' ? serverProducts : products;
try {
  await prepare(wanted);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
