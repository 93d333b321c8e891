import type { Message } from '#shared/entities.ts';
import type { StreamEvent } from '#shared/streamEvents.ts';
import type { LiveAnswer } from './model.ts';

/** What is known of a growing answer before its stream says more: whichever of the two reaches further. */
export function seedAnswer(known: LiveAnswer | undefined, message: Message | undefined): LiveAnswer {
  const fromRow = { text: message?.content ?? '', citations: message?.citations ?? [] };
  return known && known.text.length >= fromRow.text.length ? known : fromRow;
}

/** The answer after some events of its stream; `done` and `failed` bring the final text with them. */
export function growAnswer(answer: LiveAnswer, events: readonly StreamEvent[]): LiveAnswer {
  let { text, citations } = answer;
  for (const event of events) {
    switch (event.type) {
      case 'delta':
        text += event.text;
        break;
      case 'citations':
        citations = event.citations;
        break;
      case 'done':
      case 'failed':
        text = event.message.content;
        citations = event.message.citations;
    }
  }
  return { text, citations };
}
