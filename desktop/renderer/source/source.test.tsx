// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Citation } from '#shared/entities.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { newAccount, newConversation, newMessage } from '../testing/memoryServer.ts';
import { newCitation } from '../testing/newCitation.ts';
import { renderKipux } from '../testing/renderKipux.tsx';

afterEach(cleanup);

const PARAGRAPHS = Array.from(
  { length: 3_000 },
  (_, i) => `Párrafo ${i} sobre los turnos de agua del valle.`,
);
const TEXT = PARAGRAPHS.join('\n\n');
const HALF = TEXT.indexOf(PARAGRAPHS[1_500] ?? '');
const PAGES = [
  { page: 1, start: 0, end: HALF - 2 },
  { page: 2, start: HALF, end: TEXT.length },
];

function citationOf(documentId: string, marker: number, quote: string): Citation {
  const start = TEXT.indexOf(quote);
  return newCitation({ marker, documentId, page: 2, start, end: start + quote.length, quote });
}

/** A conversation whose answer cites a document of three thousand paragraphs. */
function citing(quotes: readonly string[], content: string) {
  const client = createMemoryClient({ account: newAccount() });
  const { id } = client.server.putDocument(
    { fileName: 'acta.pdf', mimeType: 'text/markdown' },
    { text: TEXT, pages: PAGES },
  );
  const conversation = newConversation();
  const question = client.server.putMessage(newMessage({ conversationId: conversation.id, content: '¿?' }));
  const answer = client.server.putMessage(
    newMessage({
      conversationId: conversation.id,
      parentId: question.id,
      role: 'assistant',
      content,
      citations: quotes.map((quote, index) => citationOf(id, index + 1, quote)),
    }),
  );
  client.server.putConversation({ ...conversation, activeLeafId: answer.id });
  return { client, documentId: id, answer, path: `/c/${conversation.id}` };
}

const marked = () =>
  [...document.querySelectorAll('[data-passage]')].map((element) => element.textContent).join('\n\n');

test('a citation opens its document at the very words, with the page, and draws only what is near', async () => {
  const quote = 'Párrafo 2107 sobre los turnos de agua del valle.';
  const { client, path } = citing([quote], 'Lo dice el acta [1].');
  renderKipux(path, { client });
  const marker = await screen.findByRole('button', { name: 'Cita 1: acta.pdf, página 2' });
  marker.focus();
  fireEvent.click(marker);
  const panel = await screen.findByRole('complementary', { name: 'Fuente: acta.pdf' });
  await waitFor(() => expect(marked()).toBe(quote));
  expect(within(panel).getByRole('status').textContent).toBe('Página 2');
  expect(document.activeElement).toBe(within(panel).getByRole('heading', { name: 'acta.pdf' }));
  expect(panel.querySelectorAll('p').length).toBeLessThan(200);
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Fuente: acta.pdf' })).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(marker));
});

test('a passage over several paragraphs is marked in each of them, and nothing else is', async () => {
  const quote = 'agua del valle.\n\nPárrafo 2001 sobre los turnos de agua del valle.\n\nPárrafo 2002';
  const { client, path } = citing([quote], 'Dos párrafos [1].');
  renderKipux(path, { client });
  fireEvent.click(await screen.findByRole('button', { name: 'Cita 1: acta.pdf, página 2' }));
  const exact = TEXT.slice(TEXT.indexOf(quote), TEXT.indexOf(quote) + quote.length);
  await waitFor(() => expect(marked().replace(/\s+/g, ' ')).toContain('Párrafo 2002'));
  for (const part of marked().split('\n\n')) expect(exact).toContain(part);
});

