import type { Writable } from 'node:stream';

type Header = { mimeType: string; bytes: number };
const NEWLINE = 10;

/** Sends one file to a parser's process. */
export async function sendRequest(
  input: Writable,
  { mimeType, bytes }: Header,
  content: AsyncIterable<Buffer>,
): Promise<void> {
  input.write(`${mimeType} ${bytes}\n`);
  for await (const part of content) {
    if (input.destroyed) return;
    if (!input.write(part)) await new Promise<void>((resolve) => onceWritable(input, resolve));
  }
}

/** Also when it ends: who waits for a process that has died would wait for ever. */
function onceWritable(input: Writable, done: () => void): void {
  const events = ['drain', 'close', 'error'] as const;
  const settle = () => {
    for (const event of events) input.off(event, settle);
    done();
  };
  for (const event of events) input.once(event, settle);
}

/** The files that come on a stream, one after the other. */
export async function* requestsOf(
  input: AsyncIterable<Buffer>,
): AsyncGenerator<{ mimeType: string; content: Buffer }> {
  let parts: Buffer[] = [];
  let header: Header | null = null;
  let size = 0;
  for await (const part of input) {
    parts.push(part);
    size += part.length;
    if (header === null && part.includes(NEWLINE)) {
      const all = Buffer.concat(parts);
      const end = all.indexOf(NEWLINE);
      header = headerOf(all.subarray(0, end).toString('utf8'));
      parts = [all.subarray(end + 1)];
      size -= end + 1;
    }
    // The next request comes after the answer to this one: nothing is left over.
    if (header === null || size < header.bytes) continue;
    yield { mimeType: header.mimeType, content: Buffer.concat(parts) };
    parts = [];
    header = null;
    size = 0;
  }
}

function headerOf(line: string): Header {
  const [mimeType = '', bytes] = line.split(' ');
  return { mimeType, bytes: Number(bytes) };
}
