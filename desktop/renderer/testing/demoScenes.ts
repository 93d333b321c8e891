import { v7 as uuid } from 'uuid';
import type { KipuxBridge } from '#shared/bridge.ts';
import type { Locale, Message, Theme } from '#shared/entities.ts';
import type { App } from '../state/app.tsx';
import { citedTalk, fillLibrary, startUploads } from './demoDocuments.ts';
import { addMessage } from './demoMessages.ts';
import { demoTexts } from './demoTexts.ts';
import { deskScene, isDeskScene } from './deskScenes.ts';
import { createMemoryBridge } from './memoryBridge.ts';
import { createMemoryClient, type MemoryClient } from './memoryClient.ts';
import { newAccount, newConversation } from './memoryServer.ts';

export type DemoScene = {
  client: MemoryClient;
  path: string;
  /** The secret of the link that led there, behind the # of the address. */
  linkToken?: string;
  /** The desktop's side, where the scene is one of the desktop's. */
  desktop?: KipuxBridge;
  /** Brings the app into the scene's state, once it is there. */
  prepare?: (app: App) => void;
};

/** Scenes before the door. */
const SIGNED_OUT = new Set([
  'chooser',
  'login',
  'register',
  'forgot',
  'firstAccount',
  'invitationOnly',
  'noMail',
  'reset',
  'confirm-email',
  'unreachable',
]);
const HOUR = 3_600_000;

/** A client in one of the states that have to look right, and the path to open with it. */
export function demoScene(name: string, locale: Locale, theme: Theme): DemoScene {
  const account = newAccount('ana@ejemplo.es', 'Ana', locale);
  account.user.settings.theme = theme;
  const client = createMemoryClient({
    latency: 120,
    account: SIGNED_OUT.has(name) ? null : account,
  });
  const { server } = client;
  if (name === 'chooser') {
    return { client, path: '/', desktop: createMemoryBridge({ serverAddress: null }) };
  }
  if (name === 'reset' || name === 'confirm-email')
    return { client, path: `/${name}`, linkToken: 'A'.repeat(43) };
  if (name === 'firstAccount') {
    client.account.options.setupCode = true;
    return { client, path: '/register' };
  }
  if (name === 'invitationOnly') {
    client.account.options.registration = 'invitation';
    return { client, path: '/register' };
  }
  if (name === 'noMail') client.account.security.mail = false;
  if (SIGNED_OUT.has(name) && name !== 'unreachable')
    return { client, path: name === 'noMail' ? '/forgot' : `/${name}` };
  if (name === 'unreachable') {
    client.failNext('getSession', 'offline');
    return { client, path: '/' };
  }
  if (name === 'local') server.models.splice(0, 1, { id: 'local', provider: 'local', isDefault: true });
  else server.models.push({ id: 'gpt-5', provider: 'openai', isDefault: false });
  if (name === 'empty' || name === 'local') return { client, path: '/' };
  fillSidebar(client, locale);
  if (isDeskScene(name)) {
    account.user.role = 'admin';
    return { client, path: deskScene(client, name, locale) };
  }
  const texts = demoTexts[locale];
  switch (name) {
    case 'long':
      return {
        client,
        path: talk(client, texts.title, [texts.question, texts.answer, texts.thanks, texts.short]),
      };
    case 'streaming': {
      const path = talk(client, texts.title, [texts.question, texts.answer, texts.thanks]);
      writeSlowly(client, path, texts.answer);
      return { client, path };
    }
    case 'failed':
      return { client, path: endingsOf(client, locale) };
    case 'unsent':
      return unsentMessage(client, locale);
    case 'offline':
      setTimeout(() => client.emit({ type: 'connection', connection: 'offline' }), 400);
      return { client, path: talk(client, texts.title, [texts.question, texts.short]) };
    case 'missing':
      return { client, path: `/c/${uuid()}` };
    case 'huge':
      return {
        client,
        path: talk(
          client,
          texts.title,
          Array.from({ length: 1_000 }, (_, i) => (i % 2 ? texts.answer : `${i} ${texts.question}`)),
        ),
      };
    case 'documents':
      fillLibrary(client, locale);
      return { client, path: '/documents' };
    case 'noDocuments':
      return { client, path: '/documents' };
    case 'documentsLoading':
      client.holdNext('listDocuments');
      return { client, path: '/documents' };
    case 'documentsFailed':
      client.failNext('listDocuments', 'unavailable');
      return { client, path: '/documents' };
    case 'uploading':
      fillLibrary(client, locale);
      return { client, path: '/documents', prepare: (app) => startUploads(app, locale) };
    case 'cited':
    case 'why':
    case 'text':
      return { client, path: citedTalk(client, locale) };
    case 'unread':
      return { client, path: citedTalk(client, locale, { isDeleted: true }) };
    case 'usage':
      account.plan.tokenLimit = 2_000_000;
      account.usage = {
        ...account.usage,
        tokens: 1_934_500,
        storageBytes: 211_000_000,
        reserved: { messages: 1, tokens: 5_130 },
        caps: { messages: 500, tokens: null },
      };
      return { client, path: '/settings' };
    case 'plans':
    case 'plansByHand':
    case 'plansOwed':
    case 'plansPaused':
    case 'plansPaid':
    case 'plansConfirming':
      return { client, path: plansOf(client, name) };
    case 'nearLimit':
      account.usage = { ...account.usage, messages: 988 };
      return { client, path: talk(client, texts.title, [texts.question, texts.short]) };
    case 'settings':
      client.account.security.pendingEmail = 'ana@example.org';
      return { client, path: '/settings' };
    default:
      return { client, path: '/' };
  }
}

