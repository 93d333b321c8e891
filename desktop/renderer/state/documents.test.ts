import { afterEach, expect, test, vi } from 'vitest';
import { LIMITS } from '#shared/limits.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { newAccount } from '../testing/memoryServer.ts';
import { memoryStorage } from '../testing/memoryStorage.ts';
import { createApp } from './app.tsx';
import { PROGRESS_MILLISECONDS } from './documentProgress.ts';
import { UNDO_MILLISECONDS } from './notices.ts';
import { READY_MILLISECONDS } from './uploads.ts';

afterEach(() => void vi.useRealTimers());

async function signedIn(client = createMemoryClient({ account: newAccount() }), storage = memoryStorage()) {
  const app = createApp(client, storage);
  await app.actions.start();
  await vi.waitFor(() => expect(app.store.getState().documentList.status).toBe('ready'));
  return { client, storage, store: app.store, actions: app.actions };
}

const file = (name: string, content = 'hola') => new File([content], name);
const processing = { status: 'processing', progress: { step: 'embedding', ratio: 0.4 } } as const;
const completed = { status: 'completed', progress: { step: 'finished', ratio: 1 } } as const;

test('a file that is uploaded is a document, and leaves the uploads some time after it was read', async () => {
  const { client, store, actions } = await signedIn();
  vi.useFakeTimers();
  actions.upload([file('notas.txt')]);
  await vi.advanceTimersByTimeAsync(10);
  const [upload] = store.getState().uploads;
  expect(upload).toMatchObject({ state: 'arrived', ratio: 1 });
  client.server.readDocument(upload?.documentId ?? '', completed);
  expect(store.getState().documentNews?.fileName).toBe('notas.txt');
  await vi.advanceTimersByTimeAsync(READY_MILLISECONDS);
  expect(store.getState().uploads).toEqual([]);
  expect(store.getState().documents.size).toBe(1);
});

test('progress is asked for while something is being read, and no longer', async () => {
  const { client, store, actions } = await signedIn();
  vi.useFakeTimers();
  actions.upload([file('notas.txt')]);
  await vi.advanceTimersByTimeAsync(10);
  const id = [...client.server.documents.keys()][0] ?? '';
  client.server.readDocument(id, processing);
  await vi.advanceTimersByTimeAsync(PROGRESS_MILLISECONDS + 50);
  expect(store.getState().documents.get(id)?.progress).toEqual({ step: 'embedding', ratio: 0.4 });
  client.server.readDocument(id, completed);
  await vi.advanceTimersByTimeAsync(PROGRESS_MILLISECONDS * 2);
  const asked = client.calls.filter((name) => name === 'getDocument').length;
  await vi.advanceTimersByTimeAsync(PROGRESS_MILLISECONDS * 10);
  expect(client.calls.filter((name) => name === 'getDocument')).toHaveLength(asked);
});

test('a late answer about progress takes nothing back that was told since', async () => {
  const { client, store } = await signedIn();
  vi.useFakeTimers();
  const letGo = client.holdNext('getDocument');
  const { id } = client.server.putDocument(processing);
  await vi.advanceTimersByTimeAsync(PROGRESS_MILLISECONDS + 50);
  expect(client.calls).toContain('getDocument');
  client.server.deleteDocument(id);
  letGo();
  await vi.advanceTimersByTimeAsync(50);
  expect(store.getState().documents.has(id)).toBe(false);
});

test('two files are sent at a time, the others wait, in their order', async () => {
  const { client, store, actions } = await signedIn();
  const release = client.holdNext('uploadDocument');
  actions.upload([file('a.txt'), file('b.txt'), file('c.txt')]);
  expect(store.getState().uploads.map(({ state }) => state)).toEqual(['sending', 'sending', 'waiting']);
  release();
  await vi.waitFor(() =>
    expect(store.getState().uploads.map(({ state }) => state)).toEqual(['arrived', 'arrived', 'arrived']),
  );
});

