import { expect, test } from 'vitest';
import { createTurns, type TurnTaker } from './turns.ts';

/** Takes `turns` turns and writes its name each time. */
function taker(name: string, turns: number, taken: string[], during: () => void = () => {}): TurnTaker {
  let left = turns;
  return {
    takeTurn: () => {
      taken.push(name);
      left -= 1;
      during();
      return left > 0;
    },
  };
}

test('those who have more to do wait behind the others', () => {
  const turns = createTurns();
  const taken: string[] = [];
  const b = taker('b', 2, taken);
  const a = taker('a', 3, taken, () => turns.request(b));
  turns.request(a);
  expect(taken.slice(0, 4)).toEqual(['a', 'b', 'a', 'b']);
});

test('whoever keeps the engine is alone with it until the release', () => {
  const turns = createTurns();
  const taken: string[] = [];
  const keeper: TurnTaker = {
    takeTurn: () => {
      taken.push('keeper');
      if (taken.length > 1) turns.release();
      else turns.keep(keeper);
      return false;
    },
  };
  turns.request(keeper);
  turns.request(taker('other', 1, taken));
  expect(taken).toEqual(['keeper']);
  expect(turns.idle()).toBe(false);
  turns.request(keeper);
  expect(taken).toEqual(['keeper', 'keeper', 'other']);
  expect(turns.idle()).toBe(true);
});

test('when the keeper leaves, the next one gets the engine', () => {
  const turns = createTurns();
  const taken: string[] = [];
  const keeper: TurnTaker = {
    takeTurn: () => {
      turns.keep(keeper);
      return false;
    },
  };
  turns.request(keeper);
  turns.request(taker('other', 1, taken));
  turns.leave(keeper);
  expect(taken).toEqual(['other']);
});

test('long work lets the event loop through', async () => {
  const turns = createTurns();
  let worked = 0;
  let read = 0;
  const busy: TurnTaker = {
    takeTurn: () => {
      worked += 1;
      const end = performance.now() + 2;
      while (performance.now() < end);
      return worked < 30;
    },
  };
  const reading = setInterval(() => {
    if (worked > 0 && worked < 30) read += 1;
  }, 1);
  turns.request(busy);
  await expect.poll(() => worked).toBe(30);
  clearInterval(reading);
  expect(read).toBeGreaterThan(0);
});
