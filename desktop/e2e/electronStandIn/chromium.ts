/* oxlint-disable typescript/no-unsafe-type-assertion -- the protocol's messages and the child's pipes have no types of their own */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

type Params = Record<string, unknown>;
type Answer = {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: Params;
  result?: unknown;
  error?: { message: string };
};
type Waiting = { method: string; resolve: (value: unknown) => void; reject: (error: Error) => void };

/** A session of the Chrome DevTools Protocol; its events are emitted by method name. */
export class CdpSession extends EventEmitter {
  readonly #send: (method: string, params: Params) => Promise<unknown>;

  constructor(send: (method: string, params: Params) => Promise<unknown>) {
    super();
    this.setMaxListeners(0);
    this.#send = send;
  }

  /** The caller names the result's type after the protocol's documentation. */
  send<T = unknown>(method: string, params: Params = {}): Promise<T> {
    return this.#send(method, params) as Promise<T>;
  }
}

export type Chromium = {
  process: ChildProcess;
  /** The browser's own session; emits `gone` when Chromium has ended. */
  browser: CdpSession;
  session(id: string): CdpSession;
};

/** Starts Chromium, driven over a pipe, so that it ends with this process. Its debugging port is printed for Playwright. */
export function launchChromium(executablePath: string, args: string[]): Chromium {
  const child = spawn(executablePath, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
  const [, , stderr, toChild, fromChild] = child.stdio;
  const connection = connect(toChild as Writable, fromChild as Readable);
  (stderr as Readable).setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) {
      if (process.env.STANDIN_VERBOSE ? line : line.startsWith('DevTools listening'))
        process.stderr.write(`${line}\n`);
    }
  });
  child.on('exit', connection.gone).on('error', connection.gone);
  return { process: child, browser: connection.browser, session: connection.session };
}

function connect(output: Writable, input: Readable) {
  const waiting = new Map<number, Waiting>();
  const sessions = new Map<string, CdpSession>();
  let lastId = 0;
  let closed = false;

  const makeSession = (sessionId: string) =>
    new CdpSession((method, params) => {
      if (closed) return Promise.reject(new Error(`${method}: Chromium is gone`));
      const id = ++lastId;
      output.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
      return new Promise((resolve, reject) => waiting.set(id, { method, resolve, reject }));
    });
  const browser = makeSession('');
  const session = (id: string) => {
    const known = sessions.get(id) ?? makeSession(id);
    sessions.set(id, known);
    return known;
  };

  readMessages(input, (message) => {
    if (message.id === undefined) {
      const target = message.sessionId ? session(message.sessionId) : browser;
      if (message.method) target.emit(message.method, message.params);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) call?.reject(new Error(`${call.method}: ${message.error.message}`));
    else call?.resolve(message.result);
  });
  const gone = () => {
    if (closed) return;
    closed = true;
    for (const call of waiting.values()) call.reject(new Error(`${call.method}: Chromium is gone`));
    waiting.clear();
    browser.emit('gone');
  };
  // A broken pipe only means that Chromium ended, which `gone` reports.
  output.on('error', () => {});
  input.on('error', () => {});
  return { browser, session, gone };
}

/** The pipe carries JSON messages, each ended by a NUL byte. */
function readMessages(input: Readable, onMessage: (message: Answer) => void): void {
  let parts: Buffer[] = [];
  input.on('data', (data: Buffer) => {
    let start = 0;
    for (let end = data.indexOf(0, start); end !== -1; end = data.indexOf(0, start)) {
      parts.push(data.subarray(start, end));
      onMessage(JSON.parse(Buffer.concat(parts).toString()) as Answer);
      parts = [];
      start = end + 1;
    }
    if (start < data.length) parts.push(data.subarray(start));
  });
}
