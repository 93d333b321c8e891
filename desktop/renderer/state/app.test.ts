import { afterEach, expect, test, vi } from 'vitest';
import type { Message } from '#shared/entities.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { newAccount, newConversation, newMessage } from '../testing/memoryServer.ts';
import { memoryStorage } from '../testing/memoryStorage.ts';
import { createApp } from './app.tsx';
import { UNDO_MILLISECONDS } from './notices.ts';

afterEach(() => void vi.useRealTimers());

async function signedIn() {
  const client = createMemoryClient({ account: newAccount() });
  const storage = memoryStorage();
  const app = createApp(client, storage);
  await app.actions.start();
  await vi.waitFor(() => expect(app.store.getState().lists.current.status).toBe('ready'));
  return { client, storage, store: app.store, actions: app.actions };
}

const messagesOf = (messages: Iterable<Message>, role: Message['role']) =>
  [...messages].filter((message) => message.role === role);

test('a first message opens its conversation, and both are on the server once', async () => {
  const { client, store, actions } = await signedIn();
  const id = actions.send({ conversationId: null, content: 'Hola', model: undefined });
  expect(store.getState().outgoing).toHaveLength(1);
  await vi.waitFor(() => expect(store.getState().outgoing).toHaveLength(0));
  expect(client.server.conversations.size).toBe(1);
  expect(messagesOf(client.server.messages.values(), 'user')).toHaveLength(1);
  expect(store.getState().conversations.get(id)?.activeLeafId).toBe(
    messagesOf(client.server.messages.values(), 'assistant')[0]?.id,
  );
});

test('a message that could not be sent keeps its text, and a retry sends the same message', async () => {
  const { client, store, actions } = await signedIn();
  client.failNext('sendMessage', 'offline');
  actions.send({ conversationId: null, content: 'Hola', model: undefined });
  await vi.waitFor(() => expect(store.getState().outgoing[0]?.state).toBe('unsent'));
  const [unsent] = store.getState().outgoing;
  expect(unsent).toMatchObject({ content: 'Hola', problem: { code: 'offline' } });
  actions.retry(unsent?.id ?? '');
  await vi.waitFor(() => expect(store.getState().outgoing).toHaveLength(0));
  expect(messagesOf(client.server.messages.values(), 'user').map(({ id }) => id)).toEqual([unsent?.id]);
});

test('a message that was on its way when the window closed is there after a restart', async () => {
  const { client, storage, store, actions } = await signedIn();
  client.failNext('createConversation', 'offline');
  const conversationId = actions.send({ conversationId: null, content: 'no me pierdas', model: undefined });
  await vi.waitFor(() => expect(store.getState().outgoing[0]?.state).toBe('unsent'));
  const restarted = createApp(client, storage);
  await restarted.actions.start();
  expect(restarted.store.getState().outgoing).toMatchObject([
    { conversationId, content: 'no me pierdas', state: 'unsent' },
  ]);
  expect(restarted.store.getState().conversations.has(conversationId)).toBe(true);
});

test('a thread that is opened at an old message of another version shows that one, and at its end goes over to it', async () => {
  const { client, store, actions } = await signedIn();
  const { id: conversationId } = client.server.putConversation(newConversation({ title: 'Larga' }));
  const add = (parentId: string | null, n: number) =>
    client.server.putMessage(
      newMessage({
        conversationId,
        parentId,
        createdAt: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
      }),
    );
  const root = add(null, 0);
  const other = add(root.id, 1);
  let last = add(root.id, 2);
  for (let n = 3; n < 350; n++) last = add(last.id, n);
  client.server.updateConversation(conversationId, { activeLeafId: last.id });
  const thread = () => store.getState().threads.get(conversationId);

  await actions.openThreadAt(conversationId, other.id);
  expect([thread()?.messages.size, thread()?.window?.at]).toEqual([101, other.id]);
  expect(store.getState().conversations.get(conversationId)?.activeLeafId).toBe(last.id);
  while (thread()?.window) await actions.loadNewer(conversationId);
  expect(thread()?.messages.size).toBe(350);
  await vi.waitFor(() =>
    expect(client.server.conversations.get(conversationId)?.activeLeafId).toBe(other.id),
  );
});

test('while an answer is being written the next message waits, and goes out when it ends', async () => {
  const { client, store, actions } = await signedIn();
  const id = actions.send({ conversationId: null, content: 'uno', model: undefined });
  await vi.waitFor(() => expect(store.getState().outgoing).toHaveLength(0));
  actions.send({ conversationId: id, content: 'dos', model: undefined });
  expect(store.getState().outgoing).toMatchObject([{ content: 'dos', state: 'queued' }]);
  const [answer] = messagesOf(client.server.messages.values(), 'assistant');
  client.server.finish(answer?.id ?? '', { content: 'respuesta' });
  await vi.waitFor(() => expect(store.getState().outgoing).toHaveLength(0));
  const [, second] = messagesOf(client.server.messages.values(), 'user');
  expect(second).toMatchObject({ content: 'dos', parentId: answer?.id });
});

test('behind an answer that failed the next message waits for the person', async () => {
  const { client, store, actions } = await signedIn();
  const id = actions.send({ conversationId: null, content: 'uno', model: undefined });
  await vi.waitFor(() => expect(store.getState().outgoing).toHaveLength(0));
  actions.send({ conversationId: id, content: 'dos', model: undefined });
  const [answer] = messagesOf(client.server.messages.values(), 'assistant');
  client.server.finish(answer?.id ?? '', {
    status: 'failed',
    error: { code: 'provider_unavailable', message: '' },
  });
  expect(store.getState().outgoing).toMatchObject([{ content: 'dos', state: 'unsent', problem: null }]);
});

