import { Suspense, useEffect, useRef, useState } from 'react';

import { useTranslation } from 'react-i18next';
import { Route, Switch, useLocation } from 'wouter';
import { HomePage } from '../conversation/HomePage.tsx';
import { classes } from '../design/classes.ts';
import { Skeleton } from '../design/Skeleton.tsx';
import { useMenuCommands } from '../desktop/useMenuCommands.ts';
import { UploadArea } from '../documents/UploadArea.tsx';
import { Sidebar } from '../sidebar/Sidebar.tsx';
import { useActions, useAppState, useIsAdmin } from '../state/app.tsx';
import { Announcer } from './Announcer.tsx';
import { ConnectionStrip } from './ConnectionStrip.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { Notices } from './Notices.tsx';
import {
  AdminDesk,
  ConversationPage,
  DocumentsPage,
  FindDialog,
  PlansPage,
  preloadSoon,
  SettingsPage,
  ShortcutsDialog,
  SourcePanel,
} from './parts.ts';
import styles from './Shell.module.css';
import { SidebarLayoutContext, useMedia, useSidebarLayout } from './sidebarLayout.tsx';
import { useShortcuts } from './useShortcuts.ts';

/** On a narrower window there is no room for a source beside what cites it: it covers that. */
const SOURCE_COVERS = '(max-width: 67.99rem)';

type OpenDialog = 'find' | 'shortcuts' | null;

/** Everything for somebody who is signed in: conversations at the left, what is open beside them. */
export function Shell() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const sidebar = useSidebarLayout();
  const { narrow, shown, toggle, closeDrawer } = sidebar;
  const { source, sourceCovers, closeSource } = useSource();
  useShortcuts({
    newConversation: () => navigate('/'),
    find: () => setDialog('find'),
    toggleSidebar: toggle,
    showShortcuts: () => setDialog('shortcuts'),
    escape: source ? closeSource : closeDrawer,
  });
  useMenuCommands({
    newConversation: () => navigate('/'),
    findConversation: () => setDialog('find'),
    documents: () => navigate('/documents'),
    settings: () => navigate('/settings'),
  });
  const covered = narrow && shown;
  useEffect(preloadSoon, []);
  useToggleFocus(shown);
  return (
    <SidebarLayoutContext value={sidebar}>
      <UploadArea>
        <a className={styles.skip} href="#content">
          {t('app.skipToContent')}
        </a>
        <div className={classes(styles.shell, narrow && styles.narrow, !shown && styles.folded)}>
          <ConnectionStrip />
          <div className={styles.sidebar} inert={!shown || sourceCovers}>
            <Sidebar onFind={() => setDialog('find')} onShowShortcuts={() => setDialog('shortcuts')} />
          </div>
          {covered && (
            <button
              type="button"
              className={styles.scrim}
              aria-label={t('sidebar.closeDrawer')}
              onClick={closeDrawer}
            />
          )}
          <main id="content" className={styles.content} tabIndex={-1} inert={covered || sourceCovers}>
            <Suspense fallback={<Skeleton lines={6} />}>
              <Switch>
                <Route path="/" component={HomePage} />
                <Route path="/c/:id">{({ id }) => <ConversationPage key={id} id={id} />}</Route>
                <Route path="/documents" component={DocumentsPage} />
                <Route path="/settings" component={SettingsPage} />
                <Route path="/plans" component={PlansPage} />
                <Route path="/plans/paid" component={PlansPage} />
                <Route path="/plans/back" component={PlansPage} />
                <Route path="/admin/*?" component={Desk} />
                <Route component={NotFoundPage} />
              </Switch>
            </Suspense>
          </main>
          {sourceCovers && (
            <button
              type="button"
              className={styles.scrim}
              aria-label={t('source.close')}
              onClick={closeSource}
            />
          )}
          {source && (
            <div className={classes(styles.source, sourceCovers && styles.covering)}>
              <Suspense fallback={<Skeleton lines={6} />}>
                <SourcePanel source={source} />
              </Suspense>
            </div>
          )}
        </div>
        <Notices />
        <Announcer />
      </UploadArea>
      <Suspense>
        {dialog === 'find' && <FindDialog onClose={() => setDialog(null)} />}
        {dialog === 'shortcuts' && <ShortcutsDialog onClose={() => setDialog(null)} />}
      </Suspense>
    </SidebarLayoutContext>
  );
}

/** The desk of those who run the server. For everybody else there is nothing at its address. */
function Desk() {
  return useIsAdmin() ? <AdminDesk /> : <NotFoundPage />;
}

/** The source that is open; it closes when another page is opened. */
function useSource() {
  const [location] = useLocation();
  const { closeSource } = useActions();
  const source = useAppState((state) => state.source);
  const sourceCovers = useMedia(SOURCE_COVERS) && source !== null;
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another page is what it closes for
  useEffect(() => closeSource(), [closeSource, location]);
  return { source, sourceCovers, closeSource };
}

/** The button that folds the sidebar goes with it: the focus moves on to the one that brings it back, and the other way. */
function useToggleFocus(shown: boolean): void {
  const before = useRef(shown);
  useEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    const place = document.querySelector(shown ? 'nav' : 'main');
    if (document.activeElement === document.body || document.activeElement?.closest('[inert]')) {
      place?.querySelector<HTMLElement>('[data-sidebar-toggle]')?.focus();
    }
  }, [shown]);
}
