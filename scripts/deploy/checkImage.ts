import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readImageFiles, root } from './imageFiles.ts';

/**
 * `npm run image:check`: does without a container engine what the Dockerfile's last stages do, in a temporary folder: the
 * packages of production, the files that are copied, and its command. On DATABASE_URL, or on the embedded database. It
 * takes as long as npm takes, so that it is not part of the tests.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'kipux-image-'));
const { sources, environment, command } = readImageFiles();
const START_MS = 60_000;
let server: ChildProcess | undefined;

try {
  await run('npm', ['run', '--silent', 'build', '--', 'server'], root);
  const ignored = readIgnored();
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    cpSync(path.join(root, name), path.join(folder, name));
  }
  await run('npm', ['ci', '--omit=dev', '--omit=optional', '--loglevel=error'], folder);
  for (const source of sources.filter((each) => each !== 'node_modules')) {
    const filter = (file: string) => !ignored.some((pattern) => pattern.test(path.relative(root, file)));
    cpSync(path.join(root, source), path.join(folder, source), {
      recursive: true,
      ...(source.startsWith('prisma/generated') || source.startsWith('dist') ? {} : { filter }),
    });
  }
  const url = await start();
  for (const address of ['/healthz', '/readyz', '/api/models', '/']) {
    const { status } = await fetch(url + address);
    console.log(`${status} ${address}`);
    if (status !== 200) throw new Error(`${address} answered ${status}`);
  }
  await readDocument(url);
  await run('du', ['-sh', folder], folder);
  await end();
  console.log('The image’s last stage starts, answers and ends in order.');
} finally {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

/** Starts the Dockerfile's command; the loopback in place of what a container listens on. */
async function start(): Promise<string> {
  const [, ...args] = command;
  server = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      ...environment,
      HOST: '127.0.0.1',
      PORT: '0',
      KIPUX_DATA_DIR: path.join(folder, 'data'),
      DATABASE_URL: process.env['DATABASE_URL'],
    },
  });
  let output = '';
  const { stdout } = server;
  const isReady = new Promise<string>((resolve, reject) => {
    stdout?.on('data', (piece: Buffer) => {
      output += piece.toString();
      const url = /ready at (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    server?.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    setTimeout(() => reject(new Error('the server was not ready in time')), START_MS).unref();
  });
  return isReady;
}

async function end(): Promise<void> {
  if (server === undefined) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  if (server.exitCode !== 0) throw new Error(`the server ended with ${server.exitCode}`);
}

/** The parser's process needs packages that the server itself does not load. */
async function readDocument(url: string): Promise<void> {
  const registered = await fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${randomUUID()}@example.org`, password: randomUUID() }),
  });
  const headers = { cookie: registered.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  const body = new FormData();
  body.set('file', new File(['<h1>Faro</h1><p>La luz de un faro se ve de lejos.</p>'], 'faro.html'));
  await fetch(`${url}/api/documents`, { method: 'POST', headers, body });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const list = await (await fetch(`${url}/api/documents`, { headers })).text();
    if (list.includes('"completed"')) return console.log('a document was read');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('a document was not read');
}

async function run(program: string, args: string[], cwd: string): Promise<void> {
  const child = spawn(program, args, { cwd, stdio: 'inherit' });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${child.exitCode}`);
}

/** The patterns of .dockerignore, as far as Kipux's own uses its language. */
function readIgnored(): RegExp[] {
  return readFileSync(path.join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const anywhere = line.startsWith('**/') ? '(?:.*/)?' : '';
      const name = line.replace('**/', '').replaceAll('.', '\\.').replaceAll('*', '[^/]*');
      return new RegExp(`^${anywhere}${name}(?:/|$)`);
    });
}
