/**
 * The pieces of PostgreSQL's frontend/backend protocol, version 3, that the wire server writes itself.
 * Source: https://www.postgresql.org/docs/18/protocol-message-formats.html
 */

/** The length in bytes of a message's type and length fields. */
export const HEADER_BYTES = 5;

const PROTOCOL_3_0 = 196_608;

/** Codes that stand where a startup packet has its protocol version. */
export const startupCode = { cancel: 80_877_102, tls: 80_877_103, gss: 80_877_104 } as const;

/** Whether a startup packet's version asks for protocol 3, whichever its minor version. */
export function isProtocol3(version: number): boolean {
  return version >>> 16 === 3;
}

/** The minor version of protocol 3 that a startup packet asks for. */
export function minorVersion(version: number): number {
  return version & 0xffff;
}

/** A backend or frontend message: its type, its length, its body. */
export function message(type: string, ...body: Uint8Array[]): Buffer {
  const length = body.reduce((sum, part) => sum + part.length, HEADER_BYTES);
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUInt8(type.charCodeAt(0), 0);
  bytes.writeInt32BE(length - 1, 1);
  let offset = HEADER_BYTES;
  for (const part of body) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** A string as the protocol has it: UTF-8, ended by a zero byte. */
export function zeroTerminated(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

/** A 32-bit integer in network order. */
export function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value, 0);
  return bytes;
}

/** A simple query. */
export function simpleQuery(sql: string): Buffer {
  return message('Q', zeroTerminated(sql));
}

export type Severity = 'ERROR' | 'FATAL';

/** An ErrorResponse. `code` is a SQLSTATE, the hint is optional. */
export function errorResponse(severity: Severity, code: string, text: string, hint?: string): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${text}`, ...(hint ? [`H${hint}`] : [])];
  return message('E', ...fields.map(zeroTerminated), Buffer.of(0));
}

/** A ReadyForQuery with the transaction's state: idle, in a transaction, in a failed one. */
export function readyForQuery(status: TransactionStatus): Buffer {
  return message('Z', Buffer.from(status));
}

export type TransactionStatus = 'I' | 'T' | 'E';

/** An AuthenticationCleartextPassword request. */
export const passwordRequest = message('R', int32(3));

/** The Sync message. */
export const sync = message('S');

/** The answer to a client that asks for a newer minor version: 3.0, and no protocol options. */
export const negotiateProtocolVersion = message('v', int32(PROTOCOL_3_0), int32(0));

/** The server's greeting after a login: authentication is done, these are the settings, this is the connection's key. */
export function greeting(parameters: Uint8Array, processId: number, secretKey: number): Buffer {
  return Buffer.concat([
    message('R', int32(0)),
    parameters,
    message('K', int32(processId), int32(secretKey)),
    readyForQuery('I'),
  ]);
}

/** One message within a run of them. `start..end` are its bytes in `bytes`, header included. */
export type MessagePosition = { type: number; start: number; end: number };

/** The messages of a complete run of backend messages, one after the other. */
export function* messagesIn(bytes: Buffer): Generator<MessagePosition> {
  let start = 0;
  while (start + HEADER_BYTES <= bytes.length) {
    const end = start + 1 + bytes.readInt32BE(start + 1);
    yield { type: bytes[start] ?? 0, start, end };
    start = end;
  }
}

/** The zero-terminated string at `start`, and where the next field begins; null when it does not end. */
export function readString(bytes: Buffer, start: number): { text: string; next: number } | null {
  const end = bytes.indexOf(0, start);
  return end < 0 ? null : { text: bytes.toString('utf8', start, end), next: end + 1 };
}
