import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a text in UTF-8 as it arrives, which end at `\n` and nowhere else: JSON may hold U+2028 and U+2029 as they
 * are, and `node:readline` ends a line there. Memory holds a piece and a line.
 */
export async function* splitLines(pieces: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  for await (const piece of pieces) {
    const text = piece instanceof Uint8Array ? decoder.write(piece) : String(piece);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      yield begun + text.slice(start, end);
      begun = '';
      start = end + 1;
    }
    begun += text.slice(start);
  }
  begun += decoder.end();
  if (begun !== '') yield begun;
}