test('one steps through the citations of an answer, and the text is fetched once', async () => {
  const quotes = ['Párrafo 1600 sobre', 'Párrafo 1700 sobre', 'Párrafo 1800 sobre'];
  const { client, path } = citing(quotes, 'Uno [1], dos [2] y tres [3].');
  renderKipux(path, { client });
  fireEvent.click(await screen.findByRole('button', { name: 'Cita 2: acta.pdf, página 2' }));
  const panel = await screen.findByRole('complementary');
  await waitFor(() => expect(marked()).toBe(quotes[1]));
  const next = within(panel).getByRole<HTMLButtonElement>('button', { name: 'Cita siguiente' });
  next.focus();
  fireEvent.click(next);
  await waitFor(() => expect(marked()).toBe(quotes[2]));
  expect(within(panel).getByRole('status').textContent).toBe('Cita 3 de 3 · Página 2');
  expect(next.disabled).toBe(true);
  fireEvent.click(within(panel).getByRole('button', { name: 'Cita anterior' }));
  fireEvent.click(within(panel).getByRole('button', { name: 'Cita anterior' }));
  await waitFor(() => expect(marked()).toBe(quotes[0]));
  expect(client.calls.filter((name) => name === 'getDocumentText')).toHaveLength(1);
});

test('of several citations with one number the one opens whose words stand before it', async () => {
  const quotes = ['Párrafo 1600 sobre', 'Párrafo 1700 sobre'];
  const { client, path, documentId, answer } = citing(
    [],
    '> Párrafo 1600 sobre [1]\n\n> Párrafo 1700 sobre [1]',
  );
  client.server.putMessage({
    ...answer,
    citations: quotes.map((quote) => citationOf(documentId, 1, quote)),
  });
  renderKipux(path, { client });
  const [, second] = await screen.findAllByRole('button', { name: 'Cita 1: acta.pdf, página 2' });
  second?.focus();
  if (second) fireEvent.click(second);
  await waitFor(() => expect(marked()).toBe(quotes[1]));
  expect(within(screen.getByRole('group', { name: 'Fuentes' })).getAllByRole('button')).toHaveLength(1);
});

test('the sources under an answer are numbered, with file and page, and open too', async () => {
  const { client, path } = citing(['Párrafo 1600 sobre', 'Párrafo 1700 sobre'], 'Uno [1], dos [2].');
  renderKipux(path, { client });
  const sources = await screen.findByRole('group', { name: 'Fuentes' });
  const [, second] = within(sources).getAllByRole('button');
  expect(second?.textContent).toBe('Cita 2acta.pdfp. 2');
  if (second) fireEvent.click(second);
  await waitFor(() => expect(marked()).toBe('Párrafo 1700 sobre'));
});

test('of a deleted document the panel shows what was cited, and says so', async () => {
  const quote = 'Párrafo 1600 sobre los turnos de agua del valle.';
  const { client, path, documentId } = citing([quote], 'Lo dice [1].');
  renderKipux(path, { client });
  const marker = await screen.findByRole('button', { name: 'Cita 1: acta.pdf, página 2' });
  client.server.deleteDocument(documentId);
  fireEvent.click(marker);
  const panel = await screen.findByRole('complementary');
  expect(await within(panel).findByText(/se borró después de responder/)).toBeDefined();
  expect(within(panel).getByText(quote)).toBeDefined();
});

test('a text that cannot be fetched now says why, shows the cited words, and comes when it is tried again', async () => {
  const quote = 'Párrafo 1600 sobre los turnos de agua del valle.';
  const { client, path } = citing([quote], 'Lo dice [1].');
  renderKipux(path, { client });
  client.failNext('getDocumentText', 'unavailable');
  fireEvent.click(await screen.findByRole('button', { name: 'Cita 1: acta.pdf, página 2' }));
  const panel = await screen.findByRole('complementary');
  expect(await within(panel).findByText('No se pudo abrir el documento.')).toBeDefined();
  expect(within(panel).getByText(quote)).toBeDefined();
  fireEvent.click(within(panel).getByRole('button', { name: 'Reintentar' }));
  await waitFor(() => expect(marked()).toBe(quote));
});

test('another page closes the source', async () => {
  const { client, path } = citing(['Párrafo 1600 sobre'], 'Lo dice [1].');
  renderKipux(path, { client });
  fireEvent.click(await screen.findByRole('button', { name: 'Cita 1: acta.pdf, página 2' }));
  await screen.findByRole('complementary');
  fireEvent.click(screen.getByRole('link', { name: /Documentos/ }));
  await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull());
});
