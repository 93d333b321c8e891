import { TextDecoder } from 'node:util';

type DecodeOptions = {
  /** Allows a character cut off at the end. */
  partial?: boolean;
  /** What bytes that are neither Unicode are taken for; Windows-1252 unless it is known better. */
  fallback?: string | undefined;
};

/**
 * The text of a text file: UTF-8, UTF-16 with or without a byte order mark, otherwise Windows-1252; null when the bytes
 * are no text.
 */
export function decodeText(
  bytes: Uint8Array,
  { partial = false, fallback }: DecodeOptions = {},
): string | null {
  const utf16 = utf16Order(bytes);
  if (utf16 !== null) return textOnly(new TextDecoder(utf16).decode(bytes, { stream: partial }));
  // Only UTF-16 has zero bytes in text.
  if (bytes.includes(0)) return null;
  return textOnly(decodeUtf8(bytes, partial) ?? decoderFor(fallback).decode(bytes));
}

const SAMPLE_BYTES = 4_096;

/** By its byte order mark; without one, Latin text in UTF-16 has a zero in nearly every other byte. */
function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const length = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  const zeros = [0, 0] as [number, number];
  for (let at = 0; at < length; at += 1) if (bytes[at] === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  const [even, odd] = zeros;
  const many = (length / 2) * 0.4;
  const few = (length / 2) * 0.02;
  if (odd > many && even <= few) return 'utf-16le';
  return even > many && odd <= few ? 'utf-16be' : null;
}

function decodeUtf8(bytes: Uint8Array, partial: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: partial });
  } catch {
    return null;
  }
}

function decoderFor(label: string | undefined): TextDecoder {
  try {
    return new TextDecoder(label === undefined || /^utf-?8$/i.test(label) ? 'windows-1252' : label);
  } catch {
    return new TextDecoder('windows-1252');
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
