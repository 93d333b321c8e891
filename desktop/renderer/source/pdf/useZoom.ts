import { type RefObject, useEffect, useState } from 'react';

/** Steps of the zoom, as shares of the width that fits. */
const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
/** What the pages leave free beside them, in CSS pixels. */
const MARGINS = 24;

export type Zoom = {
  /** CSS pixels for each point of the page; 0 until the width of the view is known. */
  scale: number;
  /** In relation to the width that fits. */
  factor: number;
  canShrink: boolean;
  canGrow: boolean;
  larger: () => void;
  smaller: () => void;
  /** Back to the width of the view. */
  fit: () => void;
};

/** How large pages are drawn: as wide as the view, times a factor. */
export function useZoom(scroller: RefObject<HTMLElement | null>, pageWidth: number): Zoom {
  const [width, setWidth] = useState(0);
  const [factor, setFactor] = useState(1);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  const index = STEPS.indexOf(factor);
  const step = (by: 1 | -1) => setFactor(STEPS[index + by] ?? factor);
  return {
    scale: width === 0 ? 0 : (Math.max(100, width - MARGINS) / pageWidth) * factor,
    factor,
    canShrink: index > 0,
    canGrow: index < STEPS.length - 1,
    larger: () => step(1),
    smaller: () => step(-1),
    fit: () => setFactor(1),
  };
}
