import { Worker } from 'node:worker_threads';
import { DocumentError } from '../parsing/parsedDocument.ts';
import type { ParserProgress } from '../parsing/parserLines.ts';
import type { TaskKind, Tasks, ThreadAnswer, ThreadRequest } from './threadMessages.ts';

/** A thread for the work of ingestion; it is started when it is first needed. */
export type IngestionThread = {
  /** Reads a file in a process of its own. Throws a DocumentError, or the signal's reason. */
  parse(
    input: Tasks['parse']['input'],
    options: { signal: AbortSignal; onProgress: (progress: ParserProgress) => void },
  ): Promise<Tasks['parse']['output']>;
  /** Makes chunks findable. */
  index(input: Tasks['index']['input']): Promise<Tasks['index']['output']>;
  /** As `embedLocally`. */
  embed(texts: readonly string[]): Promise<Tasks['embed']['output']>;
  close(): void;
};

type Waiting = {
  resolve(output: Output): void;
  reject(error: Error): void;
  onProgress(progress: ParserProgress): void;
};

type Output = Tasks[TaskKind]['output'];

export function createIngestionThread(): IngestionThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;

  const onAnswer = (answer: ThreadAnswer) => {
    const one = waiting.get(answer.id);
    if (one === undefined) return;
    if ('progress' in answer) {
      one.onProgress(answer.progress);
      return;
    }
    waiting.delete(answer.id);
    if ('output' in answer) one.resolve(answer.output);
    else
      one.reject(
        answer.code === null ? new Error(answer.error) : new DocumentError(answer.code, answer.error),
      );
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./thread.ts', import.meta.url), { execArgv: [], name: 'ingestion' });
    started.on('message', onAnswer);
    started.on('error', (error) => end(started, error));
    started.on('exit', (code) => end(started, new Error(`the ingestion thread ended with ${code}`)));
    // It works for jobs, which the server waits for itself.
    started.unref();
    return started;
  };

  /** What was asked for is tried again with its job, by another thread. */
  const end = (ended: Worker, cause: unknown) => {
    if (worker !== ended) return; // it has failed already, and another one works
    worker = null;
    const error = new Error('the ingestion thread has ended', { cause });
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const ask = <Kind extends TaskKind>(
    kind: Kind,
    input: Tasks[Kind]['input'],
    options: { signal?: AbortSignal; onProgress?: Waiting['onProgress'] } = {},
  ): Promise<Tasks[Kind]['output']> => {
    const { signal, onProgress = () => {} } = options;
    worker ??= start();
    const thread = worker;
    const id = ++lastId;
    const cancel = () => thread.postMessage({ id, kind: 'cancel' } satisfies ThreadRequest);
    signal?.addEventListener('abort', cancel, { once: true });
    const { promise, resolve, reject } = Promise.withResolvers<Output>();
    waiting.set(id, { resolve, reject, onProgress });
    thread.postMessage({ id, kind, input });
    return promise.finally(() => signal?.removeEventListener('abort', cancel));
  };

  return {
    async parse(input, { signal, onProgress }) {
      signal.throwIfAborted();
      try {
        return await ask('parse', input, { signal, onProgress });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
    index: (input) => ask('index', input),
    embed: (texts) => ask('embed', { texts }),
    close: () => worker?.postMessage({ kind: 'close' } satisfies ThreadRequest),
  };
}
