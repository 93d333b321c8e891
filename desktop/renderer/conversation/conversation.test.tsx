// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Message } from '#shared/entities.ts';
import type { MemoryClient } from '../testing/memoryClient.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { newAccount, newConversation, newMessage } from '../testing/memoryServer.ts';
import { renderKipux } from '../testing/renderKipux.tsx';

afterEach(cleanup);

async function write(text: string) {
  const field = await screen.findByLabelText('Tu mensaje');
  fireEvent.change(field, { target: { value: text } });
  return field;
}

async function answerIn(client: MemoryClient): Promise<Message> {
  return waitFor(() => {
    const answer = [...client.server.messages.values()].find(({ role }) => role === 'assistant');
    if (!answer) throw new Error('no answer yet');
    return answer;
  });
}

test('a message is sent by Enter, its answer streams in, and its end is announced', async () => {
  const { client, container, path } = renderKipux('/');
  fireEvent.keyDown(await write('¿Qué es un quipu?'), { key: 'Enter' });
  const { id } = await answerIn(client);
  expect(path()).toMatch(/^\/c\//);
  await screen.findByText('Preparando la respuesta');
  client.server.grow(id, 'Un registro ');
  client.server.grow(id, 'hecho con nudos.');
  await screen.findByText('Un registro hecho con nudos.');
  expect(container.querySelector('[aria-live]')?.textContent).toBe('');
  client.server.finish(id);
  await screen.findByText('Kipux ha respondido: Un registro hecho con nudos.');
  expect(screen.getByRole('button', { name: 'Responder de nuevo' })).toBeDefined();
});

test('Enter twice sends once', async () => {
  const { client } = renderKipux('/');
  const field = await write('una sola vez');
  fireEvent.keyDown(field, { key: 'Enter' });
  fireEvent.keyDown(field, { key: 'Enter' });
  await answerIn(client);
  expect(client.calls.filter((name) => name === 'sendMessage')).toHaveLength(1);
});

test('Shift+Enter and an unfinished composition do not send', async () => {
  const { client } = renderKipux('/');
  const field = await write('aún no');
  fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
  fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
  expect(client.calls).not.toContain('sendMessage');
});

test('stopping keeps what was written and says so', async () => {
  const { client } = renderKipux('/');
  fireEvent.keyDown(await write('cuenta algo'), { key: 'Enter' });
  const { id } = await answerIn(client);
  client.server.grow(id, 'Había una vez');
  await screen.findByText('Había una vez');
  fireEvent.click(await screen.findByRole('button', { name: 'Parar la respuesta' }));
  await screen.findByText('La paraste aquí');
  expect(screen.getByText('Había una vez')).toBeDefined();
});

test('what is written while an answer streams waits in sight and can be taken back', async () => {
  const { client } = renderKipux('/');
  fireEvent.keyDown(await write('primero'), { key: 'Enter' });
  await answerIn(client);
  await screen.findByText('Preparando la respuesta');
  fireEvent.keyDown(await write('después'), { key: 'Enter' });
  await screen.findByText('Se enviará cuando termine la respuesta');
  fireEvent.click(screen.getByRole('button', { name: 'No enviar' }));
  expect(await screen.findByDisplayValue('después')).toBeDefined();
  expect(client.calls.filter((name) => name === 'sendMessage')).toHaveLength(1);
});

test('a draft waits in its conversation', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const { id } = client.server.putConversation(newConversation({ title: 'Notas' }));
  const { app } = renderKipux(`/c/${id}`, { client });
  await write('a medias');
  expect(app.records()?.readDraft(id).text).toBe('a medias');
});

test('a draft follows the person to other devices, and is gone from them when it is sent', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const { id } = client.server.putConversation(newConversation({ title: 'Notas', draft: 'empezado allí' }));
  const there = () => client.server.conversations.get(id)?.draft;
  const here = renderKipux(`/c/${id}`, { client });
  const field = await screen.findByDisplayValue('empezado allí');
  fireEvent.change(field, { target: { value: 'empezado allí, seguido aquí' } });
  here.unmount(); // whoever leaves need not wait
  await waitFor(() => expect(there()).toBe('empezado allí, seguido aquí'));

  renderKipux(`/c/${id}`, { client });
  fireEvent.keyDown(await screen.findByDisplayValue('empezado allí, seguido aquí'), { key: 'Enter' });
  await waitFor(() => expect(there()).toBe(''));
});

