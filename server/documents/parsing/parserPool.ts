import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { ParsedDocument } from './parsedDocument.ts';
import { type ParseRequest, type Parser, startParser } from './parser.ts';

/** Reads files in processes, as many at once as there are processors. */
export type ParserPool = {
  /** Throws a DocumentError, or the signal's reason. */
  parse(userId: string, request: ParseRequest): Promise<ParsedDocument>;
  close(): void;
};

/** Files that one process reads in its life. */
const FILES = 100;
const IDLE_MS = 5_000;
/** Processes that wait, for each processor: several people's uploads take turns, and starting one is what takes time. */
const IDLE_PER_PROCESSOR = 3;

type Idle = { userId: string; parser: Parser; files: number; timer: NodeJS.Timeout };

/**
 * Starting a process takes longer than most files: one that is done waits some seconds for another file, of the same
 * user only. A hostile file that took it over would meet no other person's.
 */
export function createParserPool(): ParserPool {
  const size = availableParallelism();
  const limit = pLimit(size);
  const idle: Idle[] = [];
  const take = (at: number): Idle | undefined => {
    const [taken] = at < 0 ? [] : idle.splice(at, 1);
    clearTimeout(taken?.timer);
    return taken;
  };
  const keep = (userId: string, parser: Parser, files: number) => {
    const timer = setTimeout(
      () => take(idle.findIndex((one) => one.parser === parser))?.parser.kill(),
      IDLE_MS,
    );
    timer.unref();
    idle.push({ userId, parser, files, timer });
    if (idle.length > IDLE_PER_PROCESSOR * size) take(0)?.parser.kill();
  };
  return {
    parse: (userId, request) =>
      limit(async () => {
        request.signal?.throwIfAborted();
        const known = take(idle.findIndex((one) => one.userId === userId));
        const parser = known?.parser ?? (await startParser());
        const files = (known?.files ?? 0) + 1;
        try {
          const document = await parser.parse(request);
          if (files < FILES && (await parser.isFit())) keep(userId, parser, files);
          else parser.kill();
          return document;
        } catch (error) {
          // What could not be read may have left it in any state.
          parser.kill();
          throw error;
        }
      }),
    close() {
      for (const { parser, timer } of idle.splice(0)) {
        clearTimeout(timer);
        parser.kill();
      }
    },
  };
}
