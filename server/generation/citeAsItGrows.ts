import type { SourcePassage } from '#platform/ai/sources.ts';
import type { Citation } from '#shared/entities.ts';
import { createCitationCheck, settledLength } from '../retrieval/index.ts';
import type { createAnswerText } from './growingAnswer.ts';

/** Between two looks at a growing text, in milliseconds; and how much longer than the look itself took. */
const PAUSE_MS = 40;
const PAUSE_FACTOR = 10;

/** Verifies an answer's citations as its sentences become complete, so that readers get them before its end. */
export function citeAsItGrows(text: ReturnType<typeof createAnswerText>, passages: readonly SourcePassage[]) {
  const citationsOf = createCitationCheck(passages);
  let isLooking = false;
  let isAskedAgain = false;
  let hasMarker = false;

  const look = async () => {
    isLooking = true;
    do {
      isAskedAgain = false;
      const began = performance.now();
      const whole = text.textFrom(0);
      const citations = await citationsOf(whole.slice(0, settledLength(whole)));
      if (citations.length > text.state().citations.length && text.state().final === undefined)
        text.cite(citations);
      const took = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, Math.max(PAUSE_MS, PAUSE_FACTOR * took)));
    } while (isAskedAgain);
    isLooking = false;
  };

  return {
    /** To be called for each piece. */
    grown(piece: string): void {
      hasMarker ||= /[\]】]/.test(piece);
      if (!hasMarker || passages.length === 0 || !/\s/.test(piece)) return;
      isAskedAgain = true;
      // What cannot be looked at now is looked at in the end.
      if (!isLooking) look().catch(() => undefined);
    },
    /** The citations of the finished answer. */
    finish: (): Promise<Citation[]> => citationsOf(text.textFrom(0)),
  };
}