/** Once the app knows who is there. */
function whenSignedIn(act: (app: App) => void): (app: App) => void {
  return (app) => {
    const stop = app.store.subscribe(({ session }) => {
      if (session.status !== 'signedIn') return;
      stop();
      // Entering goes on after it has told who is there.
      queueMicrotask(() => act(app));
    });
  };
}

function fillSidebar({ server }: MemoryClient, locale: Locale): void {
  const ages = [2, 5, 9, 27, 30, 52, 70, 99, 130, 200, 300, 480, 700, 1_100, 1_500, 2_100, 2_900, 4_000];
  demoTexts[locale].titles.forEach((title, index) => {
    const updatedAt = new Date(Date.now() - (ages[index] ?? 4_000 + index * 90) * HOUR).toISOString();
    const row = newConversation({
      title,
      createdAt: updatedAt,
      updatedAt,
      pinnedAt: index === 7 ? updatedAt : null,
    });
    server.conversations.set(row.id, row);
  });
}

function talk({ server }: MemoryClient, title: string, texts: readonly string[]): string {
  const conversation = newConversation({ title });
  let parentId: string | null = null;
  texts.forEach((content, index) => {
    const message = addMessage(
      server,
      conversation,
      parentId,
      { role: index % 2 === 0 ? 'user' : 'assistant', content },
      index - texts.length,
    );
    parentId = message.id;
  });
  server.conversations.set(conversation.id, { ...conversation, activeLeafId: parentId });
  return `/c/${conversation.id}`;
}

/** A message that the server refused, with what can be done about it. */
function unsentMessage(client: MemoryClient, locale: Locale): DemoScene {
  const { title, question, short, thanks } = demoTexts[locale];
  client.failNext('sendMessage', 'plan_limit_reached', {
    limit: 'messages',
    used: 1_000,
    max: 1_000,
    renewsAt: new Date(Date.now() + 240 * HOUR).toISOString(),
  });
  const path = talk(client, title, [question, short]);
  const conversationId = path.slice('/c/'.length);
  const send = ({ actions }: App) => actions.send({ conversationId, content: thanks, model: undefined });
  return { client, path, prepare: whenSignedIn(send) };
}

/** One conversation in which every answer ended otherwise, and one has versions. */
function endingsOf({ server }: MemoryClient, locale: Locale): string {
  const texts = demoTexts[locale];
  const conversation = newConversation({ title: texts.title });
  const ask = (parentId: string | null, second: number) =>
    addMessage(server, conversation, parentId, { content: texts.thanks }, second).id;
  const answer = (parentId: string, second: number, fields: Partial<Message>) =>
    addMessage(server, conversation, parentId, { role: 'assistant', content: texts.short, ...fields }, second)
      .id;
  const first = ask(null, -90);
  answer(first, -85, {});
  const second = ask(answer(first, -80, { status: 'stopped' }), -70);
  const third = ask(answer(second, -60, { status: 'interrupted' }), -50);
  const last = answer(third, -40, {
    status: 'failed',
    content: '',
    error: { code: 'provider_rate_limited', message: '', retryAfterSeconds: 20 },
  });
  server.conversations.set(conversation.id, { ...conversation, activeLeafId: last });
  return `/c/${conversation.id}`;
}

function writeSlowly({ server }: MemoryClient, path: string, text: string): void {
  const conversation = server.conversation(path.slice('/c/'.length));
  const answer = addMessage(
    server,
    conversation,
    conversation.activeLeafId,
    { role: 'assistant', status: 'pending' },
    0,
  );
  server.conversations.set(conversation.id, { ...conversation, activeLeafId: answer.id });
  const words = text.split(/(?<=\s)/);
  let written = 0;
  const timer = setInterval(() => {
    const piece = words.slice(written, written + 3).join('');
    written += 3;
    if (server.messages.get(answer.id)?.status === 'stopped') clearInterval(timer);
    else if (piece !== '') server.grow(answer.id, piece);
    else {
      clearInterval(timer);
      server.finish(answer.id);
    }
  }, 60);
}

/** The plans, in the state that a scene is named after. */
function plansOf({ server, payment }: MemoryClient, name: string): string {
  const [, pro] = payment.plans;
  const account = server.account();
  if (name === 'plansConfirming') return '/plans/paid';
  if (name === 'plansByHand') payment.state.canPay = false;
  else if (name === 'plansPaused') payment.subscribe('pro', { status: 'paused', allowanceEndsAt: null });
  else {
    if (pro) account.plan = pro;
    const inDays = (days: number) => new Date(Date.now() + days * 24 * HOUR).toISOString();
    if (name === 'plansOwed') payment.subscribe('pro', { status: 'past_due', allowanceEndsAt: inDays(4) });
    else if (name === 'plansPaid') payment.subscribe('pro');
    else payment.subscribe('pro', { cancelAt: inDays(9), allowanceEndsAt: inDays(9) });
  }
  return name === 'plansPaid' ? '/plans/paid' : '/plans';
}