test('a draft that could not be shared stays, and is shared when its conversation is opened again', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const { id } = client.server.putConversation(newConversation({ title: 'Notas', draft: '' }));
  const { app } = renderKipux(`/c/${id}`, { client });
  await write('sin conexión');
  client.failNext('updateConversation', 'offline');
  fireEvent.click(screen.getByRole('link', { name: /Nueva conversación/ }));
  await waitFor(() => expect(client.calls).toContain('updateConversation'));
  fireEvent.click(await screen.findByRole('link', { name: /Notas/ }));
  expect(await screen.findByDisplayValue('sin conexión')).toBeDefined();
  await waitFor(() => expect(client.server.conversations.get(id)?.draft).toBe('sin conexión'), {
    timeout: 5_000,
  });
  await waitFor(() => expect(app.records()?.readDraft(id).shared).toBe('sin conexión'));
});

test('who comes back before the server has answered finds the draft', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const { id } = client.server.putConversation(newConversation({ title: 'Notas', draft: '' }));
  const { app } = renderKipux(`/c/${id}`, { client });
  await write('a medias');
  const answer = client.holdNext('updateConversation');
  fireEvent.click(screen.getByRole('link', { name: /Nueva conversación/ }));
  fireEvent.click(await screen.findByRole('link', { name: /Notas/ }));
  expect(await screen.findByDisplayValue('a medias')).toBeDefined();
  answer();
  await waitFor(() => expect(app.records()?.readDraft(id)).toEqual({ text: 'a medias', shared: 'a medias' }));
  expect(screen.getByDisplayValue('a medias')).toBeDefined();
});

test('what comes from another device never takes the place of what is being written', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const { id } = client.server.putConversation(newConversation({ title: 'Notas' }));
  renderKipux(`/c/${id}`, { client });
  await write('lo mío');
  act(() => void client.server.updateConversation(id, { draft: 'lo de otro sitio' }));
  expect(screen.getByDisplayValue('lo mío')).toBeDefined();
  await waitFor(() => expect(client.server.conversations.get(id)?.draft).toBe('lo mío'), { timeout: 5_000 });
});

test('a reached limit says what it is and when it renews, and keeps the text', async () => {
  const { client } = renderKipux('/');
  client.failNext('sendMessage', 'plan_limit_reached', {
    limit: 'messages',
    used: 1_000,
    max: 1_000,
    renewsAt: '2026-12-02T00:00:00.000Z',
  });
  fireEvent.keyDown(await write('una más'), { key: 'Enter' });
  expect(await screen.findByText(/Has usado los 1000 mensajes de tu plan\. Se renueva el/)).toBeDefined();
  expect(screen.getByText('una más')).toBeDefined();
});

test('a cap of one’s own that is reached offers to change it', async () => {
  const { client } = renderKipux('/');
  const renewsAt = '2026-12-02T00:00:00.000Z';
  client.failNext('sendMessage', 'plan_limit_reached', { limit: 'message_cap', used: 5, max: 5, renewsAt });
  fireEvent.keyDown(await write('una más'), { key: 'Enter' });
  await screen.findByText(/tu propio tope de 5 mensajes/);
  const link = screen.getByRole('link', { name: 'Cambiar mi tope' });
  expect(link.getAttribute('href')).toBe('/settings#usage');
});

test('near a limit the composer says what is left, and nothing before', async () => {
  const account = newAccount();
  const client = createMemoryClient({ account });
  renderKipux('/', { client });
  await write('hola');
  expect(screen.queryByText(/Te quedan/)).toBeNull();
  cleanup();
  account.usage = { ...account.usage, messages: 990 };
  renderKipux('/', { client: createMemoryClient({ account }) });
  await screen.findByText(/Te quedan 10 mensajes de tu plan/);
  expect(screen.getByRole('link', { name: 'Ver los planes' })).toBeDefined();
});