test('a file that is too large or of a kind that is not read is refused before it is sent', async () => {
  const { client, store, actions } = await signedIn();
  const large = file('grande.txt');
  Object.defineProperty(large, 'size', { value: LIMITS.uploadBytes + 1 });
  actions.upload([large, file('hoja.ods')]);
  expect(store.getState().uploads).toMatchObject([
    { state: 'refused', problem: { code: 'payload_too_large' } },
    { state: 'refused', problem: { code: 'unsupported_file' } },
  ]);
  expect(client.calls).not.toContain('uploadDocument');
});

test('an upload that broke off keeps its file, and a retry sends it', async () => {
  const { client, store, actions } = await signedIn();
  client.failNext('uploadDocument', 'offline');
  actions.upload([file('notas.txt')]);
  await vi.waitFor(() =>
    expect(store.getState().uploads).toMatchObject([{ state: 'refused', problem: { code: 'offline' } }]),
  );
  actions.retryUpload(store.getState().uploads[0]?.id ?? '');
  await vi.waitFor(() => expect(client.server.documents.size).toBe(1));
});

test('a cancelled upload is gone and leaves no document', async () => {
  const { client, store, actions } = await signedIn();
  client.holdNext('uploadDocument');
  actions.upload([file('notas.txt')]);
  actions.cancelUpload(store.getState().uploads[0]?.id ?? '');
  await vi.waitFor(() => expect(store.getState().uploads).toEqual([]));
  expect(client.server.documents.size).toBe(0);
});

test('a document that could not be read is read again by the server, and a failure of that is told', async () => {
  const { client, store, actions } = await signedIn();
  const failed = { status: 'error', error: { code: 'internal', message: '' } } as const;
  const { id } = client.server.putDocument(failed);
  await actions.retryReading(id);
  expect(store.getState().documents.get(id)?.status).toBe('pending');
  client.server.readDocument(id, failed);
  client.failNext('retryDocument', 'unavailable');
  await actions.retryReading(id);
  expect(store.getState().notices).toMatchObject([{ kind: 'documentRetryFailed' }]);
});

test('a file that the person has already is not kept twice, unless they want both', async () => {
  const { client, store, actions } = await signedIn();
  actions.upload([file('notas.txt')]);
  await vi.waitFor(() => expect(client.server.documents.size).toBe(1));
  actions.upload([file('notas.txt')]);
  await vi.waitFor(() => expect(store.getState().notices).toMatchObject([{ kind: 'documentExists' }]));
  expect(client.server.documents.size).toBe(1);
  store.getState().notices[0]?.action?.run();
  await vi.waitFor(() => expect(client.server.documents.size).toBe(2));
});

test('a file that is about to be deleted and is uploaded again stays', async () => {
  const { client, actions } = await signedIn();
  actions.upload([file('notas.txt')]);
  await vi.waitFor(() => expect(client.server.documents.size).toBe(1));
  const [id = ''] = client.server.documents.keys();
  actions.deleteDocument(id);
  actions.upload([file('notas.txt')]);
  await vi.waitFor(() => expect(client.server.documents.size).toBe(2));
  await actions.flushDocumentDeletions();
  await vi.waitFor(() => expect([...client.server.documents.keys()]).not.toContain(id));
  expect(client.server.documents.size).toBe(1);
});

test('a newer version takes the place of a document once it has been read', async () => {
  const { client, store, actions } = await signedIn();
  const older = client.server.putDocument({ fileName: 'notas.txt' });
  actions.upload([file('notas 2.txt'), file('otra.txt')], older.id);
  await vi.waitFor(() => expect(client.server.documents.size).toBe(3));
  const newer = [...client.server.documents.values()].find(({ replaces }) => replaces === older.id);
  expect(newer?.fileName).toBe('notas 2.txt');
  expect(store.getState().documents.has(older.id)).toBe(true);
});

