import {
  type CallOptions,
  type Client,
  ClientError,
  type ClientErrorCode,
  type WatchEvent,
} from '#shared/client/client.ts';
import type { Endpoint, EndpointInput, EndpointOutput } from '#shared/endpoint.ts';
import { type EndpointName, endpoints } from '#shared/endpoints/index.ts';
import type { Document, Message } from '#shared/entities.ts';
import type { ErrorDetails } from '#shared/errors.ts';
import { LIMITS } from '#shared/limits.ts';
import type { StreamEvent } from '#shared/streamEvents.ts';
import { createMemoryAccount, type MemoryAccount } from './memoryAccount.ts';
import { createMemoryAdmin, type MemoryAdmin } from './memoryAdmin.ts';
import { adminHandlers } from './memoryAdminHandlers.ts';
import { createMemoryPayment, type MemoryPayment } from './memoryPayment.ts';
import { type Account, createMemoryServer, type MemoryServer } from './memoryServer.ts';

export type MemoryClient = Client & {
  server: MemoryServer;
  account: MemoryAccount;
  payment: MemoryPayment;
  admin: MemoryAdmin;
  /** The next call of this endpoint fails; `offline` and `aborted` stand for what is not the server's doing. */
  failNext(name: EndpointName, code: ClientErrorCode, details?: ErrorDetails): void;
  /** The next call of this endpoint waits until the returned function is called. */
  holdNext(name: EndpointName): () => void;
  /** Tells the watchers. */
  emit(event: WatchEvent): void;
  /** The names of the endpoints called, in order. */
  calls: EndpointName[];
};

type Options = { latency?: number; account?: Account | null };

export type Handlers = {
  [N in EndpointName]?: (
    input: EndpointInput<(typeof endpoints)[N]>,
  ) => EndpointOutput<(typeof endpoints)[N]>;
};

/** A Client over a server in memory, for tests and for looking at the screens. `latency` in milliseconds. */
export function createMemoryClient({ latency = 0, account = null }: Options = {}): MemoryClient {
  const server = createMemoryServer(account);
  const personal = createMemoryAccount();
  const payment = createMemoryPayment();
  const admin = createMemoryAdmin();
  const handlers = {
    ...handlersOf(server, personal),
    ...adminHandlers(admin),
    ...paymentHandlers(payment),
  };
  const failures = new Map<EndpointName, ClientError>();
  const held = new Map<EndpointName, Promise<void>>();
  const watchers = new Set<(event: WatchEvent) => void>();
  const calls: EndpointName[] = [];
  const emit = (event: WatchEvent) => {
    for (const watcher of watchers) watcher(event);
  };
  server.onChanges((changes) => emit({ type: 'changes', changes }));
  return {
    server,
    account: personal,
    payment,
    admin,
    calls,
    emit,
    failNext: (name, code, details) => void failures.set(name, new ClientError(code, code, { details })),
    holdNext(name) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(name, promise);
      return resolve;
    },
    async call<E extends Endpoint>(
      endpoint: E,
      input: EndpointInput<E>,
      options: CallOptions = {},
    ): Promise<EndpointOutput<E>> {
      const name = nameOf(endpoint);
      calls.push(name);
      const hold = held.get(name);
      held.delete(name);
      await Promise.race([hold ?? new Promise((resolve) => setTimeout(resolve, latency)), aborted(options)]);
      if (options.signal?.aborted) throw new ClientError('aborted', 'given up');
      const failure = failures.get(name);
      failures.delete(name);
      if (failure) throw failure;
      const handler = handlers[name];
      if (!handler) throw new ClientError('internal', `the memory client has no ${name}`);
      if (endpoint.auth !== 'public' && !server.signedIn())
        throw new ClientError('not_signed_in', 'no session');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a handler belongs to its endpoint by name, which the type of one that was looked up cannot say
      return (handler as (given: unknown) => unknown)(input) as EndpointOutput<E>;
    },
    watch(listener) {
      watchers.add(listener);
      queueMicrotask(() => listener({ type: 'connection', connection: 'online' }));
      return () => watchers.delete(listener);
    },
    stream: (messageId, from, listener: (event: StreamEvent) => void) =>
      server.stream(messageId, from, listener),
  };
}

function aborted({ signal }: CallOptions): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
}

function nameOf(endpoint: Endpoint): EndpointName {
  for (const name of Object.keys(endpoints)) {
    if (isName(name) && endpoints[name] === endpoint) return name;
  }
  throw new Error(`${endpoint.path} is not in the contract`);
}

function isName(name: string): name is EndpointName {
  return Object.hasOwn(endpoints, name);
}

function paymentHandlers({ state, plans }: MemoryPayment): Handlers {
  return {
    listPlans: () => ({ plans: [...plans], canPay: state.canPay }),
    getSubscription: () => ({
      subscription: state.subscription,
      canManage: state.canPay && state.subscription?.isPaid === true,
    }),
    beginCheckout: ({ body }) => ({ url: state.checkoutUrl + body.planCode }),
    openBillingPortal: () => ({ url: 'https://billing.stripe.com/p/session' }),
  };
}

