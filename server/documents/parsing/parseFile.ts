import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DocumentError, type DocumentType, PARSING_LIMITS, type ParsedDocument } from './parsedDocument.ts';
import { parserResultSchema } from './parserResult.ts';

type Limits = { timeMs: number; heapMb: number; memoryMb: number; textLength: number };

export type ParseOptions = {
  path: string;
  mimeType: DocumentType;
  signal?: AbortSignal;
  limits?: Partial<Limits>;
};

const MEMORY_CHECK_MS = 100;
const STDERR_BYTES = 20_000;

/**
 * Reads the text of a file in a process of its own, which may read the parser's code and the file's content and nothing
 * else, and which is killed when it takes too long or too much. Throws a DocumentError, or the signal's reason.
 */
export async function parseFile(options: ParseOptions): Promise<ParsedDocument> {
  options.signal?.throwIfAborted();
  const limits: Limits = { ...PARSING_LIMITS, ...options.limits };
  const file = await open(options.path, 'r');
  try {
    const readable = await readableCode();
    return await run(() => spawnParser(file.fd, options.mimeType, limits, readable), limits, options.signal);
  } finally {
    await file.close();
  }
}

function spawnParser(
  fileDescriptor: number,
  mimeType: DocumentType,
  limits: Limits,
  readable: readonly string[],
): ChildProcess {
  const script = fileURLToPath(new URL('parserProcess.ts', import.meta.url));
  return spawn(
    process.execPath,
    [
      `--max-old-space-size=${limits.heapMb}`,
      '--permission',
      ...readable.map((folder) => `--allow-fs-read=${folder}`),
      '--disallow-code-generation-from-strings',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
      script,
      mimeType,
    ],
    { stdio: [fileDescriptor, 'pipe', 'pipe'], env: environment(), windowsHide: true },
  );
}

/** The file itself comes as standard input: the process does not even know where it lies. */
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

async function run(
  start: () => ChildProcess,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<ParsedDocument> {
  const parser = start();
  const exit = ended(parser);
  const failures: DocumentError[] = [];
  const stop = (error?: DocumentError): void => {
    if (error !== undefined) failures.push(error);
    parser.kill('SIGKILL');
  };
  const abort = (): void => stop();
  signal?.addEventListener('abort', abort, { once: true });
  const watchMemory = async (): Promise<void> => {
    if (await exceedsMemory(parser.pid, limits.memoryMb)) stop(new DocumentError('too_large', 'memory'));
  };
  const clock = setTimeout(() => stop(new DocumentError('took_too_long')), limits.timeMs);
  const memory = setInterval(() => {
    void watchMemory();
  }, MEMORY_CHECK_MS);
  try {
    // JSON writes a character in six bytes at most.
    const output = collect(parser.stdout, limits.textLength * 6 + 1_000_000, () =>
      stop(new DocumentError('too_large')),
    );
    const complaints = collect(parser.stderr, STDERR_BYTES, () => {});
    const status = await exit;
    signal?.throwIfAborted();
    if (failures[0] !== undefined) throw failures[0];
    return resultOf(await output, await complaints, status);
  } finally {
    clearTimeout(clock);
    clearInterval(memory);
    signal?.removeEventListener('abort', abort);
  }
}

function resultOf(output: string, complaints: string, exit: string): ParsedDocument {
  if (/heap out of memory|heap limit/i.test(complaints)) throw new DocumentError('too_large', 'heap');
  const result = parserResultSchema.safeParse(jsonOf(output));
  if (!result.success) throw new DocumentError('damaged', `the parser ended with ${exit}: ${complaints}`);
  if ('error' in result.data) throw new DocumentError(result.data.error, complaints);
  return result.data.document;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ended(parser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    parser.once('error', reject);
    parser.once('close', (code, signal) => resolve(String(code ?? signal)));
  });
}

async function collect(stream: Readable | null, maxBytes: number, onExcess: () => void): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream ?? []) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size > maxBytes) onExcess();
    else parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Memory outside V8's heap has no switch in Node; Linux tells what a process holds. Elsewhere the heap's limit must do. */
async function exceedsMemory(pid: number | undefined, limitMb: number): Promise<boolean> {
  if (process.platform !== 'linux' || pid === undefined) return false;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return resident !== undefined && Number(resident) / 1024 > limitMb;
}
