import { HEADER_BYTES, message, readString, zeroTerminated } from './protocol.ts';

/**
 * A connection's own names for prepared statements: the engine has one set of them for all connections.
 *
 * Portals need none: a portal ends with its transaction, and a transaction has the engine to itself.
 */
export type StatementNames = {
  /** The message with the engine's name in place of the client's. Null when the message is malformed. */
  rename(message: Buffer): Renamed | null;
  /** Messages that drop every statement the connection has prepared under a name. */
  closeAll(): Buffer[];
};

export type Renamed = {
  bytes: Buffer;
  /** What the message does with the unnamed statement, which the connection has to itself only within one request. */
  unnamed: 'parses' | 'uses' | null;
};

const type = { parse: 0x50, bind: 0x42, describe: 0x44, close: 0x43 } as const;
const ofStatement = 0x53;

let statementCount = 0;

export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();

  /** The number comes first: the engine tells names apart by their first 63 bytes. */
  const engineName: EngineName = (name) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    statementCount += 1;
    const made = `${statementCount}_${name}`;
    names.set(name, made);
    return made;
  };

  return {
    rename: (bytes) => {
      if (bytes[0] === type.parse) return renameParse(bytes, engineName);
      if (bytes[0] === type.bind) return renameBind(bytes, engineName);
      if (bytes[0] === type.describe) return renameOnly('D', bytes, engineName);
      if (bytes[0] !== type.close) return { bytes, unnamed: null };
      const renamed = renameOnly('C', bytes, engineName);
      if (bytes[HEADER_BYTES] === ofStatement) names.delete(readString(bytes, HEADER_BYTES + 1)?.text ?? '');
      return renamed;
    },
    closeAll: () => {
      const closes = Array.from(names.values(), closeStatement);
      names.clear();
      return closes;
    },
  };
}

/** The engine's name for one of the connection's. */
type EngineName = (name: string) => string;

function renameParse(parse: Buffer, engineName: EngineName): Renamed | null {
  const name = readString(parse, HEADER_BYTES);
  if (!name) return null;
  if (name.text === '') return { bytes: parse, unnamed: 'parses' };
  return {
    bytes: message('P', zeroTerminated(engineName(name.text)), parse.subarray(name.next)),
    unnamed: null,
  };
}

function renameBind(bind: Buffer, engineName: EngineName): Renamed | null {
  const portalEnd = bind.indexOf(0, HEADER_BYTES) + 1;
  const name = portalEnd > 0 ? readString(bind, portalEnd) : null;
  if (!name) return null;
  if (name.text === '') return { bytes: bind, unnamed: 'uses' };
  const portal = bind.subarray(HEADER_BYTES, portalEnd);
  const statement = zeroTerminated(engineName(name.text));
  return { bytes: message('B', portal, statement, bind.subarray(name.next)), unnamed: null };
}

/** A Describe or a Close: besides its kind it has nothing but a name. */
function renameOnly(letter: 'D' | 'C', bytes: Buffer, engineName: EngineName): Renamed | null {
  const name = readString(bytes, HEADER_BYTES + 1);
  if (!name) return null;
  if (bytes[HEADER_BYTES] !== ofStatement) return { bytes, unnamed: null };
  if (name.text === '') return { bytes, unnamed: letter === 'C' ? 'parses' : 'uses' };
  return {
    bytes: message(letter, Buffer.of(ofStatement), zeroTerminated(engineName(name.text))),
    unnamed: null,
  };
}

/** A Close message for a statement of the engine's; the unnamed one by default. */
export function closeStatement(name = ''): Buffer {
  return message('C', Buffer.of(ofStatement), zeroTerminated(name));
}