function handlersOf(server: MemoryServer, account: MemoryAccount): Handlers {
  return {
    ...accountHandlers(account),
    register: ({ body }) => ({
      user: server.register(body.email, body.password, body.name ?? null, body.locale ?? 'en'),
    }),
    loginSecondFactor({ body }) {
      account.assertCode(body.code);
      return { user: server.login('', '') };
    },
    deleteAccount({ body }) {
      account.assertPassword(body.password);
      server.logout();
      return { deletesAt: new Date(Date.now() + 14 * 86_400_000).toISOString() };
    },
    login: ({ body }) => ({ user: server.login(body.email, body.password) }),
    logout: () => server.logout(),
    getSession: () => server.account(),
    getUsage: () => ({ ...server.account(), days: [] }),
    updateCaps: ({ body }) => server.updateCaps(body),
    changeEmail({ body }) {
      account.assertPassword(body.password);
      if (account.security.mail) account.security.pendingEmail = body.email;
      return { user: server.account().user, pendingEmail: account.security.pendingEmail };
    },
    cancelEmailChange() {
      account.security.pendingEmail = null;
    },
    updateAccount: ({ body }) => ({ user: server.updateAccount(body.name, body.settings ?? {}) }),
    listModels: () => ({ models: [...server.models] }),
    listConversations: ({ query }) => ({
      conversations: [...server.conversations.values()]
        .filter(({ archivedAt }) => (archivedAt !== null) === (query?.archived === 'true'))
        .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt)),
    }),
    createConversation: ({ body }) => ({ conversation: server.createConversation(body.id, body.title) }),
    getConversation: ({ params }) => ({ conversation: server.conversation(params.id) }),
    updateConversation: ({ params, body }) => ({ conversation: server.updateConversation(params.id, body) }),
    deleteConversation: ({ params }) => server.deleteConversation(params.id),
    listMessages: ({ params, query }) =>
      messagePage(
        query?.order === 'oldest' ? server.messagesOf(params.id) : server.messagesOf(params.id).toReversed(),
        Number(query?.limit ?? LIMITS.messagesPageSizeDefault),
        query?.from ?? Number(query?.cursor ?? 0),
      ),
    sendMessage: ({ params, body }) => server.send(params.id, body),
    getRetrieval: ({ params }) => ({ retrieval: server.retrievals.get(params.id) ?? null }),
    stopMessage: ({ params }) => ({ message: server.stop(params.id) }),
    regenerateMessage: ({ params, body }) => ({
      assistantMessage: server.regenerate(params.id, body.id, body.model, body.goOn),
    }),
    uploadDocument({ file, query, onProgress }) {
      onProgress?.(1);
      return server.receive(file, query?.reuse === 'true', query?.replaces);
    },
    reembedDocuments: () => ({ documents: 0 }),
    retryDocument: ({ params }) => ({ document: server.retryDocument(params.id) }),
    listDocuments: ({ query }) =>
      documentPage(
        [...server.documents.values()],
        Number(query?.limit ?? LIMITS.pageSizeDefault),
        Number(query?.cursor ?? 0),
      ),
    getDocument: ({ params }) => ({ document: server.document(params.id) }),
    deleteDocument: ({ params }) => server.deleteDocument(params.id),
    getDocumentContent: ({ params }) => server.fileOf(params.id),
    getDocumentText: ({ params }) => server.textOf(params.id),
    search: ({ query }) => ({ results: server.search(query?.q ?? '') }),
  };
}

function accountHandlers(account: MemoryAccount): Handlers {
  return {
    getAuthOptions: () => ({ ...account.options, mail: account.security.mail }),
    getRegistration: () => ({ ...account.registration }),
    updateRegistration({ body }) {
      account.registration.mode = body.mode;
      return { ...account.registration };
    },
    listInvitations: () => ({ invitations: account.invitations() }),
    createInvitation: ({ body }) => ({
      invitation: account.invite(body.email ?? null),
      url: `https://kipux.example.org/register#${'A'.repeat(43)}`,
      isMailed: body.email !== undefined,
    }),
    deleteInvitation: ({ params }) => account.takeBack(params.id),
    createResetLink: () => ({
      url: `https://kipux.example.org/reset#${'A'.repeat(43)}`,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    }),
    forgotPassword: () => undefined,
    resetPassword: () => undefined,
    confirmEmail: () => ({ email: 'ana@ejemplo.es' }),
    getSecurity: () => ({ ...account.security }),
    sendVerification: () => undefined,
    beginTwoFactor({ body }) {
      account.assertPassword(body.password);
      const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
      return { secret, uri: `otpauth://totp/Kipux:ana%40ejemplo.es?secret=${secret}&issuer=Kipux` };
    },
    confirmTwoFactor({ body }) {
      account.assertCode(body.code);
      return { recoveryCodes: account.recoveryCodes() };
    },
    endTwoFactor({ body }) {
      account.assertCode(body.code);
      account.security.twoFactor = false;
    },
    renewRecoveryCodes({ body }) {
      account.assertCode(body.code);
      return { recoveryCodes: account.recoveryCodes() };
    },
    changePassword: ({ body }) => account.assertPassword(body.currentPassword),
    listDevices: () => ({ devices: account.devices() }),
    endDevice: ({ params }) => account.endDevice(params.id),
    endOtherDevices: () => account.endOtherDevices(),
  };
}

function messagePage(messages: readonly Message[], limit: number, start: number | string) {
  const offset = typeof start === 'number' ? start : messages.findIndex(({ id }) => id === start);
  if (offset < 0) throw new ClientError('not_found', 'message');
  const page = messages.slice(offset, offset + limit);
  const next = offset + limit;
  return { messages: page, ...(next < messages.length ? { nextCursor: String(next) } : {}) };
}

function documentPage(documents: readonly Document[], limit: number, offset: number) {
  const page = documents
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
    .slice(offset, offset + limit);
  const next = offset + limit;
  return { documents: page, ...(next < documents.length ? { nextCursor: String(next) } : {}) };
}