test('what an answer used stands beside it, and what was estimated says so', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const { id } = client.server.putConversation(newConversation({ title: 'Notas' }));
  const usage = { inputTokens: 1_200, outputTokens: 40, isEstimated: true };
  const answer = client.server.putMessage(
    newMessage({ conversationId: id, role: 'assistant', content: 'Sí.', usage }),
  );
  client.server.putConversation({ ...client.server.conversation(id), activeLeafId: answer.id });
  renderKipux(`/c/${id}`, { client });
  const tokens = await screen.findByText(/1240 tokens/);
  expect(tokens.textContent).toContain('≈');
  expect(tokens.textContent).toContain(
    '1200 de la pregunta y su contexto, 40 de la respuesta, según una estimación',
  );
});

test('offline nothing is sent, and it is said why', async () => {
  const { client } = renderKipux('/');
  const field = await write('hola');
  client.emit({ type: 'connection', connection: 'offline' });
  await screen.findByText('Sin conexión no se puede enviar. El texto se queda aquí.');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(screen.getByDisplayValue('hola')).toBeDefined();
  client.emit({ type: 'connection', connection: 'online' });
  await waitFor(() => expect(screen.queryByText(/Sin conexión/)).toBeNull());
});

test('who has to be updated is said in words', async () => {
  const { client } = renderKipux('/');
  await write('hola');
  client.emit({ type: 'connection', connection: 'offline', outdated: 'client' });
  const tooOld = 'Esta versión de Kipux es demasiado antigua para el servidor. Actualiza Kipux.';
  expect(await screen.findByText(tooOld)).toBeDefined();
  client.emit({ type: 'connection', connection: 'offline', outdated: 'server' });
  expect(await screen.findByText(/^El servidor es demasiado antiguo para esta versión/)).toBeDefined();
});

test('on a device a message is kept and sent by itself, and what was refused can be retried or taken back', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const settled: string[] = [];
  const settle = (how: string) => async (id: string) => void settled.push(`${how} ${id}`);
  client.outbox = { retry: settle('retry'), discard: settle('discard') };
  const { id: conversationId } = client.server.putConversation(newConversation({ title: 'Notas' }));
  const { app } = renderKipux(`/c/${conversationId}`, { client });
  await screen.findByLabelText('Tu mensaje');
  client.emit({ type: 'connection', connection: 'offline' });
  const release = client.holdNext('sendMessage');
  fireEvent.keyDown(await write('sin red'), { key: 'Enter' });
  const message = { parentId: undefined, content: 'sin red', model: undefined, documentIds: null };
  const kept = { conversationId, problem: null, createdAt: '2026-01-01T00:00:00.000Z', message: null };
  const id = await waitFor(
    () => app.store.getState().outgoing[0]?.id ?? Promise.reject(new Error('not yet')),
  );
  const waiting = { ...kept, id, kind: 'sendMessage', state: 'waiting', message } as const;
  client.emit({ type: 'outbox', waiting: [waiting], rows: [] });
  await screen.findByText('Se enviará en cuanto se llegue al servidor.');
  await screen.findByText('con cambios sin enviar');

  const problem = { code: 'not_found' } as const;
  const refused = { ...kept, id: 'r1', kind: 'updateConversation', state: 'failed', problem } as const;
  client.emit({ type: 'outbox', waiting: [{ ...waiting, state: 'failed', problem }, refused], rows: [] });
  await screen.findByText('No enviado.');
  await screen.findByText('con un cambio que el servidor rechazó');
  const notice = (await screen.findByText('El cambio en «Notas» no se pudo guardar.')).closest('div');
  fireEvent.click(within(notice ?? document.body).getByRole('button', { name: 'Reintentar' }));
  fireEvent.click(within(notice ?? document.body).getByRole('button', { name: 'Descartar' }));
  expect(settled).toEqual(['retry r1', 'discard r1']);
  release();
});

