import { useEffect, useEffectEvent } from 'react';
import { isCommand } from '../design/platform.ts';
import { closedOnlyATooltip } from '../design/Tooltip.tsx';

export type ShortcutHandlers = {
  newConversation: () => void;
  find: () => void;
  toggleSidebar: () => void;
  showShortcuts: () => void;
  escape: () => void;
};

/** The keys that work everywhere in the window. Inside an open dialog they rest. */
export function useShortcuts(handlers: ShortcutHandlers): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented && !closedOnlyATooltip(event)) return;
    if (document.querySelector('dialog[open]')) return;
    const handler = handlerFor(event, handlers);
    if (!handler) return;
    event.preventDefault();
    handler();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function handlerFor(event: KeyboardEvent, handlers: ShortcutHandlers): (() => void) | undefined {
  if (isCommand(event) && !event.shiftKey && !event.altKey) {
    switch (event.key.toLowerCase()) {
      case 'n':
        return handlers.newConversation;
      case 'k':
        return handlers.find;
      case 'b':
        return handlers.toggleSidebar;
    }
    return undefined;
  }
  if (event.key === '?' && !isWriting(event.target)) return handlers.showShortcuts;
  return event.key === 'Escape' ? handlers.escape : undefined;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
