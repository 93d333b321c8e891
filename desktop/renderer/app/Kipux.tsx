import type { i18n } from 'i18next';
import { useEffect } from 'react';
import { I18nextProvider } from 'react-i18next';
import { Redirect, Route, Switch, useLocation, useSearchParams } from 'wouter';
import type { KipuxBridge } from '#shared/bridge.ts';
import { ConfirmEmailPage } from '../account/ConfirmEmailPage.tsx';
import { ForgotPage } from '../account/ForgotPage.tsx';
import { LoginPage } from '../account/LoginPage.tsx';
import { RegisterPage } from '../account/RegisterPage.tsx';
import { ResetPage } from '../account/ResetPage.tsx';
import { TooltipScope } from '../design/Tooltip.tsx';
import { DesktopGate } from '../desktop/DesktopGate.tsx';
import { PaymentReturnPage } from '../plans/PaymentReturnPage.tsx';
import { type App, AppProvider, useActions, useAppState } from '../state/app.tsx';
import { useAppearance } from './appearance.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Shell } from './Shell.tsx';
import { StartingScreen } from './StartingScreen.tsx';
import { UnreachableScreen } from './UnreachableScreen.tsx';

type KipuxProps = {
  app: App;
  i18n: i18n;
  /** What the desktop's preload gave to this page; undefined in a browser. */
  desktop?: KipuxBridge | undefined;
};

/** The whole user interface, over an app (its data and actions) and a language. */
export function Kipux({ app, i18n, desktop }: KipuxProps) {
  return (
    <I18nextProvider i18n={i18n}>
      <ErrorBoundary>
        <AppProvider value={app}>
          <TooltipScope>
            <Appearance />
            {desktop ? (
              <DesktopGate bridge={desktop}>
                <Screens />
              </DesktopGate>
            ) : (
              <Screens />
            )}
          </TooltipScope>
        </AppProvider>
      </ErrorBoundary>
    </I18nextProvider>
  );
}

function Appearance() {
  useAppearance();
  return null;
}

function Screens() {
  const actions = useActions();
  const session = useAppState((state) => state.session);
  useEffect(() => void actions.start(), [actions]);
  useEffect(() => {
    const flush = () => {
      void actions.flushDeletions();
      void actions.flushDocumentDeletions();
    };
    window.addEventListener('pagehide', flush);
    return () => window.removeEventListener('pagehide', flush);
  }, [actions]);
  switch (session.status) {
    case 'unknown':
      return <StartingScreen />;
    case 'unreachable':
      return <UnreachableScreen />;
    case 'signedOut':
      return (
        <Switch>
          <Route path="/login" component={LoginPage} />
          <Route path="/register" component={RegisterPage} />
          <Route path="/forgot" component={ForgotPage} />
          <Route path="/reset" component={ResetPage} />
          <Route path="/confirm-email" component={ConfirmEmailPage} />
          <Route path="/plans/paid" component={PaymentReturnPage} />
          <Route path="/plans/back" component={PaymentReturnPage} />
          <Route>
            <ToLogin left={session.reason === 'left'} />
          </Route>
        </Switch>
      );
    case 'signedIn':
      return (
        <Switch>
          <Route path="/login">
            <FromLogin />
          </Route>
          <Route path="/reset" component={ResetPage} />
          <Route path="/confirm-email" component={ConfirmEmailPage} />
          <Route path="/register">
            <Redirect to="/" replace />
          </Route>
          <Route component={Shell} />
        </Switch>
      );
  }
}

/** Remembers where somebody was going, unless they logged out: the next one here may be somebody else. */
function ToLogin({ left }: { left: boolean }) {
  const [location] = useLocation();
  const from = left || location === '/' ? '' : `?from=${encodeURIComponent(location)}`;
  return <Redirect to={`/login${from}`} replace />;
}

/** Goes on to where somebody was going. Only paths of our own are taken from the address. */
function FromLogin() {
  const [search] = useSearchParams();
  const from = search.get('from') ?? '';
  return (
    <Redirect
      to={/^\/(c\/[0-9a-f-]+|settings|documents|plans|admin(\/[a-z0-9-]+)*)$/.test(from) ? from : '/'}
      replace
    />
  );
}
