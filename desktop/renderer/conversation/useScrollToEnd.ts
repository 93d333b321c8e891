import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Nearer to the end than this, in pixels, is at the end. */
const AT_END = 16;

/**
 * Keeps a scrolling region at its end while the reader is there. Scrolling up lets go; coming back to the end takes
 * hold again. Nothing else ever moves the reader.
 */
export function useScrollToEnd(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
) {
  const following = useRef(true);
  const last = useRef({ top: 0, height: 0 });
  const [atEnd, setAtEnd] = useState(true);

  const toTheEnd = useCallback(() => {
    following.current = true;
    setAtEnd(true);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [scroller]);

  const letGo = useCallback(() => {
    following.current = false;
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop: top, scrollHeight: height, clientHeight } = element;
    const distance = height - top - clientHeight;
    const wentUp = top < last.current.top && height >= last.current.height;
    if (distance <= AT_END) following.current = true;
    else if (wentUp) following.current = false;
    last.current = { top, height };
    setAtEnd(following.current || distance <= clientHeight / 4);
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTo({ top: element.scrollHeight });
      else onScroll();
    });
    observer.observe(content.current);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, content, onScroll]);

  return { atEnd, toTheEnd, letGo, onScroll };
}
