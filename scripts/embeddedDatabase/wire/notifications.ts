import { HEADER_BYTES } from './protocol.ts';
import type { ListenChange } from './sqlText.ts';

/** Who takes notifications. */
export type Listener = {
  /** Takes a NotificationResponse. */
  notify(message: Buffer): void;
};

/**
 * Which connection listens to what. The engine is one session and listens for all of them, so it must go on listening
 * where one connection stops and another does not.
 */
export type Notifications = {
  change(listener: Listener, changes: readonly ListenChange[]): void;
  /** Forgets a listener. Gives back statements that end what nobody listens to any more. */
  leave(listener: Listener): string[];
  /** A statement for each channel that somebody listens to. */
  listenStatements(): string[];
  /** Hands a NotificationResponse to those who listen to its channel. */
  deliver(message: Buffer): void;
};

export function createNotifications(): Notifications {
  const listeners = new Map<string, Set<Listener>>();

  const stop = (listener: Listener, channel: string): boolean => {
    const ofChannel = listeners.get(channel);
    if (!ofChannel?.delete(listener) || ofChannel.size > 0) return false;
    listeners.delete(channel);
    return true;
  };

  const stopAll = (listener: Listener): string[] =>
    [...listeners.keys()].filter((channel) => stop(listener, channel));

  const start = (listener: Listener, channel: string): void => {
    const ofChannel = listeners.get(channel) ?? new Set();
    listeners.set(channel, ofChannel.add(listener));
  };

  return {
    change: (listener, changes) => {
      for (const { listen, channel } of changes) {
        if (channel === null) stopAll(listener);
        else if (listen) start(listener, channel);
        else stop(listener, channel);
      }
    },
    leave: (listener) => stopAll(listener).map((channel) => `UNLISTEN ${quoted(channel)}`),
    listenStatements: () => [...listeners.keys()].map((channel) => `LISTEN ${quoted(channel)}`),
    deliver: (message) => {
      const channelAt = HEADER_BYTES + 4;
      const channel = message.toString('utf8', channelAt, message.indexOf(0, channelAt));
      for (const listener of listeners.get(channel) ?? []) listener.notify(message);
    },
  };
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
