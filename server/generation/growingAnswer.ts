import type { Message } from '#shared/entities.ts';

/**
 * What a reader needs to show an answer: its text so far, and the whole message once it has ended. `isGone`: there is
 * nothing more to come, since the message was deleted or its end could not be stored.
 */
export type AnswerSnapshot = { text: string; final: Message | undefined; isGone: boolean };

/** An answer that is still being written, wherever that happens. */
export type GrowingAnswer = {
  snapshot(): AnswerSnapshot;
  /** Calls after each change until the returned function is called. */
  subscribe(listener: () => void): () => void;
};

/** The longest answer kept, in UTF-16 units. */
export const MAX_ANSWER_LENGTH = 400_000;

/** Text that grows in this process. Readers are called for each piece and take what they have not seen from the text. */
export function createAnswerText() {
  const listeners = new Set<() => void>();
  let text = '';
  let final: Message | undefined;
  let isGone = false;
  /** Half of a surrogate pair that came at the end of a piece. */
  let heldBack = '';
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  return {
    snapshot: (): AnswerSnapshot => ({ text, final, isGone }),
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Adds a piece. NUL and broken characters cannot be stored, so they never become part of the text. */
    append(piece: string) {
      const joined = heldBack + piece.replaceAll('\0', '');
      const last = joined.charCodeAt(joined.length - 1);
      const splitsPair = last >= 0xd800 && last <= 0xdbff;
      heldBack = splitsPair ? joined.slice(-1) : '';
      const whole = (splitsPair ? joined.slice(0, -1) : joined).toWellFormed();
      if (whole === '') return;
      text += whole;
      tell();
    },
    vanish() {
      isGone = true;
      tell();
      listeners.clear();
    },
    end(message: Message) {
      final = message;
      text = message.content;
      tell();
      listeners.clear();
    },
  } satisfies GrowingAnswer & Record<string, unknown>;
}
