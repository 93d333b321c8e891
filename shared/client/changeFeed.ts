import type { ChangePage } from '../changes.ts';
import { pullChanges } from '../endpoints/server.ts';
import type { SyncEvent } from '../streamEvents.ts';
import { ClientError, type WatchEvent } from './client.ts';
import type { Transport } from './transport.ts';

type Position = { cursor: number; epoch: string };

/** The place in the server's changes up to which the listeners have been told. */
export type ChangeFeed = {
  /** Takes note of the server's newest cursor. The first one, and one of another epoch, is where telling starts. */
  announce(event: SyncEvent): void;
  /** Pulls and tells until the newest announced cursor is reached. One at a time: a second call returns at once. */
  catchUp(signal: AbortSignal): Promise<void>;
};

export function createChangeFeed(call: Transport['call'], tell: (event: WatchEvent) => void): ChangeFeed {
  let position: Position | undefined;
  let announced: Position | undefined;
  let pulling = false;

  function startOver(at: Position): void {
    position = at;
    tell({ type: 'reset' });
  }

  /** Whether this page was the last one for now. */
  function take(page: ChangePage, asked: Position): boolean {
    if (position !== asked) return false;
    if (page.reset || page.epoch !== asked.epoch) {
      startOver(announced?.epoch === page.epoch ? announced : { cursor: page.cursor, epoch: page.epoch });
      return true;
    }
    if (page.hasMore && page.cursor <= asked.cursor) {
      throw new ClientError('incompatible', 'the change feed does not advance');
    }
    position = { cursor: page.cursor, epoch: page.epoch };
    if (page.changes.length > 0) tell({ type: 'changes', changes: page.changes });
    return !page.hasMore;
  }

  async function pullPages(signal: AbortSignal): Promise<void> {
    for (;;) {
      const asked = position;
      if (asked === undefined) return;
      const page = await call(pullChanges, { query: asked }, signal);
      if (signal.aborted || take(page, asked)) return;
    }
  }

  return {
    announce(event) {
      announced = { cursor: event.cursor, epoch: event.epoch };
      if (position === undefined) position = announced;
      else if (position.epoch !== announced.epoch) startOver(announced);
    },
    async catchUp(signal) {
      if (pulling) return;
      pulling = true;
      try {
        let reached: Position | undefined;
        while (announced !== reached && isBehind(position, announced)) {
          reached = announced;
          await pullPages(signal);
        }
      } finally {
        pulling = false;
      }
    },
  };
}

function isBehind(position: Position | undefined, announced: Position | undefined): boolean {
  return position !== undefined && announced !== undefined && position.cursor < announced.cursor;
}
