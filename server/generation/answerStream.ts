import type { Response } from 'express';
import type { EventStream } from '#platform/http/eventStream.ts';
import { openEventStream } from '#platform/http/eventStream.ts';
import type { Citation, Message } from '#shared/entities.ts';
import type { GrowingAnswer } from './growingAnswer.ts';

/** The offset that a reader comes back with; what is no offset counts as the start. */
export function parseLastEventId(header: string | undefined): number {
  return /^\d{1,9}$/.test(header ?? '') ? Number(header) : 0;
}

/**
 * Sends an answer from a text offset (UTF-16 units) to its end. Each event carries all that is new since the last one:
 * a reader that is slower than the model gets fewer and larger pieces, and costs no memory.
 */
export function streamAnswer(response: Response, answer: GrowingAnswer, from: number): void {
  const stream = openEventStream(response);
  let sent = from;
  let sentCitations: readonly Citation[] = [];
  let isBlocked = false;
  let isScheduled = false;
  let unsubscribe = () => {};
  const pump = () => {
    isScheduled = false;
    if (isBlocked || !stream.isOpen()) return;
    const { length, citations, final, isGone } = answer.state();
    if (length > sent) {
      isBlocked = !stream.send('delta', { text: answer.textFrom(sent) }, String(length));
      sent = length;
    }
    if (final === undefined && citations.length > sentCitations.length) {
      isBlocked = !stream.send('citations', { citations }) || isBlocked;
      sentCitations = citations;
    }
    if (final === undefined && !isGone) return;
    unsubscribe();
    if (final === undefined) stream.end();
    else sendEnd(stream, final);
  };
  stream.onDrain(() => {
    isBlocked = false;
    pump();
  });
  // Pieces that came from the model in one go are one event.
  unsubscribe = answer.subscribe(() => {
    if (!isScheduled) setImmediate(pump);
    isScheduled = true;
  });
  response.once('close', unsubscribe);
  pump();
}

function sendEnd(stream: EventStream, message: Message): void {
  if (message.citations.length > 0) stream.send('citations', { citations: message.citations });
  if (message.status === 'failed' && message.error !== null)
    stream.send('failed', { error: message.error, message });
  else stream.send('done', { message });
  stream.end();
}
