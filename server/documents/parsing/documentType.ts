import { decodeText } from './decodeText.ts';
import type { DocumentType } from './parsedDocument.ts';

/** Bytes from the beginning of a file that suffice to tell its type. */
export const TYPE_SAMPLE_BYTES = 8_192;

const MARKDOWN_NAME = /\.(?:md|markdown|mdown|mkd)$/i;
/** Names that promise something else than text: text inside them is not what it says it is. */
const BINARY_NAME =
  /\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|epub|zip|gz|7z|rar|tar|png|jpe?g|gif|webp|bmp|ico|tiff?|mp[34]|wav|mov|avi|exe|dll|so|class|jar|wasm|sqlite|db)$/i;
const MARKUP_NAME = /\.(?:x?html?|xht|svg|xml|mhtml?)$/i;
const MARKUP =
  /^\s*(?:<!doctype\s|<\?xml|<html|<svg|<head|<body|<script|<iframe|<!--[^]*?-->\s*<(?:!doctype|html|svg))/i;

/**
 * The type of a file by its first bytes; null when Kipux does not read it. The name decides only between Markdown and
 * plain text, and refuses text that calls itself something else.
 */
export function documentType(head: Uint8Array, fileName: string): DocumentType | null {
  if (startsWith(head, '%PDF-'))
    return MARKUP.test(latin1(head).replace(/^%PDF-[^\n\r]*/, '')) ? null : 'application/pdf';
  if (BINARY_NAME.test(fileName) || MARKUP_NAME.test(fileName)) return null;
  const text = decodeText(head.subarray(0, TYPE_SAMPLE_BYTES), { partial: true });
  if (text === null || MARKUP.test(text)) return null;
  return MARKDOWN_NAME.test(fileName) ? 'text/markdown' : 'text/plain';
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return latin1(bytes.subarray(0, magic.length)) === magic;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
