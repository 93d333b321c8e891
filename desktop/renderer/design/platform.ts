/** Whether this computer's keyboards have ⌘ in the place of Ctrl. */
export function isMac(): boolean {
  return /mac|iphone|ipad/i.test(navigator.userAgent);
}

/** Whether the key that commands programs here (⌘ or Ctrl) is held. */
export function isCommand(event: { metaKey: boolean; ctrlKey: boolean }): boolean {
  return isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
}
