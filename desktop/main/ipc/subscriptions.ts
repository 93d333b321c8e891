import type { WebContents } from 'electron';
import { BRIDGE_CHANNELS, type BridgeEvent } from '#shared/bridge.ts';

/** No page has a use for more at once; a broken one must not fill the memory. */
const MOST_PER_WINDOW = 200;

type Start = (tell: (event: BridgeEvent['event']) => void) => () => void;

export type Subscriptions = {
  /** Begins to tell a window; a second one under the same number ends the first. */
  begin(contents: WebContents, subscriptionId: number, start: Start): void;
  end(contents: WebContents, subscriptionId: number): void;
};

/** What windows want to be told, ended with the page that asked: closed, crashed or loaded anew. */
export function createSubscriptions(): Subscriptions {
  const windows = new Map<number, Map<number, () => void>>();

  function ofWindow(contents: WebContents): Map<number, () => void> {
    const known = windows.get(contents.id);
    if (known) return known;
    const endings = new Map<number, () => void>();
    windows.set(contents.id, endings);
    const endAll = () => {
      for (const end of endings.values()) end();
      endings.clear();
    };
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) endAll();
    });
    contents.on('render-process-gone', endAll);
    contents.once('destroyed', () => {
      endAll();
      windows.delete(contents.id);
    });
    return endings;
  }

  return {
    begin(contents, subscriptionId, start) {
      const endings = ofWindow(contents);
      endings.get(subscriptionId)?.();
      if (endings.size >= MOST_PER_WINDOW) return;
      const end = start((event) => {
        if (!contents.isDestroyed())
          contents.send(BRIDGE_CHANNELS.event, { subscriptionId, event } satisfies BridgeEvent);
      });
      endings.set(subscriptionId, end);
    },
    end(contents, subscriptionId) {
      const endings = windows.get(contents.id);
      endings?.get(subscriptionId)?.();
      endings?.delete(subscriptionId);
    },
  };
}
