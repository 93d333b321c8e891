import { HEADER_BYTES, readString, simpleQuery, message as wireMessage, zeroTerminated } from './protocol.ts';
import { emptyRequest, type Request } from './request.ts';
import { inspectSql, type Refusal, type SqlTraits } from './sqlText.ts';
import type { StatementNames } from './statementNames.ts';

/** Puts a logged-in client's messages together to whole requests. */
export type RequestBuilder = {
  /** Takes the next message. Gives back why the connection cannot go on, or null. */
  add(message: Buffer): Refusal | null;
};

/** The most bytes that one COPY may send: it is collected before it runs. */
const MOST_COPY_BYTES = 256 * 1024 * 1024;

export function createRequestBuilder(
  names: StatementNames,
  emit: (request: Request) => void,
): RequestBuilder {
  const building: Building = { names, emit, batch: emptyRequest('sync'), copy: null };
  return { add: (received) => add(building, received) };
}

type Building = {
  names: StatementNames;
  emit(request: Request): void;
  /** What has come of the extended protocol since the last Sync or Flush. */
  batch: Request;
  /** The COPY that the client is sending data for. */
  copy: Request | null;
};

function add(building: Building, received: Buffer): Refusal | null {
  if (building.copy) return addCopyData(building, building.copy, received);
  switch (received[0]) {
    case type.query:
      return addQuery(building, received);
    case type.parse:
    case type.bind:
    case type.execute:
    case type.describe:
    case type.close:
      return addExtended(building, received);
    case type.sync:
    case type.flush:
      return endBatch(building, received);
    case type.copyData:
    case type.copyDone:
    case type.copyFail:
      return null; // what is left of a COPY that has failed
    default:
      return violation('unsupported message type');
  }
}

function endBatch(building: Building, received: Buffer): null {
  const { batch } = building;
  append(batch, received);
  batch.kind = received[0] === type.sync ? 'sync' : 'flush';
  building.batch = emptyRequest('sync');
  building.emit(batch);
  return null;
}

function addQuery(building: Building, query: Buffer): Refusal | null {
  const sql = readString(query, HEADER_BYTES);
  if (!sql) return violation('invalid message format');
  const traits = inspectSql(sql.text);
  const request = emptyRequest('query');
  append(request, traits.refusal ? simpleQuery(raise(traits.refusal)) : query);
  note(request, traits, sql.text);
  if (traits.copiesIn) building.copy = { ...request, kind: 'copyData' };
  building.emit(traits.copiesIn ? emptyRequest('copyStart') : request);
  return null;
}

function addExtended({ names, batch }: Building, received: Buffer): Refusal | null {
  const checked = received[0] === type.parse ? checkParse(batch, received) : received;
  const renamed = checked && names.rename(checked);
  if (!renamed) return violation('invalid message format');
  append(batch, renamed.bytes);
  if (renamed.unnamed === 'parses') batch.unnamedParse = renamed.bytes;
  if (renamed.unnamed === 'uses' && !batch.unnamedParse) batch.needsUnnamed = true;
  return null;
}

function addCopyData(building: Building, request: Request, received: Buffer): Refusal | null {
  const kind = received[0];
  if (kind === type.sync || kind === type.flush) return null;
  if (kind !== type.copyData && kind !== type.copyDone && kind !== type.copyFail) {
    return violation('unexpected message type during COPY from stdin');
  }
  append(request, received);
  if (request.bytes > MOST_COPY_BYTES) {
    return {
      code: '54000',
      message: 'the COPY is too large for the embedded database',
      hint: 'Send it in parts.',
    };
  }
  if (kind === type.copyData) return null;
  building.copy = null;
  building.emit(request);
  return null;
}

const type = {
  query: 0x51,
  parse: 0x50,
  bind: 0x42,
  execute: 0x45,
  describe: 0x44,
  close: 0x43,
  sync: 0x53,
  flush: 0x48,
  copyData: 0x64,
  copyDone: 0x63,
  copyFail: 0x66,
} as const;

function violation(text: string): Refusal {
  return { code: '08P01', message: text, hint: '' };
}

function append(request: Request, bytes: Uint8Array): void {
  request.messages.push(bytes);
  request.bytes += bytes.length;
}

/** Notes what the statement of a Parse is about; gives back the Parse to run, or null when it is malformed. */
function checkParse(batch: Request, parse: Buffer): Buffer | null {
  const name = readString(parse, HEADER_BYTES);
  const sql = name && readString(parse, name.next);
  if (!sql) return null;
  const traits = inspectSql(sql.text);
  note(batch, traits, sql.text);
  if (!traits.refusal) return parse;
  return wireMessage(
    'P',
    zeroTerminated(name.text),
    zeroTerminated(raise(traits.refusal)),
    parse.subarray(sql.next),
  );
}

function note(request: Request, traits: SqlTraits, sql: string): void {
  if (traits.listens.length > 0) request.listens.push(...traits.listens);
  if (traits.setting) request.setting = { name: traits.setting, sql };
  request.callsSetConfig ||= traits.callsSetConfig;
}

/** A statement that fails with the refusal, so that the engine treats it like any failed statement. */
function raise({ code, message, hint }: Refusal): string {
  return `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = '${message}', HINT = '${hint}'; END $$`;
}
