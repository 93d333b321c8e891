import { decodeText } from './decodeText.ts';
import { separatorOf } from './parseCsv.ts';
import type { DocumentType } from './parsedDocument.ts';

/** Bytes from the beginning of a file that suffice to tell its type. */
export const TYPE_SAMPLE_BYTES = 8_192;

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const ZIP = 'PK\x03\x04';
/** Bytes between the signature of an entry and its name. */
const LOCAL_HEADER_REST = 26;
/** OLE's compound file: Office before 2007, and what newer Office protects by a password. */
const COMPOUND_FILE = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

const MARKDOWN_NAME = /\.(?:md|markdown|mdown|mkd)$/i;
const TABLE_NAME = /\.(?:csv|tsv|tab)$/i;
const WORD_NAME = /\.(?:docx|docm|dotx)$/i;
const EXCEL_NAME = /\.(?:xlsx|xlsm|xltx)$/i;
/** Names that promise something else than text: text inside them is not what it says it is. */
const BINARY_NAME =
  /\.(?:pdf|doc[xm]?|dotx|xls[xm]?|xltx|pptx?|od[tsp]|rtf|epub|zip|gz|7z|rar|tar|png|jpe?g|gif|webp|bmp|ico|tiff?|mp[34]|wav|mov|avi|exe|dll|so|class|jar|wasm|sqlite|db)$/i;
const HTML_NAME = /\.(?:x?html?|xht)$/i;
const OTHER_MARKUP_NAME = /\.(?:svg|xml|mhtml?)$/i;
/** A page may begin with an XML declaration, comments and a document type. */
const PROLOGUE = /^\s*(?:<\?xml[^>]*>\s*|<!--[^]*?-->\s*)*/;
const HTML = /^<(?:!doctype\s+html|html|head|body|title|meta|script|iframe|style)[\s>/]/i;
const FRAGMENT = /^<(?:article|section|main|div|h[1-6]|p|table|ul|ol|blockquote|center|header|nav)[\s>]/i;
const OTHER_MARKUP = /^\s*(?:<\?xml|<!doctype|<svg)/i;
/** Text that describes pages or pictures, for other programs. */
const FOREIGN_TEXT = /^(?:\{\\rtf|%!PS|MIME-Version:|xref\b)/;

/**
 * The type of a file by its first bytes; null when Kipux does not read it. The name decides only between kinds of text,
 * and refuses text that calls itself something else.
 */
export function documentType(head: Uint8Array, fileName: string): DocumentType | null {
  if (startsWith(head, '%PDF-')) return isPolyglot(head) ? null : 'application/pdf';
  if (startsWith(head, ZIP)) return officeType(head, fileName);
  if (startsWith(head, COMPOUND_FILE)) return protectedOfficeType(fileName);
  if (BINARY_NAME.test(fileName) || OTHER_MARKUP_NAME.test(fileName)) return null;
  const isCut = head.length >= TYPE_SAMPLE_BYTES;
  const text = decodeText(head.subarray(0, TYPE_SAMPLE_BYTES), { partial: true })?.replace(/^\ufeff/, '');
  if (text === undefined || FOREIGN_TEXT.test(text)) return null;
  return textType(text, fileName, isCut);
}

function textType(text: string, fileName: string, isCut: boolean): DocumentType | null {
  const content = text.replace(PROLOGUE, '');
  if (HTML.test(content) || (HTML_NAME.test(fileName) && FRAGMENT.test(content))) return 'text/html';
  if (OTHER_MARKUP.test(text) || OTHER_MARKUP.test(content)) return null;
  if (MARKDOWN_NAME.test(fileName)) return 'text/markdown';
  return isTable(text, fileName, isCut) ? 'text/csv' : 'text/plain';
}

/** A PDF that a browser may take for a page. */
function isPolyglot(head: Uint8Array): boolean {
  const rest = latin1(head)
    .replace(/^%PDF-[^\n\r]*/, '')
    .replace(PROLOGUE, '');
  return HTML.test(rest) || OTHER_MARKUP.test(rest);
}

/** The names of an archive's first parts stand among its first bytes; where they do not tell, the file's name does. */
function officeType(head: Uint8Array, fileName: string): DocumentType | null {
  const names = latin1(head)
    .split(ZIP)
    .slice(1)
    .map((part) => part.slice(LOCAL_HEADER_REST, LOCAL_HEADER_REST + 40));
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (has(/^word\//)) return DOCX;
  if (has(/^xl\//)) return XLSX;
  if (!has(/^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|customXml\/)/)) return null;
  if (WORD_NAME.test(fileName)) return DOCX;
  return EXCEL_NAME.test(fileName) ? XLSX : null;
}

/** Whether a password protects it, its parser will see. */
function protectedOfficeType(fileName: string): DocumentType | null {
  if (WORD_NAME.test(fileName)) return DOCX;
  return EXCEL_NAME.test(fileName) ? XLSX : null;
}

/** Separated values, by their name or by lines that all have the same number of them. Prose has commas as well. */
function isTable(text: string, fileName: string, isCut: boolean): boolean {
  const separator = separatorOf(text, isCut);
  if (separator === null) return false;
  if (TABLE_NAME.test(fileName)) return true;
  return separator !== ',' && separator !== '|' && text.trim().split('\n').length > 2;
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return latin1(bytes.subarray(0, magic.length)) === magic;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
