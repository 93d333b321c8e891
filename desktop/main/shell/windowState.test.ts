import { expect, test } from 'vitest';
import { FIRST_WINDOW, placeWindow } from './windowState.ts';

const display = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 1280, height: 1000 };
const at = (x: number, y: number, width = 900, height = 700) => ({
  ...FIRST_WINDOW,
  bounds: { x, y, width, height },
});

test('a window comes back where it was, on any display', () => {
  expect(placeWindow(at(100, 50), [display])).toEqual({ x: 100, y: 50, width: 900, height: 700 });
  expect(placeWindow(at(2000, 50), [display, second])).toEqual({ x: 2000, y: 50, width: 900, height: 700 });
});

test.each([
  ['a display that is gone', at(2000, 50)],
  ['above all displays', at(100, -300)],
  ['below all displays', at(100, 1030)],
  ['out to the left but for a strip', at(-880, 50)],
])('from %s the system places it', (_, state) => {
  const { x, y, ...size } = placeWindow(state, [display]);
  expect([x, y]).toEqual([undefined, undefined]);
  expect(size).toEqual({ width: 1180, height: 800 });
});

test('it is never larger than its display nor too small to use', () => {
  expect(placeWindow(at(0, 0, 5000, 4000), [display])).toMatchObject({ width: 1920, height: 1040 });
  expect(placeWindow(at(0, 0, 200, 200), [display])).toMatchObject({ width: 400, height: 480 });
  expect(placeWindow(FIRST_WINDOW, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({
    width: 800,
    height: 600,
  });
});
