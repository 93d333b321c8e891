import type { i18n } from 'i18next';
import { useEffect } from 'react';
import { I18nextProvider } from 'react-i18next';
import { Redirect, Route, Switch } from 'wouter';
import { LoginPage } from '../account/LoginPage.tsx';
import { RegisterPage } from '../account/RegisterPage.tsx';
import { TooltipScope } from '../design/Tooltip.tsx';
import { type App, AppProvider, useActions, useAppState } from '../state/app.tsx';
import { useAppearance } from './appearance.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Shell } from './Shell.tsx';
import { StartingScreen } from './StartingScreen.tsx';
import { UnreachableScreen } from './UnreachableScreen.tsx';

/** The whole user interface, over an app (its data and actions) and a language. */
export function Kipux({ app, i18n }: { app: App; i18n: i18n }) {
  return (
    <I18nextProvider i18n={i18n}>
      <ErrorBoundary>
        <AppProvider value={app}>
          <TooltipScope>
            <Screens />
          </TooltipScope>
        </AppProvider>
      </ErrorBoundary>
    </I18nextProvider>
  );
}

function Screens() {
  useAppearance();
  const actions = useActions();
  const status = useAppState((state) => state.session.status);
  useEffect(() => void actions.start(), [actions]);
  useEffect(() => {
    const flush = () => void actions.flushDeletions();
    window.addEventListener('pagehide', flush);
    return () => window.removeEventListener('pagehide', flush);
  }, [actions]);
  switch (status) {
    case 'unknown':
      return <StartingScreen />;
    case 'unreachable':
      return <UnreachableScreen />;
    case 'signedOut':
      return (
        <Switch>
          <Route path="/login" component={LoginPage} />
          <Route path="/register" component={RegisterPage} />
          <Route>
            <Redirect to="/login" replace />
          </Route>
        </Switch>
      );
    case 'signedIn':
      return (
        <Switch>
          <Route path="/login">
            <Redirect to="/" replace />
          </Route>
          <Route path="/register">
            <Redirect to="/" replace />
          </Route>
          <Route component={Shell} />
        </Switch>
      );
  }
}
