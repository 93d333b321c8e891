import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DocumentError, type DocumentType, PARSING_LIMITS, type ParsedDocument } from './parsedDocument.ts';
import type { ParserProgress } from './parserLines.ts';
import { sendRequest } from './parserRequests.ts';
import { createAnswerReader, type ParserAnswer } from './parserResult.ts';

export type Limits = { timeMs: number; heapMb: number; memoryMb: number; textLength: number };

export type ParseRequest = {
  path: string;
  mimeType: DocumentType;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ParserProgress) => void) | undefined;
};

/**
 * A process that reads files, one at a time. It may read the parser's code and what it is sent, and nothing else, and is
 * killed when it takes too long or too much.
 */
export type Parser = {
  /** Throws a DocumentError, or the signal's reason. */
  parse(request: ParseRequest): Promise<ParsedDocument>;
  /** Whether it is there and holds so little memory that it may read another file. */
  isFit(): Promise<boolean>;
  kill(): void;
};

type Child = {
  process: ChildProcess;
  /** What it wrote to its standard error since the last file. */
  complaints: string;
  /** How it ended. */
  exit: string | null;
  exited: Promise<void>;
};

const MEMORY_CHECK_MS = 100;
const FIT_MB = 400;
const STDERR_BYTES = 20_000;
const NEWLINE = 10;

export async function startParser(changes: Partial<Limits> = {}): Promise<Parser> {
  const limits: Limits = { ...PARSING_LIMITS, ...changes };
  const child = startChild(limits, await readableCode());
  const kill = () => void child.process.kill('SIGKILL');
  return {
    kill,
    isFit: async () => child.exit === null && (await residentMb(child.process.pid)) < FIT_MB,
    async parse(request) {
      request.signal?.throwIfAborted();
      child.complaints = '';
      const answer = await supervised(child, limits, request.signal, () => ask(child, limits, request));
      if (answer === null) throw errorOfEnd(child);
      if ('error' in answer) throw new DocumentError(answer.error, child.complaints);
      if (answer.document.text === '') throw new DocumentError('damaged', 'no text came');
      return answer.document;
    },
  };
}

function startChild(limits: Limits, readable: readonly string[]): Child {
  const script = fileURLToPath(new URL('parserProcess.ts', import.meta.url));
  const started = spawn(
    process.execPath,
    [
      `--max-old-space-size=${limits.heapMb}`,
      '--permission',
      ...readable.map((folder) => `--allow-fs-read=${folder}`),
      '--disallow-code-generation-from-strings',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
      script,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], env: environment(), windowsHide: true },
  );
  const { promise: exited, resolve } = Promise.withResolvers<void>();
  const child: Child = { process: started, complaints: '', exit: null, exited };
  const end = (how: string) => {
    child.exit = how;
    resolve();
  };
  started.once('error', (error) => end(error.message));
  started.once('close', (code, signal) => end(String(code ?? signal)));
  started.stdin.on('error', () => {}); // what there is to say about it `close` says
  started.stderr.on('data', (part: Buffer) => {
    if (child.complaints.length < STDERR_BYTES) child.complaints += part.toString('utf8');
  });
  return child;
}

/** What is to be read comes on standard input: the process does not even know where it lies. */
async function readableCode(): Promise<string[]> {
  const project = fileURLToPath(new URL('../../../', import.meta.url));
  const packages = path.join(project, 'node_modules');
  return [
    fileURLToPath(new URL('./', import.meta.url)),
    path.join(project, 'server', 'platform', 'text', path.sep),
    path.join(project, 'package.json'),
    packages,
    await realpath(packages),
  ];
}

/** Windows needs to know where it is installed; nothing else is passed on. */
function environment(): NodeJS.ProcessEnv {
  return process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {};
}

/** Sends the file and reads the answer; null when the process says nothing that makes sense, or nothing more. */
async function ask(
  child: Child,
  limits: Limits,
  { path: file, mimeType, onProgress = () => {} }: ParseRequest,
): Promise<ParserAnswer | null> {
  const { stdin } = child.process;
  if (stdin === null) return null;
  const answer = readAnswer(child, limits, onProgress);
  const content = await open(file, 'r');
  const { size } = await content.stat();
  await sendRequest(
    stdin,
    { mimeType, bytes: size },
    content.createReadStream({ highWaterMark: 256 * 1024 }),
  );
  return answer;
}

function readAnswer(
  child: Child,
  { textLength }: Limits,
  onProgress: (progress: ParserProgress) => void,
): Promise<ParserAnswer | null> {
  // JSON writes a character in six bytes at most.
  const maxBytes = textLength * 6 + 4_000_000;
  const read = createAnswerReader(onProgress);
  const { promise, resolve } = Promise.withResolvers<ParserAnswer | null>();
  const { stdout } = child.process;
  let parts: Buffer[] = [];
  let size = 0;
  const onData = (part: Buffer) => {
    size += part.length;
    if (size > maxBytes) return resolve({ error: 'too_large' });
    let rest = part;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      parts = [];
      rest = rest.subarray(end + 1);
      try {
        const answer = read(line);
        if (answer !== null) return resolve(answer);
      } catch {
        return resolve(null); // whatever took the process over has nothing to tell us
      }
    }
    parts.push(rest);
  };
  stdout?.on('data', onData);
  void child.exited.then(() => resolve(null));
  return promise.finally(() => stdout?.off('data', onData));
}

/** Does something with a process that is killed when that takes too long or too much memory, or is given up. */
async function supervised(
  child: Child,
  limits: Limits,
  signal: AbortSignal | undefined,
  work: () => Promise<ParserAnswer | null>,
): Promise<ParserAnswer | null> {
  const failures: DocumentError[] = [];
  const stop = (error?: DocumentError): void => {
    if (error !== undefined) failures.push(error);
    child.process.kill('SIGKILL');
  };
  const abort = (): void => stop();
  const watchMemory = async (): Promise<void> => {
    if ((await residentMb(child.process.pid)) > limits.memoryMb)
      stop(new DocumentError('too_large', 'memory'));
  };
  signal?.addEventListener('abort', abort, { once: true });
  const clock = setTimeout(() => stop(new DocumentError('took_too_long')), limits.timeMs);
  const memory = setInterval(() => void watchMemory(), MEMORY_CHECK_MS);
  try {
    const answer = await work();
    signal?.throwIfAborted();
    if (failures[0] !== undefined) throw failures[0];
    return answer;
  } finally {
    clearTimeout(clock);
    clearInterval(memory);
    signal?.removeEventListener('abort', abort);
  }
}

function errorOfEnd({ complaints, exit }: Child): DocumentError {
  if (/heap out of memory|heap limit/i.test(complaints)) return new DocumentError('too_large', 'heap');
  return new DocumentError('damaged', `the parser ended with ${exit ?? 'nonsense'}: ${complaints}`);
}

/** Memory outside V8's heap has no switch in Node; Linux tells what a process holds. Elsewhere the heap's limit must do. */
async function residentMb(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
