import type { ListenChange } from './sqlText.ts';

/** What runs in one go: a simple query, or the extended protocol's messages up to a Sync (or a Flush). */
export type Request = {
  messages: Uint8Array[];
  /** `query` and `sync` end with a ReadyForQuery; after a `flush` the request goes on; `copyStart` asks the client for data. */
  kind: 'query' | 'sync' | 'flush' | 'copyStart' | 'copyData';
  bytes: number;
  /** The last Parse of (or Close of) the unnamed statement in it. */
  unnamedParse: Uint8Array | null;
  /** Whether it uses an unnamed statement that an earlier request has prepared. */
  needsUnnamed: boolean;
  listens: ListenChange[];
  /** The setting that it sets or resets for the session, with the statement that does it. */
  setting: { name: string; sql: string } | null;
  callsSetConfig: boolean;
};

export function emptyRequest(kind: Request['kind']): Request {
  return {
    messages: [],
    kind,
    bytes: 0,
    unnamedParse: null,
    needsUnnamed: false,
    listens: [],
    setting: null,
    callsSetConfig: false,
  };
}
