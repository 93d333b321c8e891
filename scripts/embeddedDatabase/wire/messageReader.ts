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
  const held: { chunks: Buffer[]; bytes: number; needed: number } = { chunks: [], bytes: 0, needed: 0 };
  const state = { stopped: false };

  const hold = (bytes: Buffer): void => {
    held.chunks.push(bytes);
    held.bytes += bytes.length;
  };

  const takeHeld = (): Buffer => {
    const [first] = held.chunks;
    const bytes = held.chunks.length === 1 && first ? first : Buffer.concat(held.chunks, held.bytes);
    drop();
    return bytes;
  };

  const drop = (): void => {
    held.chunks = [];
    held.bytes = 0;
  };

  const stop = (): void => {
    state.stopped = true;
    drop();
  };

  /** Where the message at `start` ends, or null: there is not enough of it yet, or it breaks the rules. */
  const endOfMessage = (bytes: Buffer, start: number): number | null => {
    const lengthAt = options.expectStartup() ? start : start + 1;
    held.needed = lengthAt + 4 - start;
    if (bytes.length < lengthAt + 4) return null;
    const length = bytes.readInt32BE(lengthAt);
    const end = lengthAt + length;
    if (length < 4 || end - start > options.limit()) {
      stop();
      options.onViolation(length < 4 ? 'malformed' : 'too large');
      return null;
    }
    held.needed = end - start;
    return bytes.length < end ? null : end;
  };

  const feed = (received: Buffer): void => {
    if (state.stopped) return;
    hold(received);
    if (held.bytes < held.needed) return;
    const bytes = takeHeld();
    let start = 0;
    while (!state.stopped && start < bytes.length) {
      const end = endOfMessage(bytes, start);
      if (end === null) break;
      options.onMessage(bytes.subarray(start, end));
      start = end;
    }
    if (!state.stopped && start < bytes.length) hold(bytes.subarray(start));
    else held.needed = 0;
  };

  return { feed, stop };
}
