import { type KeyboardEvent, type ReactElement, type ReactNode, type RefObject, useRef } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';

const NEAR_THE_END_PIXELS = 600;
const FRAMES_TO_WAIT = 10;

export type VirtualListHandle = {
  scroller: RefObject<HTMLDivElement | null>;
  virtualizer: RefObject<VirtualizerHandle | null>;
  /** Brings a row into view and gives the focus to the element of it that the selector finds. */
  focusRow(index: number, selector: string): void;
};

/** What moves the focus in a list of which only a part is in the page. */
export function useVirtualList(): VirtualListHandle {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  return {
    scroller,
    virtualizer,
    focusRow(index, selector) {
      virtualizer.current?.scrollToIndex(index, { align: 'nearest' });
      focusWhenThere(scroller, selector);
    },
  };
}

type VirtualListProps<Row> = {
  list: VirtualListHandle;
  rows: readonly Row[];
  /** The row that the tab key leads to: it stays in the page; -1: none does. */
  tabIndex: number;
  className: string | undefined;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  /** Called, again and again, while the end is near. */
  onNearEnd: () => void;
  children: (row: Row, index: number) => ReactElement;
  /** What stands above and below the rows, and scrolls with them. */
  above?: ReactNode;
  below?: ReactNode;
};

/** A list that scrolls by itself and has only those rows in the page that are in view. */
export function VirtualList<Row>({
  list,
  rows,
  tabIndex,
  className,
  onKeyDown,
  onNearEnd,
  children,
  above,
  below,
}: VirtualListProps<Row>) {
  const { scroller, virtualizer } = list;
  return (
    // The keys move between controls of the rows, which are what has the focus.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only listens for its rows' keys
    <div ref={scroller} className={className} onKeyDown={onKeyDown}>
      {above}
      <Virtualizer
        ref={virtualizer}
        scrollRef={scroller}
        data={rows}
        as="ul"
        item="li"
        keepMounted={tabIndex < 0 ? [] : [tabIndex]}
        onScroll={(offset) => {
          const handle = virtualizer.current;
          if (handle && offset + handle.viewportSize > handle.scrollSize - NEAR_THE_END_PIXELS) onNearEnd();
        }}
      >
        {children}
      </Virtualizer>
      {below}
    </div>
  );
}

/** A row far away is drawn and measured first, and cannot have the focus before. */
export function focusWhenThere(
  place: RefObject<HTMLElement | null>,
  selector: string,
  frames = FRAMES_TO_WAIT,
): void {
  const element = place.current?.querySelector<HTMLElement>(selector);
  // At once where it can be: keys may come faster than frames.
  element?.focus();
  if ((!element || document.activeElement !== element) && frames > 0) {
    requestAnimationFrame(() => focusWhenThere(place, selector, frames - 1));
  }
}
