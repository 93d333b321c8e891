import { z } from 'zod';

/** How the scripted provider answers: `pieces` in all, `atOnce` of them every `gapMs` milliseconds, after `firstMs`. */
export const scriptSchema = z.object({
  pieces: z.number().int().positive(),
  gapMs: z.number().nonnegative(),
  firstMs: z.number().nonnegative().default(0),
  atOnce: z.number().int().positive().default(1),
});
export type Script = z.input<typeof scriptSchema>;

/** The text of a piece: when it was sent, by the clock that all processes share. About as long as a token or two. */
export function stamp(at: number): string {
  return ` ${at.toFixed(2)}`;
}

/** The times that are written in a text, pieces of which may have been put together. */
export function readStamps(text: string): number[] {
  return text.split(' ').slice(1).map(Number);
}
