// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Locale } from '#shared/entities.ts';
import { DOCUMENT_ERROR_CODES } from '#shared/errors.ts';
import { createI18n } from '../i18n/i18n.ts';
import { createMemoryBridge } from '../testing/memoryBridge.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { newAccount, newConversation, newDocument, newMessage } from '../testing/memoryServer.ts';
import { renderKipux } from '../testing/renderKipux.tsx';
import { documentErrorText } from './documentTexts.ts';

afterEach(() => {
  cleanup();
  Reflect.deleteProperty(globalThis, 'kipux');
});

function account(locale: Locale = 'es') {
  return createMemoryClient({ account: newAccount('ana@ejemplo.es', 'Ana', locale) });
}

function drag(type: 'dragenter' | 'dragover' | 'drop', files: readonly File[]): void {
  const items = files.map((file) => ({
    kind: 'file',
    getAsFile: () => file,
    webkitGetAsEntry: () => ({ isDirectory: file.name === 'carpeta' }),
  }));
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types: ['Files'], files, items, dropEffect: 'none' } });
  fireEvent(document.body, event);
  expect(event.defaultPrevented).toBe(true);
}

test('files dropped anywhere are uploaded, read in sight, and announced once at the end', async () => {
  const { client } = renderKipux('/');
  await screen.findByLabelText('Tu mensaje');
  drag('dragenter', [new File(['hola'], 'notas.txt')]);
  expect(screen.getByText('Suelta para subirlo')).toBeDefined();
  drag('drop', [new File(['hola'], 'notas.txt')]);
  expect(screen.queryByText('Suelta para subirlo')).toBeNull();
  const tray = await screen.findByRole('list', { name: 'Archivos que se están añadiendo' });
  await within(tray).findByText('Esperando turno para leerse');
  const id = [...client.server.documents.keys()][0] ?? '';
  client.server.readDocument(id, { status: 'processing', progress: { step: 'embedding', ratio: 0.42 } });
  await within(tray).findByText(/Preparando la búsqueda · 42/, {}, { timeout: 3_000 });
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('80');
  expect(screen.queryByText(/está listo/)).toBeNull();
  client.server.readDocument(id, { status: 'completed', progress: { step: 'finished', ratio: 1 } });
  expect(await screen.findByText('«notas.txt» está listo: ya puedes preguntar por él.')).toBeDefined();
  expect(within(tray).getByText('Listo para preguntar')).toBeDefined();
});

test('a folder among what is dropped is said, and the files beside it are taken', async () => {
  const { client } = renderKipux('/');
  await screen.findByLabelText('Tu mensaje');
  drag('drop', [new File([], 'carpeta'), new File(['hola'], 'notas.txt')]);
  expect(await screen.findByText(/Una carpeta no se puede subir entera/)).toBeDefined();
  await waitFor(() => expect(client.server.documents.size).toBe(1));
});

test('a pasted file is uploaded; text with a file beside it stays text', async () => {
  const { client } = renderKipux('/');
  const field = await screen.findByLabelText('Tu mensaje');
  const files = [new File(['hola'], 'pegado.md')];
  fireEvent.paste(field, { clipboardData: { files, types: ['text/plain', 'Files'] } });
  expect(client.calls).not.toContain('uploadDocument');
  fireEvent.paste(field, { clipboardData: { files, types: ['Files'] } });
  await waitFor(() => expect(client.server.documents.size).toBe(1));
});

test('what is refused says the file, why, and what to do, and goes when it is put away', async () => {
  renderKipux('/');
  await screen.findByLabelText('Tu mensaje');
  drag('drop', [new File(['x'], 'informe.doc')]);
  expect(
    await screen.findByText(
      'Kipux no sabe leer «informe.doc». Guárdalo como PDF, Word (.docx), Excel (.xlsx), CSV, HTML, Markdown o texto y súbelo así.',
    ),
  ).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Quitar «informe.doc» de la vista' }));
  expect(screen.queryByText(/informe\.doc/)).toBeNull();
});

test('a full plan says what its room is', async () => {
  const { client } = renderKipux('/');
  await screen.findByLabelText('Tu mensaje');
  client.failNext('uploadDocument', 'plan_limit_reached', { limit: 'documents', used: 100, max: 100 });
  drag('drop', [new File(['x'], 'uno más.txt')]);
  expect(await screen.findByText(/tu plan tiene sitio para 100 documentos/)).toBeDefined();
});

test.each([
  [
    'es',
    'No se pudo leer «acta.pdf»: está protegido con contraseña. Quita la protección y vuelve a subirlo.',
  ],
  [
    'en',
    '“acta.pdf” could not be read: it is protected by a password. Remove the protection and upload it again.',
  ],
] as const)('in %s a document that could not be read says why and what to do', async (locale, sentence) => {
  const client = account(locale);
  client.server.putDocument({ status: 'error', error: { code: 'encrypted', message: 'not for people' } });
  renderKipux('/documents', { client, locale });
  expect(await screen.findByText(sentence)).toBeDefined();
  expect(screen.queryByText(/not for people/)).toBeNull();
});

