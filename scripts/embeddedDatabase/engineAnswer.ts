import { HEADER_BYTES, messagesIn, type TransactionStatus, zeroTerminated } from './wire/protocol.ts';

export type EngineAnswer = {
  /** The engine's messages, without notifications. */
  bytes: Buffer;
  /** The transaction's state at the last ReadyForQuery; null when there was none (the request ended in a Flush). */
  status: TransactionStatus | null;
  /** NotificationResponse messages, one each. */
  notifications: readonly Buffer[];
  /** Whether a statement ran that may have changed the session's settings. */
  sessionTouched: boolean;
  /** The session's user when it has changed, by whatever way. */
  sessionUser: string | null;
};

const type = { complete: 0x43, notification: 0x41, parameter: 0x53, ready: 0x5a } as const;

/** Sorts what the engine has answered to one run of messages. */
export function readAnswer(output: Buffer): EngineAnswer {
  const notifications: Buffer[] = [];
  const kept: Buffer[] = [];
  let keptUntil = 0;
  let status: TransactionStatus | null = null;
  let sessionTouched = false;
  let sessionUser: string | null = null;
  for (const found of messagesIn(output)) {
    if (found.type === type.ready) {
      status = transactionStatus(output[found.start + HEADER_BYTES]);
    } else if (found.type === type.complete) {
      sessionTouched ||= touchingTags.has(
        output.toString('latin1', found.start + HEADER_BYTES, found.end - 1),
      );
    } else if (found.type === type.parameter) {
      sessionUser = newSessionUser(output, found.start + HEADER_BYTES, found.end) ?? sessionUser;
    } else if (found.type === type.notification) {
      notifications.push(Buffer.from(output.subarray(found.start, found.end)));
      kept.push(output.subarray(keptUntil, found.start));
      keptUntil = found.end;
    }
  }
  const bytes = keptUntil === 0 ? output : Buffer.concat([...kept, output.subarray(keptUntil)]);
  return { bytes, status, notifications, sessionTouched, sessionUser };
}

function transactionStatus(byte: number | undefined): TransactionStatus {
  if (byte === 0x54) return 'T';
  return byte === 0x45 ? 'E' : 'I';
}

/** The tags of the commands that can change settings. */
const touchingTags = new Set(['SET', 'RESET', 'DO', 'CALL', 'DISCARD']);

const sessionUserName = zeroTerminated('session_authorization');

function newSessionUser(output: Buffer, at: number, end: number): string | null {
  const valueAt = at + sessionUserName.length;
  if (valueAt > end) return null;
  if (output.compare(sessionUserName, 0, sessionUserName.length, at, valueAt) !== 0) return null;
  return output.toString('utf8', valueAt, end - 1);
}
