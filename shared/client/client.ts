import type { Change, KnownRow } from '../changes.ts';
import type { Endpoint, EndpointInput, EndpointOutput } from '../endpoint.ts';
import type { ErrorCode, ErrorDetails } from '../errors.ts';
import type { WaitingChange } from '../outbox.ts';
import type { StreamEvent } from '../streamEvents.ts';

/** `connecting` is the first moment, before it is known. */
export type Connection = 'connecting' | 'online' | 'offline';

/** Who has to be brought up to date before the two understand each other again. */
export type Outdated = 'client' | 'server';

/**
 * `changes`: rows that are new to this client, in order. `reset`: what was read before is out of date, read again.
 * `connection`: whether the server can be reached. `signedOut`: the session has ended. `download`: how much of everything
 * has come to this device, 1 when it has all. `outbox`: what waits on this device,
 * in order, and the rows of what the server has just acknowledged.
 */
export type WatchEvent =
  | { type: 'changes'; changes: Change[] }
  | { type: 'reset' }
  | { type: 'connection'; connection: Connection; outdated?: Outdated | undefined }
  | { type: 'download'; ratio: number }
  | { type: 'outbox'; waiting: WaitingChange[]; rows: KnownRow[] }
  | { type: 'signedOut' };

export type CallOptions = { signal?: AbortSignal };

/**
 * The one way in which the user interface reaches its data: over HTTP in a browser, over the bridge in the desktop
 * window, where reads are answered from the device's cache.
 */
export type Client = {
  /** Calls an endpoint of the contract. Rejects with a ClientError. */
  call<E extends Endpoint>(
    endpoint: E,
    input: EndpointInput<E>,
    options?: CallOptions,
  ): Promise<EndpointOutput<E>>;
  /** Tells of changes from now on, until the returned function is called. */
  watch(listener: (event: WatchEvent) => void): () => void;
  /**
   * Follows an answer from text offset `from` (UTF-16 units, 0: the start) and resumes by itself after a lost connection;
   * ends after `done` or `failed`, or when the returned function is called.
   */
  stream(messageId: string, from: number, listener: (event: StreamEvent) => void): () => void;
  /** Where changes wait for the server; a browser has none. */
  outbox?: Outbox | undefined;
};

/** The device's changes that the server has not acknowledged. `watch` tells of them. */
export type Outbox = {
  /** Sends a refused change again. */
  retry(id: string): Promise<void>;
  /** Takes a change back that the server does not have. */
  discard(id: string): Promise<void>;
};

/**
 * `offline`: the server could not be reached. `incompatible`: its answer is not of this contract. `server_outdated`: it
 * speaks an older one than this client understands.
 */
export type ClientErrorCode =
  | ErrorCode
  | 'offline'
  | 'not_kept'
  | 'incompatible'
  | 'server_outdated'
  | 'aborted';

/** Why a call failed. The user interface translates `code`; `message` is for logs. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  readonly details: ErrorDetails | undefined;
  readonly requestId: string | undefined;

  constructor(
    code: ClientErrorCode,
    message: string,
    rest: { details?: ErrorDetails | undefined; requestId?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: rest.cause });
    this.name = 'ClientError';
    this.code = code;
    this.details = rest.details;
    this.requestId = rest.requestId;
  }
}
