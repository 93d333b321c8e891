import { expect, test } from 'vitest';
import { decide, isBehind, type Position } from './syncCore.ts';

const fresh: Position = { cursor: 0, epoch: null, generation: 1, replacing: false, complete: false };
const settled: Position = { cursor: 40, epoch: 'e1', generation: 1, replacing: false, complete: true };
const page = { cursor: 50, hasMore: false, reset: false, epoch: 'e1' };

test('a page moves the cursor, and the last one makes the copy complete', () => {
  expect(decide(fresh, { ...page, hasMore: true })).toMatchObject({
    kind: 'apply',
    more: true,
    next: { cursor: 50, complete: false },
  });
  expect(decide(fresh, page)).toMatchObject({
    kind: 'apply',
    more: false,
    replaced: false,
    next: { complete: true, epoch: 'e1' },
  });
});

test.each([
  ['the server asks for it', { ...page, reset: true }],
  ['another history', { ...page, epoch: 'e2' }],
  ['a history that went back', { ...page, cursor: 39 }],
])('a new download begins when %s, and what was complete stays so', (_, head) => {
  expect(decide(settled, head)).toEqual({
    kind: 'restart',
    next: { cursor: 0, epoch: head.epoch, generation: 2, replacing: true, complete: true },
  });
});

test('the last page of a new download replaces the former rows', () => {
  const replacing = { ...settled, cursor: 0, generation: 2, replacing: true };
  expect(decide(replacing, { ...page, hasMore: true })).toMatchObject({
    replaced: false,
    next: { replacing: true },
  });
  expect(decide(replacing, page)).toMatchObject({
    replaced: true,
    next: { replacing: false, complete: true },
  });
});

test('a server that asks to start again for ever, or does not advance, is incompatible', () => {
  const atStart = { ...settled, cursor: 0, generation: 2, replacing: true };
  expect(decide(atStart, { ...page, cursor: 0, reset: true })).toMatchObject({ kind: 'incompatible' });
  expect(decide(settled, { ...page, cursor: 40, hasMore: true })).toMatchObject({ kind: 'incompatible' });
});

test('only what is new is pulled', () => {
  expect(isBehind(settled, { cursor: 40, epoch: 'e1' })).toBe(false);
  expect(isBehind(settled, { cursor: 41, epoch: 'e1' })).toBe(true);
  expect(isBehind(settled, { cursor: 40, epoch: 'e2' })).toBe(true);
  expect(isBehind({ ...settled, replacing: true }, { cursor: 40, epoch: 'e1' })).toBe(true);
});
