import type { Response } from 'express';
import type { EventStream } from '#platform/http/eventStream.ts';
import { openEventStream } from '#platform/http/eventStream.ts';
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
  let isBlocked = false;
  let unsubscribe = () => {};
  const pump = () => {
    if (isBlocked || !stream.isOpen()) return;
    const { text, final, isGone } = answer.snapshot();
    if (text.length > sent) {
      isBlocked = !stream.send('delta', { text: text.slice(sent) }, String(text.length));
      sent = text.length;
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
  unsubscribe = answer.subscribe(pump);
  response.once('close', unsubscribe);
  pump();
}

function sendEnd(
  stream: EventStream,
  message: NonNullable<ReturnType<GrowingAnswer['snapshot']>['final']>,
): void {
  if (message.citations.length > 0) stream.send('citations', { citations: message.citations });
  if (message.status === 'failed' && message.error !== null)
    stream.send('failed', { error: message.error, message });
  else stream.send('done', { message });
  stream.end();
}