test('a deleted document is hidden at once, and deleted only when undo is over', async () => {
  const { client, store, actions } = await signedIn();
  const { id } = client.server.putDocument();
  vi.useFakeTimers();
  actions.deleteDocument(id);
  expect(store.getState().hiddenDocuments.has(id)).toBe(true);
  await vi.advanceTimersByTimeAsync(UNDO_MILLISECONDS - 1);
  expect(client.server.documents.has(id)).toBe(true);
  await vi.advanceTimersByTimeAsync(10);
  expect(client.server.documents.has(id)).toBe(false);
});

test('undo brings a document back without the server hearing of it', async () => {
  const { client, store, actions } = await signedIn();
  const { id } = client.server.putDocument();
  vi.useFakeTimers();
  actions.deleteDocument(id);
  store.getState().notices[0]?.undo?.();
  await vi.advanceTimersByTimeAsync(UNDO_MILLISECONDS * 2);
  expect(store.getState().hiddenDocuments.size).toBe(0);
  expect(client.calls).not.toContain('deleteDocument');
});

test('a deletion that was waiting when the window closed is carried out at the next start', async () => {
  const { client, storage, actions } = await signedIn();
  const { id } = client.server.putDocument();
  actions.deleteDocument(id);
  await signedIn(client, storage);
  await vi.waitFor(() => expect(client.server.documents.has(id)).toBe(false));
  await actions.flushDocumentDeletions();
});

test('all pages are read for those who look for a name', async () => {
  const client = createMemoryClient({ account: newAccount() });
  for (let i = 0; i < LIMITS.pageSizeMax * 2 + 1; i += 1) client.server.putDocument({ fileName: `${i}.txt` });
  const { store, actions } = await signedIn(client);
  expect(store.getState().documents.size).toBe(LIMITS.pageSizeMax);
  await actions.loadAllDocuments();
  expect(store.getState().documents.size).toBe(LIMITS.pageSizeMax * 2 + 1);
});

test('what is sent with chosen documents says which, and all of them need not be said', async () => {
  const { client, actions } = await signedIn();
  const { id } = client.server.putDocument();
  actions.send({ conversationId: null, content: 'uno', model: undefined, documentIds: [id] });
  actions.send({ conversationId: null, content: 'dos', model: undefined, documentIds: [] });
  actions.send({ conversationId: null, content: 'tres', model: undefined });
  const asked = () => [...client.server.messages.values()].filter(({ role }) => role === 'user');
  await vi.waitFor(() => expect(asked()).toHaveLength(3));
  expect(new Map(asked().map((message) => [message.content, message.documentIds]))).toEqual(
    new Map([
      ['uno', [id]],
      ['dos', []],
      ['tres', null],
    ]),
  );
});

test('a text is fetched once, few are kept, and none after the session has ended', async () => {
  const client = createMemoryClient({ account: newAccount() });
  const ids = Array.from({ length: 5 }, () => client.server.putDocument({}, { text: 'hola', pages: [] }).id);
  const { actions } = await signedIn(client);
  const fetched = () => client.calls.filter((name) => name === 'getDocumentText').length;
  const [first = ''] = ids;
  await Promise.all([actions.readSourceText(first), actions.readSourceText(first)]);
  expect(fetched()).toBe(1);
  for (const id of ids) await actions.readSourceText(id);
  expect(fetched()).toBe(5);
  await actions.readSourceText(first);
  expect(fetched()).toBe(6);
  client.emit({ type: 'signedOut' });
  await actions.readSourceText(first);
  expect(fetched()).toBe(7);
});

test('a session that ends gives its uploads up', async () => {
  const { client, store, actions } = await signedIn();
  const release = client.holdNext('uploadDocument');
  actions.upload([file('privado.txt')]);
  client.emit({ type: 'signedOut' });
  release();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(store.getState().uploads).toEqual([]);
  expect(store.getState().documents.size).toBe(0);
});
