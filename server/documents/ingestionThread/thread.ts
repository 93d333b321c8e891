/**
 * The thread that does what would hold the server's event loop: it starts the parser's processes, which stops the thread
 * that does it for some ten milliseconds each, reads what they say, and makes words, signs and local vectors of chunks.
 */
import { parentPort } from 'node:worker_threads';
import { embedLocally } from '#platform/ai/localEmbeddings.ts';
import { detectLanguage } from '#platform/text/language.ts';
import { DocumentError } from '../parsing/parsedDocument.ts';
import type { ParserProgress } from '../parsing/parserLines.ts';
import { createParserPool } from '../parsing/parserPool.ts';
import { indexBatch } from './indexBatch.ts';
import type { TaskKind, TaskRequest, Tasks, ThreadAnswer, ThreadRequest } from './threadMessages.ts';

const pool = createParserPool();
const parsing = new Map<number, AbortController>();

parentPort?.on('message', (request: ThreadRequest) => {
  if (request.kind === 'cancel') parsing.get(request.id)?.abort();
  else if (request.kind === 'close') close();
  else void work(request);
});

function close(): void {
  for (const aborter of parsing.values()) aborter.abort();
  pool.close();
  parentPort?.close();
}

async function work(request: TaskRequest): Promise<void> {
  const { id } = request;
  try {
    const output = await outputOf(request);
    say({ id, output }, buffersOf(output));
  } catch (error) {
    const code = error instanceof DocumentError ? error.code : null;
    say({ id, error: error instanceof Error ? error.message : String(error), code });
  }
}

async function outputOf(request: TaskRequest): Promise<Tasks[TaskKind]['output']> {
  switch (request.kind) {
    case 'parse':
      return parse(request.id, request.input);
    case 'index':
      return indexBatch(request.input);
    default:
      return embedLocally(request.input.texts);
  }
}

async function parse(
  id: number,
  { userId, path, mimeType }: Tasks['parse']['input'],
): Promise<Tasks['parse']['output']> {
  const aborter = new AbortController();
  parsing.set(id, aborter);
  try {
    const onProgress = (progress: ParserProgress) => say({ id, progress });
    const document = await pool.parse(userId, { path, mimeType, signal: aborter.signal, onProgress });
    return { ...document, language: detectLanguage(document.text) };
  } finally {
    parsing.delete(id);
  }
}

/** What is handed over and not copied. */
function buffersOf(output: Tasks[TaskKind]['output']): ArrayBuffer[] {
  const arrays = Array.isArray(output) ? output : 'vectors' in output ? [output.vectors] : [];
  return arrays.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}

function say(answer: ThreadAnswer, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(answer, transfer);
}
