import type { Citation, Message } from '#shared/entities.ts';

/**
 * How far an answer has come: the length of its text in UTF-16 units, the citations verified so far (a new list whenever there
 * are more), and the whole message once it has ended. `isGone`: there is nothing more to come, since the message was deleted
 * or its end could not be stored.
 */
export type AnswerState = {
  length: number;
  citations: readonly Citation[];
  final: Message | undefined;
  isGone: boolean;
};

/** An answer that is still being written, wherever that happens. */
export type GrowingAnswer = {
  state(): AnswerState;
  /** The text from an offset (UTF-16 units) to its end so far. */
  textFrom(offset: number): string;
  /** Calls after each change until the returned function is called. */
  subscribe(listener: () => void): () => void;
};

/** The longest answer kept, in UTF-16 units. */
export const MAX_ANSWER_LENGTH = 400_000;

/**
 * JavaScript puts a string that was added to together anew when a part of it is asked for. Readers ask for the last few
 * letters after each piece, so these are kept apart from the long rest, in UTF-16 units.
 */
const END_LENGTH = 1_024;

/** Text that grows in this process. Readers are called for each piece and take what they have not seen from the text. */
export function createAnswerText() {
  const listeners = new Set<() => void>();
  let beginning = '';
  let end = '';
  let final: Message | undefined;
  let citations: readonly Citation[] = [];
  let isGone = false;
  /** Half of a surrogate pair that came at the end of a piece. */
  let heldBack = '';
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  return {
    state: (): AnswerState => ({ length: beginning.length + end.length, citations, final, isGone }),
    textFrom: (offset: number) =>
      offset < beginning.length ? (beginning + end).slice(offset) : end.slice(offset - beginning.length),
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
      end += whole;
      if (end.length > END_LENGTH) {
        beginning += end;
        end = '';
      }
      tell();
    },
    cite(verified: readonly Citation[]) {
      citations = verified;
      tell();
    },
    vanish() {
      isGone = true;
      tell();
      listeners.clear();
    },
    end(message: Message) {
      final = message;
      beginning = message.content;
      end = '';
      tell();
      listeners.clear();
    },
  } satisfies GrowingAnswer & Record<string, unknown>;
}
