import { HEADER_BYTES } from './protocol.ts';

/**
 * Cuts a stream of bytes into the protocol's messages, holding back no more than one incomplete message.
 *
 * A startup packet has no type byte; `expectStartup` says whether the next message is one. Whoever reads may lower or raise
 * `limit` (bytes of one message) between messages: little before a login, more after.
 */
export type MessageReader = {
  /** Adds what a socket received. Calls back for every message that is complete, in order. */
  feed(received: Buffer): void;
  /** Drops what is held and calls back no more. */
  stop(): void;
};

export type MessageReaderOptions = {
  /** Whether the next message is a startup packet. Asked before every message. */
  expectStartup(): boolean;
  /** The most bytes that the next message may have. Asked before every message. */
  limit(): number;
  /** Takes a message, header included. The bytes stay as they are: they may be kept. */
  onMessage(message: Buffer): void;
  /** A length that no message of the protocol has, or one over the limit. No message follows. */
  onViolation(reason: 'malformed' | 'too large'): void;
};

export function createMessageReader(options: MessageReaderOptions): MessageReader {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let neededBytes = 0;
  let stopped = false;

  const feed = (received: Buffer): void => {
    if (stopped) return;
    held.push(received);
    heldBytes += received.length;
    if (heldBytes < neededBytes) return;
    const first = held[0];
    const bytes = held.length === 1 && first ? first : Buffer.concat(held, heldBytes);
    held = [];
    heldBytes = 0;
    hold(takeMessages(bytes));
  };

  const hold = (rest: Buffer): void => {
    if (stopped || rest.length === 0) return;
    held = [rest];
    heldBytes = rest.length;
  };

  /** Calls back for the complete messages at the start of `bytes` and gives back what is left. */
  const takeMessages = (bytes: Buffer): Buffer => {
    let start = 0;
    while (!stopped) {
      const lengthAt = options.expectStartup() ? start : start + 1;
      if (bytes.length < lengthAt + 4) {
        neededBytes = lengthAt + 4 - start;
        break;
      }
      const length = bytes.readInt32BE(lengthAt);
      const end = lengthAt + length;
      if (length < 4) return violation('malformed');
      if (end - start > options.limit()) return violation('too large');
      if (bytes.length < end) {
        neededBytes = end - start;
        break;
      }
      const message = bytes.subarray(start, end);
      start = end;
      neededBytes = HEADER_BYTES;
      options.onMessage(message);
    }
    return bytes.subarray(start);
  };

  const violation = (reason: 'malformed' | 'too large'): Buffer => {
    stop();
    options.onViolation(reason);
    return Buffer.alloc(0);
  };

  const stop = (): void => {
    stopped = true;
    held = [];
    heldBytes = 0;
  };

  return { feed, stop };
}
