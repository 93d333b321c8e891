import Papa from 'papaparse';
import { DocumentError, type DocumentText, PARSING_LIMITS } from './parsedDocument.ts';
import { type Cell, writeSheet } from './tableText.ts';
import { createTextBuilder } from './textBuilder.ts';

const SEPARATORS = [';', ',', '\t', '|'] as const;
const SAMPLE_LINES = 50;

/** Whatever quotes and spaces go when it is written out, of text twice as long as the limit more than the limit is left. */
const CERTAINLY_TOO_LONG = 2 * PARSING_LIMITS.textLength;

/** Reads the rows of a file of separated values, each with the headings of its columns. Throws a DocumentError. */
export function parseCsv(text: string): DocumentText {
  if (text.length > CERTAINLY_TOO_LONG) throw new DocumentError('too_large', 'text');
  const delimiter = separatorOf(text) ?? ',';
  const { data } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: false });
  const builder = createTextBuilder();
  writeSheet(
    builder,
    data.map((row) => row.map(cellOf)),
  );
  return builder.finish();
}

const NUMBER = /^[\s+-]*[$€£]?\s*[\d.,'\s]*\d\s*[%$€£]?$/;
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T\s].*)?$/;

function cellOf(text: string): Cell {
  return { text, isText: !NUMBER.test(text) && !DATE.test(text.trim()) };
}

/**
 * What separates the values of a text, by its first lines: the sign that divides all of them into the same number of
 * values, two at least; null when it is no table. `isTruncated` leaves out a last line that was cut off.
 */
export function separatorOf(text: string, isTruncated = false): (typeof SEPARATORS)[number] | null {
  let best: { separator: (typeof SEPARATORS)[number]; columns: number } | null = null;
  for (const separator of SEPARATORS) {
    const columns = columnsBy(separator, text, isTruncated);
    if (columns >= 2 && columns > (best?.columns ?? 0)) best = { separator, columns };
  }
  return best?.separator ?? null;
}

/** 0 when the lines disagree. A short line is forgiven now and then: totals, remarks. */
function columnsBy(separator: string, text: string, isTruncated: boolean): number {
  const { data } = Papa.parse<string[]>(text.slice(0, 100_000), {
    delimiter: separator,
    preview: SAMPLE_LINES,
    skipEmptyLines: 'greedy',
  });
  const rows = isTruncated && data.length < SAMPLE_LINES && data.length > 1 ? data.slice(0, -1) : data;
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [columns, agreeing] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [0, 0];
  return agreeing >= rows.length * 0.9 ? columns : 0;
}
