/**
 * Where a device stands. `generation` counts whole downloads: while `replacing`, rows of the former one stay readable.
 * `complete`: at some time the device had everything, so that what is missing now does not exist.
 */
export type Position = {
  cursor: number;
  epoch: string | null;
  generation: number;
  replacing: boolean;
  complete: boolean;
};

type PageHead = { cursor: number; hasMore: boolean; reset: boolean; epoch: string };

/**
 * `apply`: the page's changes and `next` belong into one transaction; `replaced`: rows of former generations go with it.
 * `restart`: only `next` is written. `incompatible`: the server contradicts itself.
 */
export type Decision =
  | { kind: 'apply'; next: Position; replaced: boolean; more: boolean }
  | { kind: 'restart'; next: Position }
  | { kind: 'incompatible'; reason: string };

/** What a page means to a device that asked from `position`. */
export function decide(position: Position, page: PageHead): Decision {
  const otherHistory = position.epoch !== null && position.epoch !== page.epoch;
  const wentBack = page.cursor < position.cursor;
  if (page.reset || otherHistory || wentBack) return restart(position, page);
  if (page.hasMore && page.cursor === position.cursor) {
    return { kind: 'incompatible', reason: 'the change feed does not advance' };
  }
  const finished = !page.hasMore;
  const next: Position = {
    cursor: page.cursor,
    epoch: page.epoch,
    generation: position.generation,
    replacing: position.replacing && !finished,
    complete: position.complete || finished,
  };
  return { kind: 'apply', next, replaced: position.replacing && finished, more: page.hasMore };
}

/** Whether the server's announcement says that there is something to pull. */
export function isBehind(position: Position, announced: { cursor: number; epoch: string }): boolean {
  return (
    !position.complete ||
    position.replacing ||
    position.epoch !== announced.epoch ||
    position.cursor !== announced.cursor
  );
}

function restart(position: Position, page: PageHead): Decision {
  if (position.cursor === 0 && position.epoch === page.epoch) {
    return { kind: 'incompatible', reason: 'the server asks to start again from the start' };
  }
  const next: Position = {
    cursor: 0,
    epoch: page.epoch,
    generation: position.generation + 1,
    replacing: true,
    complete: position.complete,
  };
  return { kind: 'restart', next };
}
