/** The parser's own process: reads a file on standard input, writes one JSON result to standard output, and ends. */
import { readFileSync, writeSync } from 'node:fs';
import { chunksOf } from './chunker.ts';
import { cleanText, decodeText } from './decodeText.ts';
import { forgoNetwork } from './forgoNetwork.ts';
import { DocumentError, type DocumentText, PARSING_LIMITS, type ParsedDocument } from './parsedDocument.ts';
import type { ParserResult } from './parserResult.ts';

forgoNetwork();
const bytes = readFileSync(0);
const result = await parse(process.argv[2] ?? '', bytes).then(
  (document): ParserResult => ({ document }),
  (error: unknown): ParserResult => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return { error: error instanceof DocumentError ? error.code : 'internal' };
  },
);
writeAll(Buffer.from(JSON.stringify(result)));
process.exit(0);

async function parse(mimeType: string, content: Uint8Array): Promise<ParsedDocument> {
  const { text, pages, pageCount, headings } = await read(mimeType, content);
  const chunks = chunksOf({ text, pages, headings });
  if (chunks.length > PARSING_LIMITS.chunks) throw new DocumentError('too_large', `${chunks.length} chunks`);
  return { text, pages, pageCount, chunks };
}

async function read(mimeType: string, content: Uint8Array): Promise<DocumentText> {
  if (content.length === 0) throw new DocumentError('empty');
  // Loaded on demand: text files are spared a parser of 1.7 MB.
  if (mimeType === 'application/pdf')
    return (await import('./parsePdf.ts')).parsePdf(new Uint8Array(content));
  const decoded = decodeText(content);
  if (decoded === null) throw new DocumentError('unsupported');
  const text = cleanText(decoded);
  if (text.trim() === '') throw new DocumentError('empty');
  if (text.length > PARSING_LIMITS.textLength) throw new DocumentError('too_large');
  return { text, pages: [], pageCount: null, headings: [] };
}

function writeAll(output: Uint8Array): void {
  for (let at = 0; at < output.length; ) {
    try {
      at += writeSync(1, output, at);
    } catch (error) {
      // The pipe is full: the parent reads at its own pace.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}
