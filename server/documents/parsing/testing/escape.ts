/** What a hostile file would try in the parser's process; prints what became of each attempt. */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';
import { forgoNetwork } from '../forgoNetwork.ts';

forgoNetwork();

const [port = '0', secret = '', target = ''] = process.argv.slice(2);
const address = { host: '127.0.0.1', port: Number(port) };

/** An attempt succeeds when its event comes or its call gives anything back. */
const connected = (socket: net.Socket | http.ClientRequest, event: string): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, () => resolve('succeeded'));
  });

const attempts: Record<string, () => unknown> = {
  'reading a file': () => fs.readFileSync(secret),
  'reading the environment of a process': () => fs.readFileSync('/proc/self/environ'),
  'listing a folder': () => fs.readdirSync('/'),
  'writing a file': () => fs.writeFileSync(target, 'x'),
  'writing beside the code': () => fs.writeFileSync(new URL('written', import.meta.url), 'x'),
  'a command': () => childProcess.execSync('id'),
  'a child process': () => childProcess.fork(process.argv[1] ?? ''),
  'a thread': () => new Worker('', { eval: true }),
  'a signal': () => process.kill(process.ppid, 0),
  'code from text': (): unknown => Reflect.construct(Function, ['return 1']),
  'a connection': () => connected(net.connect(address), 'connect'),
  'a socket of its own': () => connected(new net.Socket().connect(address), 'connect'),
  'a secure connection': () => connected(tls.connect(address), 'secureConnect'),
  'a request': () => connected(http.get(address), 'response'),
  'a session': () =>
    new Promise((_, reject) => http2.connect(`http://127.0.0.1:${port}`).once('error', reject)),
  fetch: () => fetch(`http://127.0.0.1:${port}`),
  'a datagram': () => dgram.createSocket('udp4').send('x', Number(port), '127.0.0.1'),
  'a name': () => dns.promises.lookup('localhost'),
  'a resolver': () => new dns.Resolver().resolve4('example.org', () => {}),
  'a server': () => net.createServer().listen(0),
  'a binding': (): unknown => {
    const binding: unknown = Reflect.get(process, 'binding');
    return typeof binding === 'function' ? Reflect.apply(binding, process, ['tcp_wrap']) : null;
  },
};

const outcomes: Record<string, string> = {};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    await attempt();
    outcomes[name] = 'succeeded';
  } catch {
    outcomes[name] = 'refused';
  }
}
process.stdout.write(JSON.stringify(outcomes));
process.exit(0);
