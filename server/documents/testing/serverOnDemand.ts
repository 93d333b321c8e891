/** A server that has loaded all it needs and starts when its standard input says so: killing it often takes less time. */
import { once } from 'node:events';
import { startServer } from '../../main.ts';

await once(process.stdin, 'data');
const server = await startServer(process.env);
process.stdout.write(`ready at ${server.url}\n`);
