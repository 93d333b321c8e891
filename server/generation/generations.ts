import { randomUUID } from 'node:crypto';
import type { Embedder } from '#platform/ai/embedder.ts';
import type { AiProvider } from '#platform/ai/provider.ts';
import { AWAY_CHANNEL, type Database } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Message } from '#shared/entities.ts';
import { readMessage } from '../conversations/index.ts';
import { generateAnswer, type LiveAnswer } from './generateAnswer.ts';
import type { GrowingAnswer } from './growingAnswer.ts';
import { createAnswerText } from './growingAnswer.ts';
import { startLeaseKeeper } from './leaseKeeper.ts';
import { type MessageKey, nameOf } from './messageKey.ts';
import { createRemoteAnswers } from './remoteAnswers.ts';
import { requestStop } from './store.ts';
import { GROWTH_CHANNEL, startTextWriter } from './textWriter.ts';

/** Channel on which a process asks the one that writes a message to stop: payload `userId messageId`. */
const STOP_CHANNEL = 'kipux_stop';
const DRAIN_MS = 3_000;
const STOP_WAIT_MS = 5_000;

/**
 * The answers being written. A generation is work of the server's, not of a request: it goes on when the client leaves,
 * and ends early by `stop` alone.
 */
export type Generations = {
  /** Names this process in leases. */
  owner: string;
  provider: AiProvider;
  /** Throws `unavailable` once the server is being stopped: what begins now would be interrupted at once. */
  assertOpen(): void;
  /** Begins to write a message that this process holds the lease of; `beginning` is text that it goes on from. */
  start(key: MessageKey & { conversationId: string; model: string; beginning?: string }): void;
  /** How many answers this process is writing. */
  growing(): number;
  /** An answer that grows, here or in another process; undefined when it is not growing. */
  follow(key: MessageKey): GrowingAnswer | undefined;
  followRemote(key: MessageKey, message: Message): GrowingAnswer;
  /** Ends a generation early wherever it runs, and gives the message as it then is. */
  stop(key: MessageKey): Promise<Message | undefined>;
  /** Lets answers finish for some seconds, then marks the rest `interrupted`. */
  close(): Promise<void>;
};

export function createGenerations(options: {
  database: Database;
  provider: AiProvider;
  embedder: Embedder;
  log: Log;
}): Generations {
  const { database, provider, embedder, log } = options;
  const owner = randomUUID();
  const live = new Map<string, LiveAnswer>();
  const remote = createRemoteAnswers(database, log);
  const stopWriter = startTextWriter({ database, live, log });
  const keeper = startLeaseKeeper({ database, owner, live, log });
  let isClosing = false;
  const unsubscribe = [
    database.notifier.subscribe(STOP_CHANNEL, (payload) => live.get(payload)?.abort('stopped')),
    // Where this is missed their leases say it, when they are renewed.
    database.notifier.subscribe(AWAY_CHANNEL, (userId) => {
      for (const answer of live.values()) if (answer.userId === userId) answer.abort('stopped');
    }),
  ];

  return {
    owner,
    provider,
    assertOpen() {
      if (!isClosing) return;
      throw new AppError('unavailable', 'The server is being stopped.', { retryAfterSeconds: 1 });
    },
    start(key) {
      const answer = createLiveAnswer(key);
      live.set(nameOf(key), answer);
      if (isClosing) answer.abort('interrupted');
      answer.ended = generateAnswer({ database, provider, embedder, log, owner, live, answer }).finally(
        () => {
          live.delete(nameOf(key));
          database.notifier.publish(GROWTH_CHANNEL, owner);
        },
      );
    },
    growing: () => live.size,
    follow: (key) => live.get(nameOf(key))?.text,
    followRemote: remote.follow,
    async stop(key) {
      const here = live.get(nameOf(key));
      if (here !== undefined) {
        here.abort('stopped');
        await here.ended;
      } else {
        await database.withUser(key.userId, (tx) => requestStop(tx, key));
        database.notifier.publish(STOP_CHANNEL, nameOf(key));
      }
      return waitUntilEnded(database, key);
    },
    async close() {
      isClosing = true;
      for (const end of unsubscribe) end();
      const until = Date.now() + DRAIN_MS;
      while (live.size > 0 && Date.now() < until) await delay(20);
      // also those whose sending had begun before
      for (const answer of live.values()) answer.abort('interrupted');
      const endings = [...live.values()].map((answer) => answer.ended);
      await Promise.race([Promise.allSettled(endings), delay(DRAIN_MS)]);
      await stopWriter();
      await keeper.close();
      remote.close();
    },
  };
}

function createLiveAnswer({
  beginning = '',
  ...key
}: MessageKey & { conversationId: string; model: string; beginning?: string }): LiveAnswer {
  const aborter = new AbortController();
  const text = createAnswerText();
  text.append(beginning);
  return {
    ...key,
    beginning,
    text,
    written: 0,
    signal: aborter.signal,
    abort: (reason) => aborter.abort(reason),
    ended: Promise.resolve(),
  };
}

async function waitUntilEnded(
  database: Database,
  { userId, messageId }: MessageKey,
): Promise<Message | undefined> {
  const until = Date.now() + STOP_WAIT_MS;
  for (;;) {
    const message = await readMessage(database, userId, messageId);
    const isGrowing = message?.status === 'pending' || message?.status === 'streaming';
    if (!isGrowing || Date.now() > until) return message;
    await delay(100);
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
