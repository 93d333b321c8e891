import { streamMessage } from '../endpoints/conversations.ts';
import { type StreamEvent, streamEventSchema } from '../streamEvents.ts';
import { ClientError, type ClientErrorCode } from './client.ts';
import { deliver } from './deliver.ts';
import { eventStream, parseEvent } from './eventStream.ts';
import { keepConnected } from './reconnect.ts';
import type { ServerSentEvent } from './sseParser.ts';
import type { Transport } from './transport.ts';

const TYPES = new Set<string>(streamEventSchema.options.map((option) => option.shape.type.value));

/** After these another attempt would say the same. */
const FINAL: ReadonlySet<ClientErrorCode> = new Set([
  'not_signed_in',
  'not_found',
  'forbidden',
  'validation_failed',
  'bad_request',
]);

/**
 * Follows an answer from text offset `from` and resumes after each lost connection, so that the deltas join without gap
 * or repeat. It ends after `done` or `failed`, when stopped, and without a further event when the message is not to be
 * had: gone (404), or the session has ended (the client's watchers hear `signedOut`). Returns the stop function.
 */
export function followMessage(
  transport: Transport,
  messageId: string,
  from: number,
  listener: (event: StreamEvent) => void,
): () => void {
  const following = new AbortController();
  const { signal } = following;
  const { reconnection, waker } = transport;
  const text = createTextPosition(from);

  async function connect(healthy: () => void): Promise<void> {
    const open = (connection: AbortSignal) =>
      transport.open(streamMessage, { params: { id: messageId } }, lastEventId(text.offset()), connection);
    for await (const raw of eventStream(open, { signal, silenceMs: reconnection.silenceMs })) {
      if (signal.aborted) return;
      const parsed = parseEvent(streamEventSchema, TYPES, raw);
      const event = parsed?.type === 'delta' ? text.advance(parsed.text, raw) : parsed;
      healthy();
      if (event === undefined) continue;
      deliver(listener, event);
      if (event.type === 'done' || event.type === 'failed') return;
    }
  }

  void keepConnected(connect, { signal, reconnection, waker, onLost: (error) => !FINAL.has(error.code) });
  return () => following.abort();
}

/** Before the first character there is nothing to resume, and the server starts by itself. */
function lastEventId(offset: number): Record<string, string> {
  return offset > 0 ? { 'Last-Event-ID': String(offset) } : {};
}

/** Where in the text the listener is, in UTF-16 units. */
function createTextPosition(from: number) {
  let offset = from;
  return {
    offset: () => offset,
    /**
     * The delta as far as it is new. A delta's id says where it ends, which unmasks a server that starts over; without
     * id it is taken to go on here. Throws a ClientError `incompatible` when text between is missing.
     */
    advance(text: string, { id }: ServerSentEvent): StreamEvent | undefined {
      const end = id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : offset + text.length;
      const start = end - text.length;
      if (start > offset) throw new ClientError('incompatible', `text ${offset} to ${start} is missing`);
      if (end <= offset) return undefined;
      const fresh = text.slice(offset - start);
      offset = end;
      return { type: 'delta', text: fresh };
    },
  };
}
