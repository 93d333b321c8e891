import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import type { Message } from '#shared/entities.ts';
import type { GrowingAnswer } from './growingAnswer.ts';
import { type MessageKey, nameOf } from './messageKey.ts';
import { readMessages } from './store.ts';
import { GROWTH_CHANNEL } from './textWriter.ts';

/** A notification may get lost with its connection. */
const POLL_MS = 1_000;

type Known = { text: string; final: Message | undefined; isGone: boolean };
type Followed = { key: MessageKey; known: Known; listeners: Set<() => void> };

/** Answers that other server processes write and somebody reads here: all are read by one statement when there is news. */
export function createRemoteAnswers(database: Database, log: Log) {
  const followed = new Map<string, Followed>();
  let running = false;
  let isAskedAgain = false;

  const refresh = async () => {
    if (followed.size === 0) return;
    if (running) {
      isAskedAgain = true;
      return;
    }
    running = true;
    try {
      do {
        isAskedAgain = false;
        const asked = [...followed.values()];
        const found = await readMessages(
          database,
          asked.map(({ key }) => key),
        );
        const messages = new Map(found.map(({ message, ...key }) => [nameOf(key), message]));
        for (const entry of asked) update(entry, messages.get(nameOf(entry.key)));
      } while (isAskedAgain);
    } catch (error) {
      log.warn({ err: error }, 'answers of other processes could not be read');
    } finally {
      running = false;
    }
  };
  const wake = () => void refresh();
  const unsubscribe = database.notifier.subscribe(GROWTH_CHANNEL, wake);
  const timer = setInterval(wake, POLL_MS);

  return {
    follow(key: MessageKey, message: Message): GrowingAnswer {
      const name = nameOf(key);
      const entry = followed.get(name) ?? { key, known: toKnown(message), listeners: new Set() };
      return {
        state: () => ({ ...entry.known, length: entry.known.text.length, citations: [] }),
        textFrom: (offset) => entry.known.text.slice(offset),
        subscribe(listener) {
          followed.set(name, entry);
          entry.listeners.add(listener);
          wake();
          return () => {
            entry.listeners.delete(listener);
            if (entry.listeners.size === 0) followed.delete(name);
          };
        },
      };
    },
    close() {
      clearInterval(timer);
      unsubscribe();
    },
  };
}

function update(entry: Followed, message: Message | undefined): void {
  const next = message === undefined ? { ...entry.known, isGone: true } : toKnown(message);
  const isNews = next.isGone || next.final !== undefined || next.text !== entry.known.text;
  if (!isNews) return;
  entry.known = next;
  for (const listener of [...entry.listeners]) listener();
}

function toKnown(message: Message): Known {
  const isGrowing = message.status === 'pending' || message.status === 'streaming';
  return { text: message.content, final: isGrowing ? undefined : message, isGone: false };
}
