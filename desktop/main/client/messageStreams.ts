import type { StreamEvent } from '#shared/streamEvents.ts';

const KEEP_EVERY_MS = 1_000;

type Listener = (event: StreamEvent) => void;
type Subscriber = { told: number; listener: Listener };
type Growing = {
  text: string;
  ending: StreamEvent | undefined;
  subscribers: Set<Subscriber>;
  stop: () => void;
};

export type MessageStreamParts = {
  /** Follows an answer from its start. */
  follow(messageId: string, listener: Listener): () => void;
  /** Keeps the text so far on this device, for a restart without the server. */
  keepText(messageId: string, text: string): void;
  finished(event: Extract<StreamEvent, { type: 'done' | 'failed' }>): void;
};

export type MessageStreams = {
  stream(messageId: string, from: number, listener: Listener): () => void;
  stop(): void;
};

/** One stream to the server for each growing message, however many windows watch it. */
export function createMessageStreams({ follow, keepText, finished }: MessageStreamParts): MessageStreams {
  const growing = new Map<string, Growing>();

  function open(messageId: string): Growing {
    const message: Growing = { text: '', ending: undefined, subscribers: new Set(), stop: () => {} };
    growing.set(messageId, message);
    let keptAt = Date.now();
    const stop = follow(messageId, (event) => {
      if (event.type === 'delta') {
        message.text += event.text;
        for (const subscriber of message.subscribers) tellText(subscriber, message.text);
        if (Date.now() - keptAt < KEEP_EVERY_MS) return;
        keptAt = Date.now();
        keepText(messageId, message.text);
        return;
      }
      if (event.type === 'done' || event.type === 'failed') {
        growing.delete(messageId);
        finished(event);
      }
      for (const { listener } of message.subscribers) listener(event);
    });
    message.stop = () => {
      growing.delete(messageId);
      if (message.text !== '') keepText(messageId, message.text);
      stop();
    };
    return message;
  }

  return {
    stream(messageId, from, listener) {
      const message = growing.get(messageId) ?? open(messageId);
      const subscriber = { told: from, listener };
      message.subscribers.add(subscriber);
      tellText(subscriber, message.text);
      return () => {
        message.subscribers.delete(subscriber);
        if (message.subscribers.size === 0 && growing.get(messageId) === message) message.stop();
      };
    },
    stop() {
      for (const message of growing.values()) message.stop();
    },
  };
}

function tellText(subscriber: Subscriber, text: string): void {
  if (text.length <= subscriber.told) return;
  const fresh = text.slice(subscriber.told);
  subscriber.told = text.length;
  subscriber.listener({ type: 'delta', text: fresh });
}