test('a queued message that is withdrawn is never sent, and gives its text back', async () => {
  const { client, store, actions } = await signedIn();
  const id = actions.send({ conversationId: null, content: 'uno', model: undefined });
  await vi.waitFor(() => expect(store.getState().outgoing).toHaveLength(0));
  actions.send({ conversationId: id, content: 'dos', model: undefined });
  expect(actions.withdraw(store.getState().outgoing[0]?.id ?? '')).toBe('dos');
  const [answer] = messagesOf(client.server.messages.values(), 'assistant');
  client.server.finish(answer?.id ?? '');
  expect(messagesOf(client.server.messages.values(), 'user')).toHaveLength(1);
});

test('a growing answer is followed to its end in one step, and announced once', async () => {
  const { client, store, actions } = await signedIn();
  const id = actions.send({ conversationId: null, content: 'uno', model: undefined });
  await vi.waitFor(() => expect(store.getState().outgoing).toHaveLength(0));
  const answerId = messagesOf(client.server.messages.values(), 'assistant')[0]?.id ?? '';
  const announced: unknown[] = [];
  store.subscribe(
    (state, before) => state.announcement !== before.announcement && announced.push(state.announcement),
  );
  const unfollow = actions.followAnswer(id, answerId);
  client.server.grow(answerId, 'Hola, ');
  client.server.grow(answerId, 'Ana');
  await vi.waitFor(() => expect(store.getState().live.get(answerId)?.text).toBe('Hola, Ana'));
  client.server.finish(answerId);
  expect(store.getState().live.has(answerId)).toBe(false);
  expect(store.getState().threads.get(id)?.messages.get(answerId)).toMatchObject({
    status: 'complete',
    content: 'Hola, Ana',
  });
  expect(announced).toEqual([{ messageId: answerId, text: 'Hola, Ana' }]);
  unfollow();
});

test('a reader who comes back to a growing answer gets every letter once', async () => {
  const { client, store, actions } = await signedIn();
  const id = actions.send({ conversationId: null, content: 'uno', model: undefined });
  await vi.waitFor(() => expect(store.getState().outgoing).toHaveLength(0));
  const answerId = messagesOf(client.server.messages.values(), 'assistant')[0]?.id ?? '';
  const leave = actions.followAnswer(id, answerId);
  client.server.grow(answerId, 'abc');
  leave();
  client.server.grow(answerId, 'def');
  const unfollow = actions.followAnswer(id, answerId);
  await vi.waitFor(() => expect(store.getState().live.get(answerId)?.text).toBe('abcdef'));
  unfollow();
});

test('a deleted conversation is hidden at once, and deleted only when undo is over', async () => {
  const { client, store, actions } = await signedIn();
  const { id } = client.server.putConversation(newConversation({ title: 'Notas' }));
  vi.useFakeTimers();
  actions.deleteConversation(id);
  expect(store.getState().hidden.has(id)).toBe(true);
  await vi.advanceTimersByTimeAsync(UNDO_MILLISECONDS - 1);
  expect(client.calls).not.toContain('deleteConversation');
  await vi.advanceTimersByTimeAsync(10);
  expect(client.server.conversations.has(id)).toBe(false);
  expect(store.getState().hidden.has(id)).toBe(false);
});

test('undo brings a conversation back without the server hearing of it', async () => {
  const { client, store, actions } = await signedIn();
  const { id } = client.server.putConversation(newConversation({ title: 'Notas' }));
  vi.useFakeTimers();
  actions.deleteConversation(id);
  store.getState().notices[0]?.undo?.();
  await vi.advanceTimersByTimeAsync(UNDO_MILLISECONDS * 2);
  expect(store.getState().hidden.has(id)).toBe(false);
  expect(client.calls).not.toContain('deleteConversation');
});

test('a deletion that was waiting when the window closed is carried out at the next start', async () => {
  const { client, storage, actions } = await signedIn();
  const { id } = client.server.putConversation(newConversation({ title: 'Notas' }));
  actions.deleteConversation(id);
  const restarted = createApp(client, storage);
  await restarted.actions.start();
  await vi.waitFor(() => expect(client.server.conversations.has(id)).toBe(false));
  await actions.flushDeletions();
});

test('a change that the server refuses is taken back and said', async () => {
  const { client, store, actions } = await signedIn();
  const { id } = client.server.putConversation(newConversation({ title: 'Antes' }));
  client.failNext('updateConversation', 'unavailable');
  const patching = actions.patchConversation(id, { title: 'Después' });
  expect(store.getState().conversations.get(id)?.title).toBe('Después');
  await patching;
  expect(store.getState().conversations.get(id)?.title).toBe('Antes');
  expect(store.getState().notices).toMatchObject([
    { kind: 'changeFailed', problem: { code: 'unavailable' } },
  ]);
});

test('a session that ends leaves nothing of the person in memory', async () => {
  const { client, store } = await signedIn();
  client.server.putConversation(newConversation({ title: 'Privado' }));
  client.emit({ type: 'signedOut' });
  expect(store.getState()).toMatchObject({ session: { status: 'signedOut' } });
  expect(store.getState().conversations.size).toBe(0);
});
