import type { DatabaseSync } from 'node:sqlite';
import type { Position } from '../sync/syncCore.ts';

/** Where this device stands in the server's changes. */
export function readPosition(db: DatabaseSync): Position {
  const state = db.prepare('SELECT cursor, epoch, generation, replacing, complete FROM state').get();
  if (!state) throw new Error('the cache has no state');
  return {
    cursor: Number(state.cursor),
    epoch: state.epoch === null ? null : String(state.epoch),
    generation: Number(state.generation),
    replacing: state.replacing === 1,
    complete: state.complete === 1,
  };
}

export function writePosition(db: DatabaseSync, position: Position): void {
  db.prepare('UPDATE state SET cursor = ?, epoch = ?, generation = ?, replacing = ?, complete = ?').run(
    position.cursor,
    position.epoch,
    position.generation,
    Number(position.replacing),
    Number(position.complete),
  );
}

export function samePosition(a: Position, b: Position): boolean {
  return a.cursor === b.cursor && a.epoch === b.epoch && a.generation === b.generation;
}
