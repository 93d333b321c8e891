import type { ParsedDocument } from './parsedDocument.ts';
import { type Limits, type ParseRequest, startParser } from './parser.ts';

export type ParseOptions = ParseRequest & { limits?: Partial<Limits> };

/** Reads one file in a process of its own, which ends with it. Throws a DocumentError, or the signal's reason. */
export async function parseFile({ limits, ...request }: ParseOptions): Promise<ParsedDocument> {
  request.signal?.throwIfAborted();
  const parser = await startParser(limits);
  try {
    return await parser.parse(request);
  } finally {
    parser.kill();
  }
}
