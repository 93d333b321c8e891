/**
 * The parser's own process. It reads requests on standard input, one after the other (a line that says the type and the
 * length of a file, then the file), and answers each with lines on standard output.
 */
import { createReadStream, writeSync } from 'node:fs';
import { chunksOf } from './chunker.ts';
import { cleanText, decodeText } from './decodeText.ts';
import { forgoNetwork } from './forgoNetwork.ts';
import { DocumentError, type DocumentText, PARSING_LIMITS, type ParsedDocument } from './parsedDocument.ts';
import { linesOf, type ParserLine } from './parserLines.ts';
import { requestsOf } from './parserRequests.ts';

forgoNetwork();
for await (const { mimeType, content } of requestsOf(createReadStream('', { fd: 0 }))) {
  try {
    for (const line of linesOf(await parse(mimeType, content))) say(line);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    say({ error: error instanceof DocumentError ? error.code : 'internal' });
  }
}
process.exit(0);

async function parse(mimeType: string, content: Uint8Array): Promise<ParsedDocument> {
  const { text, pages, pageCount, headings } = await read(mimeType, content);
  say({ progress: { step: 'splitting', ratio: 0 } });
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

function say(line: ParserLine): void {
  const output = Buffer.from(`${JSON.stringify(line)}\n`);
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
