import { useEffect, useLayoutEffect, useReducer, useState } from 'react';

/** What one rendering may take, in milliseconds, before it has to be made up for. */
const CHEAP = 10;
/** After a dear one, others get this many times as long as it took. */
const REST = 2;

/**
 * A growing text as it is to be shown. As long as rendering keeps up that is the text itself; one whose end is hard to
 * render, such as a list of many pages, comes in larger pieces, so that it takes a third of the time at most.
 */
export function usePacedText(text: string, isGrowing: boolean): string {
  const [pace] = useState(createPace);
  const [, renderAgain] = useReducer((times: number) => times + 1, 0);
  const shown = pace.textToShow(text, isGrowing);
  useLayoutEffect(() => pace.rendered());
  useEffect(() => {
    if (shown === text) return undefined;
    const timer = setTimeout(renderAgain, pace.rest());
    return () => clearTimeout(timer);
  }, [pace, shown, text]);
  return shown;
}

function createPace() {
  let shown = '';
  let startedAt: number | undefined;
  let restsUntil = 0;
  return {
    textToShow(text: string, isGrowing: boolean): string {
      if (text === shown || (isGrowing && performance.now() < restsUntil)) return shown;
      startedAt = performance.now();
      shown = text;
      return shown;
    },
    rendered(): void {
      if (startedAt === undefined) return;
      const now = performance.now();
      const cost = now - startedAt;
      restsUntil = cost > CHEAP ? now + cost * REST : now;
      startedAt = undefined;
    },
    rest: () => Math.max(0, restsUntil - performance.now()),
  };
}
