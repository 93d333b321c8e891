import type { Engine } from './engine.ts';
import { HEADER_BYTES, messagesIn, simpleQuery } from './wire/protocol.ts';

/** Runs statements one by one and gives back nothing. @throws Error with the engine's words when one fails. */
export function execute(engine: Engine, ...statements: string[]): void {
  for (const statement of statements) rows(engine, statement);
}

/** Runs one statement and gives back its rows as text. @throws Error with the engine's words when it fails. */
export function rows(engine: Engine, sql: string): (string | null)[][] {
  const { bytes } = engine.run([simpleQuery(sql)]);
  const found: (string | null)[][] = [];
  for (const { type: kind, start, end } of messagesIn(bytes)) {
    if (kind === 0x45) throw new Error(errorText(bytes.subarray(start + HEADER_BYTES, end)));
    if (kind === 0x44) found.push(readRow(bytes, start + HEADER_BYTES));
  }
  return found;
}

function readRow(bytes: Buffer, start: number): (string | null)[] {
  const columns = bytes.readInt16BE(start);
  const row: (string | null)[] = [];
  let offset = start + 2;
  for (let column = 0; column < columns; column += 1) {
    const length = bytes.readInt32BE(offset);
    offset += 4;
    row.push(length < 0 ? null : bytes.toString('utf8', offset, offset + length));
    offset += Math.max(length, 0);
  }
  return row;
}

/** The message of an ErrorResponse's body. */
function errorText(body: Buffer): string {
  const fields = body.toString('utf8').split('\0');
  return fields.find((field) => field.startsWith('M'))?.slice(1) ?? 'The statement failed.';
}
