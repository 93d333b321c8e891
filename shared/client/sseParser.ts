/**
 * One event of a `text/event-stream`. `id` is the id that this event itself carries, `lastEventId` the newest one that
 * the stream has set so far.
 */
export type ServerSentEvent = { event: string; data: string; id: string | undefined; lastEventId: string };

export type SseParser = {
  /** Takes the next bytes and gives the events that they complete. Throws SseLimitError. */
  push(bytes: Uint8Array): ServerSentEvent[];
  /** The reconnection time that the stream asked for last, in milliseconds. */
  retryMs(): number | undefined;
};

/** A line or an event is larger than the parser was told to hold. */
export class SseLimitError extends Error {
  constructor(limit: number) {
    super(`an event is longer than ${limit} UTF-16 units`);
    this.name = 'SseLimitError';
  }
}

/** Room for the `done` event of a very long answer. */
export const SSE_EVENT_LIMIT = 16 * 1024 * 1024;

/**
 * Parses a `text/event-stream` that arrives in pieces cut anywhere, inside characters too.
 * `limit` bounds what one line, and the data of one event, may hold, in UTF-16 units.
 * Follows https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createSseParser(limit: number = SSE_EVENT_LIMIT): SseParser {
  const decoder = new TextDecoder();
  const block = createBlock(limit);
  let line = '';
  let afterCarriageReturn = false;

  return {
    push(bytes) {
      const text = decoder.decode(bytes, { stream: true });
      const events: ServerSentEvent[] = [];
      let start = 0;
      if (afterCarriageReturn && text !== '') {
        afterCarriageReturn = false;
        if (text.startsWith('\n')) start = 1;
      }
      for (let end = lineEnd(text, start); end !== -1; end = lineEnd(text, start)) {
        line += text.slice(start, end);
        checkLimit(line.length, limit);
        const event = block.take(line);
        if (event !== undefined) events.push(event);
        line = '';
        start = end + 1;
        if (text[end] === '\r') {
          if (start === text.length) afterCarriageReturn = true;
          else if (text[start] === '\n') start += 1;
        }
      }
      line += text.slice(start);
      checkLimit(line.length, limit);
      return events;
    },
    retryMs: block.retryMs,
  };
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) return at;
  }
  return -1;
}

function checkLimit(length: number, limit: number): void {
  if (length > limit) throw new SseLimitError(limit);
}

/** Gathers the lines of one event; an empty line completes it. */
function createBlock(limit: number) {
  let data: string[] = [];
  let dataLength = 0;
  let event = '';
  let id: string | undefined;
  let lastEventId = '';
  let retryMs: number | undefined;

  function complete(): ServerSentEvent | undefined {
    const completed =
      data.length === 0 ? undefined : { event: event || 'message', data: data.join('\n'), id, lastEventId };
    data = [];
    dataLength = 0;
    event = '';
    id = undefined;
    return completed;
  }

  function take(line: string): ServerSentEvent | undefined {
    if (line === '') return complete();
    const { field, value } = fieldOf(line);
    if (field === 'data') {
      dataLength += value.length + 1;
      checkLimit(dataLength, limit);
      data.push(value);
    } else if (field === 'event') {
      event = value;
    } else if (field === 'id' && !value.includes('\0')) {
      id = value;
      lastEventId = value;
    } else if (field === 'retry' && /^[0-9]+$/.test(value)) {
      retryMs = Number(value);
    }
    return undefined;
  }

  return { take, retryMs: () => retryMs };
}

/** A comment has the empty field name, which means nothing. */
function fieldOf(line: string): { field: string; value: string } {
  const colon = line.indexOf(':');
  if (colon === -1) return { field: line, value: '' };
  const value = line.slice(colon + 1);
  return { field: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value };
}
