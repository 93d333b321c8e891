import { createContext, use } from 'react';
import type { DesktopStatus, KipuxBridge, MenuCommand } from '#shared/bridge.ts';

/** What the screens know of the desktop that they run in. */
export type Desktop = {
  bridge: KipuxBridge;
  status: DesktopStatus;
  /** Hears the application menu's commands until the function that it gives is called. */
  onCommand(listener: (command: MenuCommand) => void): () => void;
  /** Opens the choice of the server. */
  chooseServer(): void;
};

export const DesktopContext = createContext<Desktop | null>(null);

/** Null in a browser. */
export function useDesktop(): Desktop | null {
  return use(DesktopContext);
}
