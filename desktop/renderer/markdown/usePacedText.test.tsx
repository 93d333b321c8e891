// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { usePacedText } from './usePacedText.ts';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** A rendering that takes so many milliseconds, by a clock that stands still otherwise. */
function renderAtCost(milliseconds: number) {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  let rendered = '';
  return renderHook(
    ({ text, isGrowing }: { text: string; isGrowing: boolean }) => {
      const shown = usePacedText(text, isGrowing);
      if (shown !== rendered) vi.advanceTimersByTime(milliseconds);
      rendered = shown;
      return shown;
    },
    { initialProps: { text: 'a', isGrowing: true } },
  );
}

function pass(milliseconds: number): void {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}

test('a text that is cheap to render is shown as it comes', () => {
  const { result, rerender } = renderAtCost(4);
  for (const text of ['ab', 'abc', 'abcd']) {
    rerender({ text, isGrowing: true });
    expect(result.current).toBe(text);
  }
});

test('a text that is dear to render waits twice as long as it took, then comes by itself', () => {
  const { result, rerender } = renderAtCost(50);
  rerender({ text: 'ab', isGrowing: true });
  expect(result.current).toBe('a');
  pass(90);
  expect(result.current).toBe('a');
  pass(20);
  expect(result.current).toBe('ab');
});

test('a text that is finished is shown whole at once', () => {
  const { result, rerender } = renderAtCost(50);
  rerender({ text: 'ab', isGrowing: true });
  rerender({ text: 'abc', isGrowing: false });
  expect(result.current).toBe('abc');
});
