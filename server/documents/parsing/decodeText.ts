/**
 * The text of a text file: UTF-8, UTF-16 with a byte order mark, otherwise Windows-1252; null when the bytes are no
 * text. `partial` allows a character cut off at the end.
 */
export function decodeText(bytes: Uint8Array, { partial = false } = {}): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return textOnly(new TextDecoder('utf-16le').decode(bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return textOnly(new TextDecoder('utf-16be').decode(bytes));
  // Only UTF-16 has zero bytes in text.
  if (bytes.includes(0)) return null;
  return textOnly(decodeUtf8(bytes, partial) ?? new TextDecoder('windows-1252').decode(bytes));
}

function decodeUtf8(bytes: Uint8Array, partial: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: partial });
  } catch {
    return null;
  }
}

const CONTROLS = /(?![\t\n\f\r])\p{Cc}/gu;

/** Text has no control characters to speak of; a few stray ones (form feeds, escapes in logs) are forgiven. */
function textOnly(text: string): string | null {
  const controls = text.match(CONTROLS)?.length ?? 0;
  return controls > 4 && controls > text.length / 100 ? null : text;
}

/** NFC, `\n` line ends, no byte order mark, no control characters but tabs, no half surrogate pairs. */
export function cleanText(text: string): string {
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?|[\f\u0085\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .toWellFormed()
    .normalize('NFC');
}
