import { type RefObject, useEffect, useRef } from 'react';

/** Gives the focus to the field that a page is for, once, when the page opens. */
export function useFirstFocus(field: RefObject<HTMLElement | null>): void {
  const first = useRef(field);
  useEffect(() => first.current.current?.focus(), []);
}
