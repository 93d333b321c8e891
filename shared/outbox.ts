import type { ClientErrorCode } from './client/client.ts';
import type { ErrorDetails } from './errors.ts';

/** The writes that a device makes without waiting for the server, by their endpoints' names. */
export const WAITING_KINDS = [
  'createConversation',
  'updateConversation',
  'deleteConversation',
  'sendMessage',
  'updateAccount',
] as const;
export type WaitingKind = (typeof WAITING_KINDS)[number];

/** A message that the server does not have yet. */
export type WaitingMessage = {
  /** undefined: the active leaf at the time of sending. */
  parentId: string | null | undefined;
  content: string;
  model: string | undefined;
  /** null: all documents. */
  documentIds: readonly string[] | null;
};

/** A change that was made on this device and that the server has not acknowledged. */
export type WaitingChange = {
  /** A message's or a new conversation's own id; otherwise one that names the change. */
  id: string;
  kind: WaitingKind;
  /** null for settings. */
  conversationId: string | null;
  /** `failed`: the server refused it, it waits for the person. */
  state: 'waiting' | 'failed';
  problem: { code: ClientErrorCode; details?: ErrorDetails | undefined } | null;
  createdAt: string;
  /** Of `sendMessage` only. */
  message: WaitingMessage | null;
};
