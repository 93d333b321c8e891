import type { WatchEvent } from '#shared/client/client.ts';
import { getSession, getUsage, login, logout, register, updateAccount } from '#shared/endpoints/account.ts';
import { listModels } from '#shared/endpoints/server.ts';
import { loginSecondFactor } from '#shared/endpoints/twoFactor.ts';
import type { Settings, User } from '#shared/entities.ts';
import { type AppContext, problemOf } from './context.ts';
import type { ConversationActions } from './conversations.ts';
import type { DocumentActions } from './documents.ts';
import { openLocalRecords } from './localRecords.ts';
import { initialState, type Problem, type Session } from './model.ts';
import type { NoticeActions } from './notices.ts';
import { applyChanges } from './rows.ts';
import type { SendingActions } from './sending.ts';
import type { ThreadActions } from './threads.ts';

export type AccountPatch = { name?: string | null; settings?: Partial<Settings> };

export type SessionActions = {
  /** Asks who is signed in. */
  start(): Promise<void>;
  /** Null when it worked, else why not. */
  login(email: string, password: string): Promise<Problem | null>;
  /** The second step, after `second_factor_required`. */
  loginSecondFactor(challenge: string, code: string): Promise<Problem | null>;
  register(account: {
    email: string;
    password: string;
    name?: string;
    locale: Settings['locale'];
    invitation?: string;
    setupCode?: string;
  }): Promise<Problem | null>;
  /** Ends the session and forgets what this device kept of it. Null when it worked, else why not. */
  logout(): Promise<Problem | null>;
  updateAccount(patch: AccountPatch): Promise<void>;
  /** Takes over what the server says of the signed-in user. */
  showUser(user: User): void;
  refreshUsage(): Promise<void>;
  loadModels(): Promise<void>;
};

type Others = {
  conversations: ConversationActions;
  documents: DocumentActions;
  threads: ThreadActions;
  sending: SendingActions;
  notices: NoticeActions;
};

export function sessionActions(context: AppContext, others: Others): SessionActions {
  const { client, store } = context;
  let stopWatching: () => void = () => {};

  const leave = (reason: 'none' | 'ended' | 'left') => {
    stopWatching();
    context.records = null;
    store.setState({ ...initialState, session: { status: 'signedOut', reason } });
  };
  const enter = (session: Extract<Session, { status: 'signedIn' }>) => {
    stopWatching();
    context.records = openLocalRecords(context.storage, session.user.id);
    store.setState({ session });
    stopWatching = client.watch((event) => handleWatch(context, others, () => leave('ended'), event));
    others.conversations.resumeDeletions();
    others.documents.resumeDocumentDeletions();
    others.sending.restoreOutgoing();
    void others.conversations.loadConversations('current');
    void others.documents.loadDocuments();
    void loadModels(context);
    if (session.usage === null) void refreshUsage(context);
  };
  const attempt = async (call: () => Promise<{ user: User }>): Promise<Problem | null> => {
    try {
      const { user } = await call();
      enter({ status: 'signedIn', user, plan: null, usage: null });
      return null;
    } catch (error) {
      return problemOf(error);
    }
  };
  return {
    async start() {
      try {
        enter({ status: 'signedIn', ...(await client.call(getSession, {})) });
      } catch (error) {
        const problem = problemOf(error);
        if (problem.code === 'not_signed_in') leave('none');
        else store.setState({ session: { status: 'unreachable', problem } });
      }
    },
    login: (email, password) => attempt(() => client.call(login, { body: { email, password } })),
    loginSecondFactor: (challenge, code) =>
      attempt(() => client.call(loginSecondFactor, { body: { challenge, code } })),
    register: (account) => attempt(() => client.call(register, { body: account })),
    async logout() {
      await Promise.all([others.conversations.flushDeletions(), others.documents.flushDocumentDeletions()]);
      try {
        await client.call(logout, {});
      } catch (error) {
        const problem = problemOf(error);
        if (problem.code !== 'not_signed_in') return problem;
      }
      context.records?.clear();
      leave('left');
      return null;
    },
    updateAccount: (patch) => patchAccount(context, others.notices, patch),
    showUser: (user) => putUser(context, () => user),
    refreshUsage: () => refreshUsage(context),
    loadModels: () => loadModels(context),
  };
}

function handleWatch(context: AppContext, others: Others, leave: () => void, event: WatchEvent): void {
  const { store } = context;
  switch (event.type) {
    case 'changes':
      store.setState((state) => applyChanges(state, event.changes));
      for (const change of event.changes) {
        if (change.type === 'settings' && !change.deleted)
          putUser(context, (user) => ({ ...user, settings: change.row }));
      }
      return;
    case 'reset':
      store.setState({ seqs: new Map() });
      void others.conversations.loadConversations('current');
      void others.documents.loadDocuments();
      for (const id of store.getState().threads.keys()) readAgain(context, others, id);
      return;
    case 'connection':
      store.setState({ connection: event.connection, outdated: event.outdated });
      if (event.connection === 'online') recover(context, others);
      return;
    case 'download':
      store.setState({ download: event.ratio < 1 ? event.ratio : null });
      return;
    case 'outbox':
      return others.sending.showOutbox(event);
    case 'signedOut':
      leave();
  }
}

/** Where the reader is in the middle of a thread they stay there. */
function readAgain({ store }: AppContext, { threads }: Others, id: string): void {
  const at = store.getState().threads.get(id)?.window?.at;
  void (at === undefined ? threads.openThread(id, true) : threads.openThreadAt(id, at));
}

/** What could not be read while the server was away is read now. */
function recover(context: AppContext, others: Others): void {
  const { lists, documentList, threads, models } = context.store.getState();
  if (lists.current.status === 'failed') void others.conversations.loadConversations('current');
  if (documentList.status === 'failed') void others.documents.loadDocuments();
  if (models.length === 0) void loadModels(context);
  for (const [id, thread] of threads) {
    if (thread.problem?.code === 'offline' || thread.problem?.code === 'not_kept')
      readAgain(context, others, id);
  }
}

function putUser({ store }: AppContext, change: (user: User) => User): void {
  store.setState(({ session }) =>
    session.status === 'signedIn' ? { session: { ...session, user: change(session.user) } } : {},
  );
}

/** Shows the change at once; what the server refuses is taken back and said. */
async function patchAccount(context: AppContext, notices: NoticeActions, patch: AccountPatch): Promise<void> {
  const { session } = context.store.getState();
  if (session.status !== 'signedIn') return;
  const before = session.user;
  putUser(context, (user) => ({
    ...user,
    name: patch.name === undefined ? user.name : patch.name,
    settings: { ...user.settings, ...patch.settings },
  }));
  try {
    const { user } = await context.client.call(updateAccount, { body: patch });
    putUser(context, () => user);
  } catch (error) {
    putUser(context, () => before);
    notices.notify({ kind: 'changeFailed', tone: 'warning', problem: problemOf(error) });
  }
}

/** What is used of the plan; where it cannot be read the last figures stay. */
async function refreshUsage({ client, store }: AppContext): Promise<void> {
  try {
    const { plan, usage } = await client.call(getUsage, {});
    store.setState(({ session }) =>
      session.status === 'signedIn' ? { session: { ...session, plan, usage } } : {},
    );
  } catch {
    // The figures are not worth a message of their own.
  }
}

async function loadModels({ client, store }: AppContext): Promise<void> {
  try {
    const { models } = await client.call(listModels, {});
    store.setState({ models });
  } catch {
    // Without the list the server's default model answers; it is asked for again when the server is back.
  }
}
