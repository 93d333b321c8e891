/** The parser's own process: reads a file on standard input, writes one JSON result to standard output, and ends. */
import { readFileSync, writeSync } from 'node:fs';
import { forgoNetwork } from './forgoNetwork.ts';
import { DOCUMENT_TYPES, DocumentError } from './parsedDocument.ts';
import type { ParserResult } from './parserResult.ts';
import { readDocument } from './readDocument.ts';

forgoNetwork();
const bytes = readFileSync(0);
const type = DOCUMENT_TYPES.find((known) => known === process.argv[2]) ?? 'text/plain';
const result = await readDocument(type, bytes, () => {}).then(
  (document): ParserResult => ({ document }),
  (error: unknown): ParserResult => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return { error: error instanceof DocumentError ? error.code : 'internal' };
  },
);
writeAll(Buffer.from(JSON.stringify(result)));
process.exit(0);

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