test('every way in which a document can fail is told in every language, with its name', () => {
  for (const locale of ['es', 'en'] as const) {
    const { t } = createI18n(locale);
    const sentences = DOCUMENT_ERROR_CODES.map((code) =>
      documentErrorText(t, newDocument({ error: { code, message: '' }, fileName: 'x\u202Efdp.exe' })),
    );
    expect(new Set(sentences).size).toBe(DOCUMENT_ERROR_CODES.length);
    for (const sentence of sentences) expect(sentence).toMatch(/[«“]xfdp\.exe[»”].*\.$/);
  }
});

test('offline nothing is uploaded, and it is said', async () => {
  const { client } = renderKipux('/documents');
  const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Subir archivos' });
  await screen.findByText('Aún no hay documentos');
  client.emit({ type: 'connection', connection: 'offline' });
  await waitFor(() => expect(button().disabled).toBe(true));
  drag('drop', [new File(['x'], 'notas.txt')]);
  expect(await screen.findByText(/Sin conexión no se puede subir\. Vuelve/)).toBeDefined();
  expect(client.calls).not.toContain('uploadDocument');
});

test('the documents are listed, filtered by name, deleted and brought back', async () => {
  const client = account();
  client.server.putDocument({ fileName: 'Acta de noviembre.pdf' });
  client.server.putDocument({ fileName: 'Contrato.pdf' });
  renderKipux('/documents', { client });
  await screen.findByText('Contrato.pdf');
  fireEvent.change(screen.getByLabelText('Filtrar por nombre'), { target: { value: 'áctá' } });
  await waitFor(() => expect(screen.queryByText('Contrato.pdf')).toBeNull());
  fireEvent.change(screen.getByLabelText('Filtrar por nombre'), { target: { value: 'factura' } });
  expect(await screen.findByText('Ningún nombre contiene «factura»')).toBeDefined();
  fireEvent.change(screen.getByLabelText('Filtrar por nombre'), { target: { value: '' } });
  fireEvent.click(await screen.findByRole('button', { name: 'Borrar «Contrato.pdf»' }));
  await screen.findByText('Documento borrado');
  expect(screen.queryByRole('button', { name: 'Borrar «Contrato.pdf»' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Deshacer' }));
  expect(await screen.findByRole('button', { name: 'Borrar «Contrato.pdf»' })).toBeDefined();
  expect(client.calls).not.toContain('deleteDocument');
});

test('a browser downloads the file by its address; the desktop asks where to save it', async () => {
  const client = account();
  const { id } = client.server.putDocument({ fileName: 'Contrato.pdf' });
  const first = renderKipux('/documents', { client });
  const link = await screen.findByRole('link', { name: 'Descargar «Contrato.pdf»' });
  expect(link.getAttribute('href')).toBe(`/api/documents/${id}/content`);
  first.unmount();
  const desktop = createMemoryBridge();
  renderKipux('/documents', { client, desktop });
  fireEvent.click(await screen.findByRole('button', { name: 'Guardar una copia de «Contrato.pdf»' }));
  expect(screen.queryByRole('link', { name: 'Descargar «Contrato.pdf»' })).toBeNull();
  await waitFor(() => expect(desktop.asked).toContainEqual({ saveDocument: id }));
  expect(await screen.findByText('Copia guardada')).toBeDefined();
});

test('the documents of a conversation are chosen in the composer, sent along, and kept for the next message', async () => {
  const client = account();
  const { id } = client.server.putDocument({ fileName: 'Contrato.pdf' });
  client.server.putDocument({ fileName: 'Acta.pdf' });
  renderKipux('/', { client });
  fireEvent.click(
    await screen.findByRole('button', { name: 'Documentos que usa la conversación: Todos los documentos' }),
  );
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Contrato.pdf' }));
  await screen.findByRole('button', {
    name: 'Documentos que usa la conversación: Contrato.pdf',
    hidden: true,
  });
  const field = screen.getByLabelText('Tu mensaje');
  fireEvent.change(field, { target: { value: '¿Qué plazo hay?' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() =>
    expect([...client.server.messages.values()].find(({ role }) => role === 'user')?.documentIds).toEqual([
      id,
    ]),
  );
  const message = await screen.findByRole('article', { name: 'Tú' });
  expect(within(message).getByText('Contrato.pdf')).toBeDefined();
  expect(
    await screen.findByRole('button', { name: 'Documentos que usa la conversación: Contrato.pdf' }),
  ).toBeDefined();
});

test('a message that was asked without documents says so', async () => {
  const client = account();
  const conversation = newConversation();
  const message = client.server.putMessage(newMessage({ conversationId: conversation.id, documentIds: [] }));
  client.server.putConversation({ ...conversation, activeLeafId: message.id });
  renderKipux(`/c/${conversation.id}`, { client });
  expect(await screen.findByText('Se preguntó sin documentos')).toBeDefined();
});
