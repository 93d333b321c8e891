/** For so long the layout may take to come to rest, in milliseconds. */
const SETTLING = 600;

/**
 * Keeps an element where it is on the screen while the layout around it changes: what is being read stays under the
 * eyes when a panel opens or closes beside it. Whoever scrolls meanwhile is left alone.
 */
export function keepPlace(element: Element): void {
  const scroller = scrollerOf(element);
  if (!scroller) return;
  const top = element.getBoundingClientRect().top;
  const correct = () => {
    if (!element.isConnected) return stop();
    const moved = element.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
  };
  const observer = new ResizeObserver(correct);
  const timer = setTimeout(() => stop(), SETTLING);
  const stop = () => {
    clearTimeout(timer);
    observer.disconnect();
    scroller.removeEventListener('wheel', stop);
    scroller.removeEventListener('touchstart', stop);
    scroller.removeEventListener('pointerdown', stop);
  };
  observer.observe(scroller);
  for (const child of scroller.children) observer.observe(child);
  scroller.addEventListener('wheel', stop, { passive: true });
  scroller.addEventListener('touchstart', stop, { passive: true });
  scroller.addEventListener('pointerdown', stop, { passive: true });
}

function scrollerOf(element: Element): HTMLElement | null {
  let parent = element.parentElement;
  while (parent && !/auto|scroll/.test(getComputedStyle(parent).overflowY)) parent = parent.parentElement;
  return parent;
}
