import { inspect } from 'node:util';
import type { PGlite } from '@electric-sql/pglite';
import { type EngineAnswer, readAnswer } from './engineAnswer.ts';
import { message, sync, zeroTerminated } from './wire/protocol.ts';

/**
 * PGlite's PostgreSQL, spoken to in bytes.
 *
 * It drives the engine's loop itself, in place of PGlite's `execProtocolRaw`, for three reasons: that one goes on after the
 * engine has broken (a stack overflow leaves it in ruins, and it answers on), lets a COPY that runs out of data end the
 * engine, and parses and copies every answer twice. It is the same loop; see `execProtocolRawSync` in PGlite's pglite.ts.
 */
export type Engine = {
  /**
   * Runs whole messages and gives back what the engine answers. Blocks until it is done. Nothing can cancel it.
   * @throws EngineFailure when the engine has broken; it cannot be used any more.
   */
  run(messages: readonly Uint8Array[]): EngineAnswer;
};

/** The engine has broken: its memory cannot be trusted, the process has to end. What was committed is safe on disk. */
export class EngineFailure extends Error {
  override name = 'EngineFailure';
}

/** The status of the exception that stands for PostgreSQL's own jump to its error handler. */
const ERROR_JUMP = 100;

/** Errors while an error is handled (out of memory, stack too deep). PostgreSQL gives up after a few as well. */
const MOST_NESTED_ERRORS = 5;

/** What a COPY reads that the client has not sent the data for: it fails, in place of the engine at the end of its input. */
const copyFail = message(
  'f',
  zeroTerminated('COPY FROM STDIN has to be a query of its own on the embedded database'),
);

/** What is used of PGlite's module; its own types lean on those of WebAssembly, which Node's do not have. */
type Module = Pick<
  PGlite['Module'],
  | '_PostgresMainLoopOnce'
  | '_PostgresMainLongJmp'
  | '_PostgresSendReadyForQueryIfNecessary'
  | '_pgl_pq_flush'
  | '_pgl_set_rw_cbs'
  | '_pq_buffer_remaining_data'
  | 'addFunction'
  | 'stackSave'
  | 'stackRestore'
> & { wasmMemory: { readonly buffer: ArrayBuffer } };

/**
 * Takes the engine of a started PGlite over. PGlite's own queries do not work any more afterwards; its `close()` does.
 * @param lastWords what PostgreSQL has said of an error that ends it
 */
export function createEngine(pglite: PGlite, lastWords: () => string | undefined = () => undefined): Engine {
  const engine: Module = pglite.Module;
  const channel = openChannel(engine);

  const process = (messages: readonly Uint8Array[]): void => {
    channel.setInput(messages);
    while (channel.hasInput() || engine._pq_buffer_remaining_data() > 0) processOne(engine);
    engine._PostgresSendReadyForQueryIfNecessary();
    engine._pgl_pq_flush();
  };

  const run = (messages: readonly Uint8Array[]): EngineAnswer => {
    try {
      process(messages);
      const answer = readAnswer(channel.takeOutput());
      const endsInSync = messages.at(-1)?.[0] === sync[0];
      if (answer.status !== null || !endsInSync) return answer;
      // A COPY within the extended protocol has swallowed the Sync.
      process([sync]);
      return readAnswer(Buffer.concat([answer.bytes, channel.takeOutput()]));
    } catch (error) {
      const why = lastWords() ?? inspect(error, { depth: 0, breakLength: Infinity });
      throw new EngineFailure(`The embedded database's engine has broken (${why}).`, { cause: error });
    }
  };

  return { run };
}

type Channel = {
  setInput(messages: readonly Uint8Array[]): void;
  hasInput(): boolean;
  /** What the engine has written since the last time. */
  takeOutput(): Buffer;
};

/** Takes the place of the socket that the engine reads from and writes to. */
function openChannel(engine: Module): Channel {
  const input: { messages: readonly Uint8Array[]; index: number; offset: number } = {
    messages: [],
    index: 0,
    offset: 0,
  };
  let output: Buffer[] = [];
  let memory = new Uint8Array(engine.wasmMemory.buffer);

  /** The engine's memory; a new view when it has grown. */
  const heap = (): Uint8Array => {
    if (memory.buffer !== engine.wasmMemory.buffer) memory = new Uint8Array(engine.wasmMemory.buffer);
    return memory;
  };

  const read = (pointer: number, room: number): number => {
    const chunk = input.messages[input.index] ?? copyFail;
    const part = chunk.subarray(input.offset, input.offset + room);
    heap().set(part, pointer);
    input.offset += part.length;
    if (input.offset >= chunk.length) {
      input.index += 1;
      input.offset = 0;
    }
    return part.length;
  };

  const write = (pointer: number, length: number): number => {
    output.push(Buffer.from(heap().subarray(pointer, pointer + length)));
    return length;
  };

  engine._pgl_set_rw_cbs(engine.addFunction(read, 'ipi'), engine.addFunction(write, 'ipi'));

  return {
    setInput: (messages) => Object.assign(input, { messages, index: 0, offset: 0 }),
    hasInput: () => input.index < input.messages.length,
    takeOutput: () => {
      const [first] = output;
      const bytes = output.length === 1 && first ? first : Buffer.concat(output);
      output = [];
      return bytes;
    },
  };
}

function processOne(engine: Module): void {
  const stack = engine.stackSave();
  try {
    engine._PostgresMainLoopOnce();
  } catch (error) {
    if (!isErrorJump(error)) throw error;
    handleErrorJump(engine, stack);
  }
}

function handleErrorJump(engine: Module, stack: number): void {
  for (let nested = 0; ; nested += 1) {
    engine.stackRestore(stack);
    try {
      engine._PostgresMainLongJmp();
      return;
    } catch (error) {
      if (!isErrorJump(error) || nested === MOST_NESTED_ERRORS) throw error;
    }
  }
}

function isErrorJump(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === ERROR_JUMP;
}
