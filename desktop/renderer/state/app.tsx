import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '#shared/client/client.ts';
import type { AppContext } from './context.ts';
import { type ConversationActions, conversationActions } from './conversations.ts';
import { type DocumentActions, documentActions } from './documents.ts';
import type { LocalRecords, TextStorage } from './localRecords.ts';
import { type AppState, initialState } from './model.ts';
import { type NoticeActions, noticeActions } from './notices.ts';
import { type SendingActions, sendingActions } from './sending.ts';
import { type SessionActions, sessionActions } from './session.ts';
import { type SourceActions, sourceActions } from './source.ts';
import { type ThreadActions, threadActions } from './threads.ts';
import { type UploadActions, uploadActions } from './uploads.ts';

export type Actions = SessionActions &
  ConversationActions &
  ThreadActions &
  SendingActions &
  DocumentActions &
  UploadActions &
  SourceActions &
  NoticeActions;

export type App = {
  client: Client;
  store: StoreApi<AppState>;
  actions: Actions;
  /** The signed-in person's unfinished work on this device; null while nobody is signed in. */
  records(): LocalRecords | null;
};

/** Everything that the screens stand on, over one client. `storage` keeps what must survive a restart. */
export function createApp(client: Client, storage: TextStorage): App {
  const store = createStore<AppState>()(() => initialState);
  const context: AppContext = { client, storage, store, records: null };
  const notices = noticeActions(context);
  const conversations = conversationActions(context, notices);
  const threads = threadActions(context, conversations, notices);
  const sending = sendingActions(context);
  const documents = documentActions(context, notices);
  const uploads = uploadActions(context, notices);
  const source = sourceActions(context);
  const session = sessionActions(context, { conversations, documents, threads, sending, notices });
  return {
    client,
    store,
    actions: {
      ...notices,
      ...conversations,
      ...threads,
      ...sending,
      ...documents,
      ...uploads,
      ...source,
      ...session,
    },
    records: () => context.records,
  };
}

export const AppProvider = createContext<App | null>(null);

export function useApp(): App {
  const app = use(AppProvider);
  if (!app) throw new Error('useApp needs an AppProvider around it');
  return app;
}

export function useAppState<T>(selector: (state: AppState) => T): T {
  return useStore(useApp().store, selector);
}

export function useActions(): Actions {
  return useApp().actions;
}

/** Whether the person may run the server; it decides what is offered, the server what is done. */
export function useIsAdmin(): boolean {
  return useAppState(({ session }) => session.status === 'signedIn' && session.user.role === 'admin');
}
