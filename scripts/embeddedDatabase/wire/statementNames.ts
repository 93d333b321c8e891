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
  const engineName = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    statementCount += 1;
    const made = `${statementCount}_${name}`;
    names.set(name, made);
    return made;
  };

  const renameParse = (parse: Buffer): Renamed | null => {
    const name = readString(parse, HEADER_BYTES);
    if (!name) return null;
    if (name.text === '') return { bytes: parse, unnamed: 'parses' };
    return {
      bytes: message('P', zeroTerminated(engineName(name.text)), parse.subarray(name.next)),
      unnamed: null,
    };
  };

  const renameBind = (bind: Buffer): Renamed | null => {
    const portalEnd = bind.indexOf(0, HEADER_BYTES) + 1;
    const name = portalEnd > 0 ? readString(bind, portalEnd) : null;
    if (!name) return null;
    if (name.text === '') return { bytes: bind, unnamed: 'uses' };
    const portal = bind.subarray(HEADER_BYTES, portalEnd);
    return {
      bytes: message('B', portal, zeroTerminated(engineName(name.text)), bind.subarray(name.next)),
      unnamed: null,
    };
  };

  const renameDescribeOrClose = (bytes: Buffer): Renamed | null => {
    const name = readString(bytes, HEADER_BYTES + 1);
    if (!name) return null;
    if (bytes[HEADER_BYTES] !== ofStatement) return { bytes, unnamed: null };
    const closes = bytes[0] === type.close;
    if (name.text === '') return { bytes, unnamed: closes ? 'parses' : 'uses' };
    const renamed = message(
      closes ? 'C' : 'D',
      Buffer.of(ofStatement),
      zeroTerminated(engineName(name.text)),
    );
    if (closes) names.delete(name.text);
    return { bytes: renamed, unnamed: null };
  };

  return {
    rename: (bytes) => {
      switch (bytes[0]) {
        case type.parse:
          return renameParse(bytes);
        case type.bind:
          return renameBind(bytes);
        case type.describe:
        case type.close:
          return renameDescribeOrClose(bytes);
        default:
          return { bytes, unnamed: null };
      }
    },
    closeAll: () => {
      const closes = Array.from(names.values(), closeStatement);
      names.clear();
      return closes;
    },
  };
}

/** A Close message for a statement of the engine's; the unnamed one by default. */
export function closeStatement(name = ''): Buffer {
  return message('C', Buffer.of(ofStatement), zeroTerminated(name));
}
