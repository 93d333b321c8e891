import { expect, test } from 'vitest';
import { memoryStorage } from '../testing/memoryStorage.ts';
import { openLocalRecords } from './localRecords.ts';

const item = {
  id: 'm',
  conversationId: 'c',
  parentId: undefined,
  content: 'sin enviar',
  model: undefined,
  documentIds: null,
  opensConversation: true,
  state: 'sending',
  problem: null,
  createdAt: '2026-01-01T00:00:00.000Z',
} as const;

test('a draft survives a restart, for its person and conversation only', () => {
  const storage = memoryStorage();
  openLocalRecords(storage, 'ana').writeDraft('c', { text: 'a medias', model: 'gpt-5' });
  expect(openLocalRecords(storage, 'ana').readDraft('c')).toEqual({ text: 'a medias', model: 'gpt-5' });
  expect(openLocalRecords(storage, 'ana').readDraft('other')).toEqual({ text: '' });
  expect(openLocalRecords(storage, 'luis').readDraft('c')).toEqual({ text: '' });
});

test('an emptied draft leaves nothing behind', () => {
  const storage = memoryStorage();
  const records = openLocalRecords(storage, 'ana');
  records.writeDraft('c', { text: 'a medias' });
  records.writeDraft('c', { text: '' });
  expect(storage.length).toBe(0);
});

test('a message on its way when the window closed comes back as not sent', () => {
  const storage = memoryStorage();
  openLocalRecords(storage, 'ana').writeOutgoing([item]);
  expect(openLocalRecords(storage, 'ana').readOutgoing()).toEqual([{ ...item, state: 'unsent' }]);
});

test('what cannot be understood is passed over', () => {
  const storage = memoryStorage();
  storage.setItem('kipux.ana.draft.c', '{"text": 3');
  storage.setItem('kipux.ana.outgoing', '[{"id": 1}]');
  const records = openLocalRecords(storage, 'ana');
  expect(records.readDraft('c')).toEqual({ text: '' });
  expect(records.readOutgoing()).toEqual([]);
});

test('a storage that refuses costs the record, not the page', () => {
  const refusing = {
    ...memoryStorage(),
    length: 0,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  expect(() => openLocalRecords(refusing, 'ana').writeDraft('c', { text: 'x' })).not.toThrow();
});

test('logging out forgets this person and nobody else', () => {
  const storage = memoryStorage();
  openLocalRecords(storage, 'ana').writeDraft('c', { text: 'mine' });
  openLocalRecords(storage, 'luis').writeDraft('c', { text: 'his' });
  openLocalRecords(storage, 'ana').clear();
  expect(openLocalRecords(storage, 'ana').readDraft('c').text).toBe('');
  expect(openLocalRecords(storage, 'luis').readDraft('c').text).toBe('his');
});
