import { type RefObject, useLayoutEffect } from 'react';
import type { VirtualizerHandle } from 'virtua';

/** Where in the view a passage comes to lie: below the top by this part of the height, so that what is before it shows. */
const FROM_TOP = 0.22;
/** Blocks above get their true heights only once they are drawn, so the place is corrected until it stays. */
const MOST_FRAMES = 40;
const STILL_FRAMES = 4;

/** Brings a passage into view whenever another one is to be shown; whoever scrolls meanwhile is left alone. */
export function useScrollToPassage(
  scroller: RefObject<HTMLElement | null>,
  virtualizer: RefObject<VirtualizerHandle | null>,
  passage: object | null,
  blockIndex: number | null,
  mostFrames: number = MOST_FRAMES,
): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || passage === null || blockIndex === null) return;
    let frames = 0;
    let still = 0;
    let request = 0;
    const settle = () => {
      frames += 1;
      still = correct(element) ? still + 1 : 0;
      if (frames < mostFrames && still < STILL_FRAMES) request = requestAnimationFrame(settle);
    };
    const stop = () => cancelAnimationFrame(request);
    virtualizer.current?.scrollToIndex(blockIndex, { align: 'start' });
    request = requestAnimationFrame(settle);
    const events = ['wheel', 'pointerdown', 'touchstart', 'keydown'] as const;
    for (const event of events) element.addEventListener(event, stop, { passive: true });
    return () => {
      stop();
      for (const event of events) element.removeEventListener(event, stop);
    };
  }, [scroller, virtualizer, passage, blockIndex, mostFrames]);
}

/** Moves the passage to its place; true when it was there already, or is as near as the text's end allows. */
function correct(scroller: HTMLElement): boolean {
  const mark = scroller.querySelector('[data-passage]');
  if (!mark) return false;
  const view = scroller.getBoundingClientRect();
  const before = scroller.scrollTop;
  const distance = mark.getBoundingClientRect().top - view.top - view.height * FROM_TOP;
  if (Math.abs(distance) >= 1) scroller.scrollTop = before + distance;
  return Math.abs(scroller.scrollTop - before) < 1;
}
