import type { MouseEvent } from 'react';

/** Moves focus to what a selector finds in the message around a button: its numbers are unique in one message only. */
export function focusInMessage(event: MouseEvent, selector: string): void {
  const target = event.currentTarget.closest('[data-message-content]')?.querySelector<HTMLElement>(selector);
  target?.scrollIntoView({ block: 'nearest' });
  target?.focus();
}
