import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import type { LiveAnswer } from './generateAnswer.ts';
import { nameOf } from './messageKey.ts';
import { writeTexts } from './store.ts';

/** Channel that says: some growing messages of that process have more text. The text itself is read from the table. */
export const GROWTH_CHANNEL = 'kipux_growth';

const TICK_MS = 250;

/**
 * Writes what all answers of this process have grown by, in one statement per tick, then wakes readers in other
 * processes. Whole texts are written, so a statement whose answer was lost can be repeated.
 * @returns the function that writes a last time and ends it
 */
export function startTextWriter(options: {
  database: Database;
  live: Map<string, LiveAnswer>;
  log: Log;
}): () => Promise<void> {
  const { database, live, log } = options;
  let running: Promise<void> | undefined;
  const tick = async () => {
    const grown = [...live.values()]
      .filter((answer) => answer.text.state().length > answer.written)
      .map((answer) => ({ answer, text: answer.text.textFrom(0) }));
    if (grown.length === 0) return;
    const texts = grown.map(({ answer, text }) => ({
      userId: answer.userId,
      messageId: answer.messageId,
      text,
    }));
    const alive = new Set((await writeTexts(database, texts)).map(nameOf));
    for (const { answer, text } of grown) {
      answer.written = text.length;
      // deleted with its conversation, or taken for dead and interrupted
      if (!alive.has(nameOf(answer)) && live.has(nameOf(answer))) answer.abort('lost');
    }
    database.notifier.publish(GROWTH_CHANNEL, '');
  };
  const timer = setInterval(() => {
    running ??= tick()
      .catch((error: unknown) => log.warn({ err: error }, 'growing answers could not be written'))
      .finally(() => {
        running = undefined;
      });
  }, TICK_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
