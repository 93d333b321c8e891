import { useEffect, useEffectEvent } from 'react';
import type { MenuCommand } from '#shared/bridge.ts';
import { useDesktop } from './desktopContext.ts';

/** Does what the application menu asks for; in a browser there is none. Under an open dialog the commands rest. */
export function useMenuCommands(handlers: Partial<Record<MenuCommand, () => void>>): void {
  const listen = useDesktop()?.onCommand;
  const onCommand = useEffectEvent((command: MenuCommand) => {
    if (!document.querySelector('dialog[open]')) handlers[command]?.();
  });
  useEffect(() => listen?.((command) => onCommand(command)), [listen]);
}
