import type { Rectangle } from 'electron';
import { z } from 'zod';

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });

export const windowStateSchema = z.object({
  bounds: bounds.nullable(),
  maximized: z.boolean(),
  zoomLevel: z.number().min(-8).max(9),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const FIRST_WINDOW: WindowState = { bounds: null, maximized: false, zoomLevel: 0 };
export const SMALLEST = { width: 400, height: 480 };
const PREFERRED = { width: 1180, height: 800 };
/** So much of the title bar must be on a display for the window to be reached. */
const REACHABLE = 80;

/** Where a window opens: where it was, if that is still on a display and fits; otherwise the system chooses the place. */
export function placeWindow(
  state: WindowState,
  workAreas: Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  const kept = state.bounds;
  const area = kept && workAreas.find((candidate) => isReachable(kept, candidate));
  if (!kept || !area) {
    const [first] = workAreas;
    return {
      width: Math.min(PREFERRED.width, first?.width ?? PREFERRED.width),
      height: Math.min(PREFERRED.height, first?.height ?? PREFERRED.height),
    };
  }
  return {
    x: kept.x,
    y: kept.y,
    width: Math.max(SMALLEST.width, Math.min(kept.width, area.width)),
    height: Math.max(SMALLEST.height, Math.min(kept.height, area.height)),
  };
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const overlap = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const titleBarInside = window.y >= area.y && window.y <= area.y + area.height - REACHABLE;
  return overlap >= REACHABLE && titleBarInside;
}
