import { lazyPart } from './lazyPart.tsx';

/** What the first screen, the list of conversations beside a new one, does not need: each is loaded by itself. */

export const ConversationPage = lazyPart(() =>
  import('../conversation/ConversationPage.tsx').then((module) => module.ConversationPage),
);
export const DocumentsPage = lazyPart(() =>
  import('../documents/DocumentsPage.tsx').then((module) => module.DocumentsPage),
);
export const PlansPage = lazyPart(() => import('../plans/PlansPage.tsx').then((module) => module.PlansPage));
export const SettingsPage = lazyPart(() =>
  import('../settings/SettingsPage.tsx').then((module) => module.SettingsPage),
);
export const SourcePanel = lazyPart(() =>
  import('../source/SourcePanel.tsx').then((module) => module.SourcePanel),
);
export const FindDialog = lazyPart(() => import('./FindDialog.tsx').then((module) => module.FindDialog));
export const ShortcutsDialog = lazyPart(() =>
  import('./ShortcutsDialog.tsx').then((module) => module.ShortcutsDialog),
);
/** Most people never see it: it is fetched when an admin opens it. */
export const AdminDesk = lazyPart(() => import('../admin/AdminDesk.tsx').then((module) => module.AdminDesk));

const parts = [
  ConversationPage,
  FindDialog,
  SourcePanel,
  DocumentsPage,
  SettingsPage,
  PlansPage,
  ShortcutsDialog,
];

/** So long after the first screen the rest is fetched: the screen has settled, and the next click finds it there. */
const SETTLED_AFTER_MS = 1_000;

/** Fetches what a signed-in person may open next. Gives what calls it off. */
export function preloadSoon(): () => void {
  const timer = setTimeout(() => {
    // Without a connection they are tried again when they are opened.
    for (const part of parts) part.preload().catch(() => {});
  }, SETTLED_AFTER_MS);
  return () => clearTimeout(timer);
}

/** For tests, whose pages are there at once. */
export async function preloadEverything(): Promise<void> {
  await Promise.all([...parts, AdminDesk].map((part) => part.preload()));
}