test('an answer that broke off goes on from its text with one click', async () => {
  const { client } = renderKipux('/');
  fireEvent.keyDown(await write('cuenta algo'), { key: 'Enter' });
  const { id } = await answerIn(client);
  client.server.grow(id, 'Había una vez');
  client.server.finish(id, { status: 'interrupted' });
  fireEvent.click(await screen.findByRole('button', { name: 'Seguir' }));
  await screen.findByRole('button', { name: 'Parar la respuesta' });
  const answers = [...client.server.messages.values()].filter(({ role }) => role === 'assistant');
  expect(answers.map(({ content }) => content)).toEqual(['Había una vez', 'Había una vez']);
});

test('a conversation opens at the message that was found in it, however old', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const conversation = newConversation({ title: 'Larga' });
  let parentId: string | null = null;
  const ids: string[] = [];
  for (let n = 0; n < 450; n++) {
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();
    const fields = { conversationId: conversation.id, parentId, content: `número ${n}`, createdAt };
    const message: Message = client.server.putMessage(newMessage(fields));
    parentId = message.id;
    ids.push(message.id);
  }
  client.server.putConversation({ ...conversation, activeLeafId: parentId });
  const { app } = renderKipux(`/c/${conversation.id}?m=${ids[3]}`, { client });
  const pages = () => client.calls.filter((name) => name === 'listMessages').length;
  const list = await screen.findByRole('region', { name: 'Mensajes' });
  await within(list).findByText('número 3', {}, { timeout: 3_000 });
  expect(within(list).queryByText('número 449')).toBeNull();
  expect(pages(), 'what lies between is not read').toBe(2);
  fireEvent.click(screen.getByRole('button', { name: 'Ir al final' }));
  const read = () => app.store.getState().threads.get(conversation.id);
  await waitFor(() => expect(read()?.messages.has(ids[449] ?? '')).toBe(true));
  expect(read()?.window).toBeNull();
});

test('an address that names a message which is not there opens its conversation', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const { id } = client.server.putConversation(newConversation({ title: 'Notas' }));
  client.server.putMessage(newMessage({ conversationId: id, content: 'lo que hay' }));
  renderKipux(`/c/${id}?m=${id}`, { client });
  expect(await screen.findByText('lo que hay')).toBeDefined();
});

test('an unknown conversation says that it is not here', async () => {
  renderKipux('/c/0190a0a0-0000-7000-8000-000000000000');
  expect(await screen.findByText('Esta conversación no está')).toBeDefined();
});

test('versions are stepped through, and the branch follows', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const conversation = newConversation({ title: 'Versiones' });
  const add = (fields: Partial<Message>) =>
    client.server.putMessage(newMessage({ conversationId: conversation.id, ...fields }));
  const question = add({ content: 'pregunta', createdAt: '2026-01-01T00:00:01.000Z' });
  const answer = { parentId: question.id, role: 'assistant' } as const;
  add({ ...answer, content: 'primera respuesta', createdAt: '2026-01-01T00:00:02.000Z' });
  const second = add({ ...answer, content: 'segunda respuesta', createdAt: '2026-01-01T00:00:03.000Z' });
  client.server.putConversation({ ...conversation, activeLeafId: second.id });
  renderKipux(`/c/${conversation.id}`, { client });
  await screen.findByText('segunda respuesta');
  expect(screen.getByText('Versión 2 de 2')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Versión anterior' }));
  await screen.findByText('primera respuesta');
  expect(screen.queryByText('segunda respuesta')).toBeNull();
});

test('a deleted conversation can be brought back', async () => {
  const client = createMemoryClient({ account: newAccount() });
  client.server.putConversation(newConversation({ title: 'Acta de noviembre' }));
  renderKipux('/', { client });
  fireEvent.keyDown(await screen.findByRole('link', { name: 'Acta de noviembre' }), { key: 'Delete' });
  await screen.findByText('Conversación borrada');
  expect(screen.queryByRole('link', { name: 'Acta de noviembre' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Deshacer' }));
  expect(await screen.findByRole('link', { name: 'Acta de noviembre' })).toBeDefined();
  expect(client.calls).not.toContain('deleteConversation');
});
