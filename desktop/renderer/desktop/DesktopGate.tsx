import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DesktopStatus, KipuxBridge, MenuCommand } from '#shared/bridge.ts';
import { themeSchema } from '#shared/entities.ts';
import { StartingScreen } from '../app/StartingScreen.tsx';
import { useLocale } from '../i18n/format.ts';
import { useActions, useAppState } from '../state/app.tsx';
import { type Desktop, DesktopContext } from './desktopContext.ts';
import { ServerChooser } from './ServerChooser.tsx';

type DesktopGateProps = { bridge: KipuxBridge; children: ReactNode };

/** Asks at the first start where the server is, and joins the screens to the window's menu, frame and device. */
export function DesktopGate({ bridge, children }: DesktopGateProps) {
  const { status, setStatus } = useStatus(bridge);
  const [choosing, setChoosing] = useState(false);
  const { flushDeletions, flushDocumentDeletions } = useActions();
  const chooseServer = useCallback(() => setChoosing(true), []);
  const onCommand = useCommands(bridge, chooseServer);
  useFrame(bridge);
  const desktop = useMemo<Desktop | null>(
    () => status && { bridge, status, onCommand, chooseServer },
    [bridge, status, onCommand, chooseServer],
  );
  if (!desktop) return <StartingScreen />;
  const { serverAddress } = desktop.status;
  if (serverAddress === null || choosing) {
    return (
      <ServerChooser
        status={desktop.status}
        choose={async (address) => {
          if (serverAddress !== null) await Promise.all([flushDeletions(), flushDocumentDeletions()]);
          return bridge.chooseServer(address);
        }}
        onChosen={(next) => {
          // Nothing of another server's account may stay on the screen or in memory.
          if (serverAddress !== null && next.serverAddress !== serverAddress) location.replace('/');
          setStatus(next);
          setChoosing(false);
        }}
        onCancel={serverAddress === null ? undefined : () => setChoosing(false)}
      />
    );
  }
  return <DesktopContext value={desktop}>{children}</DesktopContext>;
}

/** Read again whenever it may have changed: somebody came or went, the server was found or lost, the person is back. */
function useStatus(bridge: KipuxBridge) {
  const [status, setStatus] = useState<DesktopStatus | null>(null);
  const signedIn = useAppState(({ session }) => session.status);
  const connection = useAppState((state) => state.connection);
  useEffect(() => {
    let current = true;
    const read = async () => {
      const result = await bridge.status();
      if (current && result.ok) setStatus(result.value);
    };
    void read();
    const onFocus = () => void read();
    window.addEventListener('focus', onFocus);
    return () => {
      current = false;
      window.removeEventListener('focus', onFocus);
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- their change is what it is read again for
  }, [bridge, signedIn, connection]);
  return { status, setStatus };
}

/** One subscription for all screens: the main process tells each window once. */
function useCommands(bridge: KipuxBridge, chooseServer: () => void): Desktop['onCommand'] {
  const listeners = useRef(new Set<(command: MenuCommand) => void>());
  useEffect(
    () =>
      bridge.onCommand((command) => {
        if (command === 'chooseServer') chooseServer();
        for (const listener of listeners.current) listener(command);
      }),
    [bridge, chooseServer],
  );
  return useCallback((listener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);
}

/** Menus, spelling and the window's frame follow the language and theme of the page. */
function useFrame(bridge: KipuxBridge): void {
  const locale = useLocale();
  const theme = useAppState(({ session }) =>
    session.status === 'signedIn' ? session.user.settings.theme : null,
  );
  useEffect(() => {
    const shown = themeSchema.catch('system').parse(document.documentElement.dataset['theme']);
    void bridge.setAppearance({ locale, theme: theme ?? shown });
  }, [bridge, locale, theme]);
}
