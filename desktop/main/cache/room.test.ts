import { expect, test } from 'vitest';
import type { Cache } from './cache.ts';
import { conversationRow, documentRow, messageRow, newId } from './testing/rows.ts';
import { change, temporaryOutbox } from './testing/temporaryOutbox.ts';

const WORDS = 'quipu '.repeat(200);

/** Fifteen conversations, the oldest first, each with three messages, and a document whose text was opened. */
function filled() {
  const { cache, outbox } = temporaryOutbox();
  const conversations = Array.from({ length: 15 }, (_, n) => conversationRow({ title: `n${n}` }, n));
  const messages = conversations.flatMap((one, n) =>
    [0, 1, 2].map((m) => messageRow(one.id, { content: `${WORDS} ${m}` }, n * 10 + m)),
  );
  const document = documentRow();
  const rows = [
    ...conversations.map((row) => ({ type: 'conversation', id: row.id, row })),
    ...messages.map((row) => ({ type: 'message', id: row.id, row })),
    { type: 'document', id: document.id, row: document },
  ];
  applyPage(cache, rows);
  cache.keepDocumentText(document.id, { text: WORDS, pages: [] });
  return { cache, outbox, messages, document, ids: conversations.map(({ id }) => id) };
}

function applyPage(cache: Cache, rows: { type: string; id: string; row: object }[]): void {
  const asked = cache.position();
  const changes = rows.map((row, n) => ({ ...row, seq: asked.cursor + n + 1, deleted: false }));
  const next = { ...asked, cursor: asked.cursor + rows.length, epoch: 'e1', complete: true };
  cache.applyPage({ asked, next, changes, replaced: false });
}

const messagesIn = (cache: Cache, id: string) =>
  cache.messages(id, { limit: 200, cursor: undefined, order: 'oldest' }).messages.length;

test('what was never opened goes first, the oldest before the others, and titles stay', () => {
  const { cache, ids } = filled();
  const [oldest = '', next = ''] = ids;
  cache.noteOpened('conversation', oldest);
  // The text of the document was opened before anybody noted it.
  cache.dropOldest();
  cache.dropOldest();
  expect([messagesIn(cache, oldest), cache.isWhole(oldest)]).toEqual([3, true]);
  expect([messagesIn(cache, next), cache.isWhole(next)]).toEqual([0, false]);
  expect(cache.conversation(next)?.title).toBe('n1');
  expect(cache.isAnythingDropped()).toBe(true);
});

test('the ten opened last, and what waits for the server, are never dropped', () => {
  const { cache, outbox, ids, document } = filled();
  const waiting = ids[12] ?? '';
  outbox.put(change('sendMessage', waiting, { id: newId(), content: 'luego' }));
  for (const id of ids.slice(0, 11)) cache.noteOpened('conversation', id);
  while (cache.dropOldest());
  const left = ids.map((id) => messagesIn(cache, id));
  expect(left).toEqual([0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 3, 0, 0]);
  expect(cache.documentText(document.id)).toBeUndefined();
  expect(cache.document(document.id)).toBeDefined();
});

test('a cache that has dropped something is whole to its own check, smaller, and takes what is put back', () => {
  const { cache, ids, messages } = filled();
  const id = ids[0] ?? '';
  const before = cache.usedBytes();
  while (cache.dropOldest());
  cache.compact();
  expect(cache.usedBytes()).toBeLessThan(before);
  expect(cache.checkRows('')).toEqual({ whole: true, next: undefined });
  const asked = cache.position();
  const rows = messages
    .filter(({ conversationId }) => conversationId === id)
    .map((row) => ({ type: 'message' as const, id: row.id, row }));
  cache.acknowledge(rows, asked.cursor, asked.epoch);
  expect(cache.madeWhole(id, asked)).toBe(true);
  expect([messagesIn(cache, id), cache.isWhole(id)]).toEqual([3, true]);
  expect(cache.search('quipu', 20)).toHaveLength(3);
  expect(cache.checkRows('').whole).toBe(true);
});

test('a conversation that is being put back is not dropped again meanwhile', () => {
  const { cache, ids, messages } = filled();
  const id = ids[0] ?? '';
  while (cache.dropOldest());
  const asked = cache.position();
  const rows = messages
    .filter(({ conversationId }) => conversationId === id)
    .map((row) => ({ type: 'message' as const, id: row.id, row }));
  cache.acknowledge(rows.slice(0, 2), asked.cursor, asked.epoch);
  while (cache.dropOldest([id]));
  cache.acknowledge(rows.slice(2), asked.cursor, asked.epoch);
  cache.madeWhole(id, asked);
  expect([messagesIn(cache, id), cache.isWhole(id)]).toEqual([3, true]);
});

test('what was put back from another history makes nothing whole', () => {
  const { cache, ids } = filled();
  while (cache.dropOldest());
  const asked = cache.position();
  cache.restart(asked, {
    ...asked,
    cursor: 0,
    epoch: 'e2',
    generation: asked.generation + 1,
    replacing: true,
  });
  expect(cache.madeWhole(ids[0] ?? '', asked)).toBe(false);
});

test('a new download brings everything back, but for what is dropped while it runs', () => {
  const { cache, ids, messages } = filled();
  const [early = '', late = ''] = [ids[0], ids[1]];
  while (cache.dropOldest());
  const asked = cache.position();
  const start = { ...asked, cursor: 0, epoch: 'e1', generation: asked.generation + 1, replacing: true };
  cache.restart(asked, start);
  const changes = [
    ...ids.map((id, n) => ({ type: 'conversation', id, row: conversationRow({ id }, n) })),
    ...messages.map((row) => ({ type: 'message', id: row.id, row })),
  ].map((one, n) => ({ ...one, seq: n + 1, deleted: false }));
  const middle = { ...start, cursor: 30 };
  cache.applyPage({ asked: start, next: middle, changes: changes.slice(0, 30), replaced: false });
  cache.dropOldest();
  const end = { ...middle, cursor: 100, replacing: false };
  cache.applyPage({ asked: middle, next: end, changes: changes.slice(30), replaced: true });
  expect([cache.isWhole(early), cache.isWhole(late)]).toEqual([false, true]);
  expect(messagesIn(cache, late)).toBe(3);
  expect(cache.checkRows('').whole).toBe(true);
});
