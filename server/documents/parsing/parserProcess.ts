/**
 * The parser's own process. It reads requests on standard input, one after the other (a line that says the type and the
 * length of a file, then the file), and answers each with lines on standard output.
 */
import { createReadStream, writeSync } from 'node:fs';
import { forgoNetwork } from './forgoNetwork.ts';
import { DOCUMENT_TYPES, DocumentError } from './parsedDocument.ts';
import { linesOf, type ParserLine } from './parserLines.ts';
import { requestsOf } from './parserRequests.ts';
import { readDocument } from './readDocument.ts';

const PROGRESS_MS = 200;

forgoNetwork();
for await (const { mimeType, content } of requestsOf(createReadStream('', { fd: 0 }))) {
  const type = DOCUMENT_TYPES.find((known) => known === mimeType) ?? 'text/plain';
  try {
    for (const line of linesOf(await readDocument(type, content, createReporter()))) say(line);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    say({ error: error instanceof DocumentError ? error.code : 'internal' });
  }
}
process.exit(0);

/** Says how far a file has been read, a few times a second; only what is a share of something. */
function createReporter(): (ratio: number) => void {
  let last = performance.now();
  return (ratio) => {
    if (performance.now() - last < PROGRESS_MS || !(ratio >= 0 && ratio <= 1)) return;
    last = performance.now();
    say({ progress: { step: 'reading', ratio } });
  };
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
