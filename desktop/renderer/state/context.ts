import type { StoreApi } from 'zustand/vanilla';
import { type Client, ClientError } from '#shared/client/client.ts';
import type { LocalRecords, TextStorage } from './localRecords.ts';
import type { AppState, Problem } from './model.ts';

/** What every group of actions works on. */
export type AppContext = {
  client: Client;
  storage: TextStorage;
  store: StoreApi<AppState>;
  /** The signed-in person's records on this device; null while nobody is signed in. */
  records: LocalRecords | null;
};

/** What the person can be told about a failed call; what is not a ClientError is a fault of ours. */
export function problemOf(error: unknown): Problem {
  return error instanceof ClientError ? { code: error.code, details: error.details } : { code: 'internal' };
}
