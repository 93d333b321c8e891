/* oxlint-disable typescript/no-unsafe-type-assertion -- rows are made wrong on purpose, or only in part */
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Change } from '#shared/changes.ts';
import type { Position } from '../sync/syncCore.ts';
import type { Cache } from './cache.ts';
import { passagesOf } from './documentTexts.ts';
import { conversationRow, documentRow, messageRow } from './testing/rows.ts';
import { temporaryCache } from './testing/temporaryCache.ts';

const changed = (type: Change['type'], row: { id: string }, seq: number) =>
  ({ type, id: row.id, seq, deleted: false, row }) as unknown;
const deleted = (type: Change['type'], id: string, seq: number) => ({
  type,
  id,
  seq,
  deleted: true,
  row: null,
});

function apply(cache: Cache, changes: unknown[], cursor: number, overrides: Partial<Position> = {}) {
  const asked = cache.position();
  const next = { ...asked, cursor, epoch: 'e1', complete: true, ...overrides };
  return cache.applyPage({ asked, next, changes, replaced: asked.replacing && !next.replacing });
}

const list = (cache: Cache, limit = 50, cursor?: string) =>
  cache.conversations({ limit, cursor, archived: 'false' });
const messagesOf = (cache: Cache, id: string) =>
  cache.messages(id, { limit: 100, cursor: undefined, order: 'oldest' }).messages;

test('a page of messages can begin with any one of them, in both directions', () => {
  const { cache } = temporaryCache();
  const { id } = conversationRow();
  const messages = Array.from({ length: 7 }, (_, i) => messageRow(id, {}, i >> 1));
  apply(
    cache,
    messages.map((row, i) => changed('message', row, i + 1)),
    7,
  );
  const ids = messagesOf(cache, id).map((message) => message.id);
  const from = ids[3] ?? '';
  const page = (order: 'oldest' | 'newest', cursor?: string) =>
    cache.messages(id, { limit: 2, cursor, order, from });
  expect(page('oldest').messages.map((message) => message.id)).toEqual(ids.slice(3, 5));
  expect(page('newest').messages.map((message) => message.id)).toEqual([ids[3], ids[2]]);
  const next = page('oldest', page('oldest').nextCursor);
  expect(next.messages.map((message) => message.id)).toEqual(ids.slice(5));
  expect([cache.hasMessage(from, id), cache.hasMessage(from, from)]).toEqual([true, false]);
});

test('pages of conversations, messages and documents follow each other without gap or repeat', () => {
  const { cache } = temporaryCache();
  const conversations = Array.from({ length: 7 }, (_, i) => conversationRow({ title: `n${i}` }, i % 3));
  const first = conversations[0] ?? conversationRow();
  const messages = Array.from({ length: 7 }, (_, i) =>
    messageRow(first.id, { role: i % 2 ? 'assistant' : 'user' }, i >> 1),
  );
  const documents = Array.from({ length: 7 }, (_, i) => documentRow({}, i % 2));
  const rows = [
    ...conversations.map((row) => ['conversation', row] as const),
    ...messages.map((row) => ['message', row] as const),
    ...documents.map((row) => ['document', row] as const),
  ];
  apply(
    cache,
    rows.map(([type, row], i) => changed(type, row, i + 1)),
    rows.length,
  );

  const collect = <T>(read: (cursor: string | undefined) => { page: T[]; nextCursor?: string }) => {
    const all: T[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const { page, nextCursor } = read(cursor);
      expect(page.length).toBeLessThanOrEqual(3);
      all.push(...page);
      cursor = nextCursor;
    }
    return all;
  };
  const latest =
    <T extends { id: string }>(key: (row: T) => string) =>
    (a: T, b: T) =>
      key(b).localeCompare(key(a)) || b.id.localeCompare(a.id);
  const read = collect((cursor) => {
    const { conversations: page, ...rest } = list(cache, 3, cursor);
    return { page, ...rest };
  });
  expect(read).toEqual(conversations.toSorted(latest((row) => row.updatedAt)));
  for (const order of ['oldest', 'newest'] as const) {
    const inOrder = collect((cursor) => {
      const { messages: page, ...rest } = cache.messages(first.id, { limit: 3, cursor, order });
      return { page, ...rest };
    });
    expect(inOrder).toEqual(order === 'oldest' ? messages : messages.toReversed());
  }
  const files = collect((cursor) => {
    const { documents: page, ...rest } = cache.documents({ limit: 3, cursor });
    return { page, ...rest };
  });
  expect(files).toEqual(documents.toSorted(latest((row) => row.createdAt)));
});

test('archived conversations are a list of their own, and a cursor of somebody else starts at the top', () => {
  const { cache } = temporaryCache();
  const [shown, hidden] = [conversationRow(), conversationRow({ archivedAt: '2026-01-02T00:00:00.000Z' })];
  apply(cache, [changed('conversation', shown, 1), changed('conversation', hidden, 2)], 2);
  expect(list(cache).conversations).toEqual([shown]);
  expect(cache.conversations({ limit: 5, cursor: 'cache:???', archived: 'true' }).conversations).toEqual([
    hidden,
  ]);
});

test('case 66a: an older or repeated change does nothing', () => {
  const { cache } = temporaryCache();
  const row = conversationRow({ title: 'new' });
  apply(cache, [changed('conversation', row, 5)], 5);
  const again = apply(
    cache,
    [changed('conversation', row, 5), changed('conversation', { ...row, title: 'old' } as never, 4)],
    6,
  );
  expect(again?.applied).toEqual([]);
  expect(cache.conversation(row.id)?.title).toBe('new');
});

test('case 66a: a page that was asked for from elsewhere does nothing', () => {
  const { cache } = temporaryCache();
  const asked = cache.position();
  const page = { asked, next: { ...asked, cursor: 3, epoch: 'e1' }, changes: [], replaced: false };
  expect(cache.applyPage(page)).toEqual({ applied: [] });
  expect(cache.applyPage(page)).toBeUndefined();
});

test('case 66b: a late answer brings no message of a conversation back that was deleted meanwhile', () => {
  const { cache } = temporaryCache();
  const row = conversationRow();
  apply(cache, [changed('conversation', row, 1)], 1);
  const asked = cache.position();
  apply(cache, [deleted('conversation', row.id, 2)], 2);
  const message = messageRow(row.id);
  const late = [{ type: 'message' as const, id: message.id, row: message }];
  expect(cache.acknowledge(late, asked.cursor, asked.epoch)).toEqual([]);
  expect(messagesOf(cache, row.id)).toEqual([]);
});

test('case 66b: a tombstone wins over a late edit, and takes the messages with it', () => {
  const { cache } = temporaryCache();
  const row = conversationRow();
  const message = messageRow(row.id);
  apply(
    cache,
    [changed('message', message, 1), changed('conversation', row, 2), deleted('conversation', row.id, 9)],
    9,
  );
  apply(cache, [changed('conversation', row, 8), changed('message', message, 3)], 10);
  expect(cache.conversation(row.id)).toBeUndefined();
  expect(messagesOf(cache, row.id)).toEqual([]);
  apply(cache, [changed('conversation', row, 11)], 11);
  expect(cache.conversation(row.id), 'a later seq brings it back').toEqual(row);
});

test('case 66d: a change of an unknown type is left out now and asked for again by a later version', () => {
  const stored = temporaryCache('1.0.0');
  const row = conversationRow();
  apply(
    stored.cache,
    [{ type: 'hologram', id: row.id, seq: 1, deleted: false, row: {} }, changed('conversation', row, 2)],
    2,
  );
  expect(stored.cache.conversation(row.id)).toEqual(row);
  expect(stored.reopen('1.0.0').askAgainForUnknown()).toBe(false);
  const later = stored.reopen('1.1.0');
  expect(later.askAgainForUnknown()).toBe(true);
  expect(later.position()).toMatchObject({ cursor: 0, replacing: true, complete: true });
  expect(later.conversation(row.id), 'still readable').toEqual(row);
});

test('what was there stays readable until a new download has replaced it', () => {
  const { cache } = temporaryCache();
  const [kept, gone] = [conversationRow({ title: 'kept' }), conversationRow({ title: 'gone' })];
  apply(cache, [changed('conversation', kept, 8), changed('conversation', gone, 9)], 9);
  const before = cache.position();
  cache.restart(before, {
    ...before,
    cursor: 0,
    epoch: 'e2',
    generation: before.generation + 1,
    replacing: true,
  });
  expect(list(cache).conversations).toHaveLength(2);
  apply(cache, [changed('conversation', { ...kept, title: 'restored' } as never, 1)], 1, { epoch: 'e2' });
  expect(list(cache).conversations).toHaveLength(2);
  apply(cache, [], 2, { epoch: 'e2', replacing: false });
  expect(list(cache).conversations.map((row) => row.title)).toEqual(['restored']);
});

test('an acknowledged row is there at once, and never over something newer', () => {
  const { cache } = temporaryCache();
  const row = conversationRow({ title: 'mine' });
  expect(cache.acknowledge([{ type: 'conversation', id: row.id, row }], 0), 'before the first page').toEqual(
    [],
  );
  apply(cache, [], 0);
  expect(cache.acknowledge([{ type: 'conversation', id: row.id, row }], 0)).toHaveLength(1);
  expect(cache.conversation(row.id)?.title).toBe('mine');
  expect(cache.position().cursor, 'the cursor does not move').toBe(0);
  apply(cache, [changed('conversation', { ...row, title: 'theirs, later' } as never, 7)], 7);
  expect(cache.acknowledge([{ type: 'conversation', id: row.id, row }], 6)).toEqual([]);
  expect(cache.conversation(row.id)?.title).toBe('theirs, later');
  apply(cache, [deleted('conversation', row.id, 8)], 8);
  cache.acknowledge([{ type: 'conversation', id: row.id, row }], 7);
  expect(cache.conversation(row.id)).toBeUndefined();
});

test('streamed text is kept, also when the row of its beginning comes later, until the final row', () => {
  const stored = temporaryCache();
  const message = messageRow(conversationRow().id, { role: 'assistant', status: 'streaming', content: '' });
  apply(stored.cache, [], 0);
  stored.cache.acknowledge([{ type: 'message', id: message.id, row: message }], 0);
  stored.cache.keepText(message.id, 'Half an ans');
  stored.cache.keepText(message.id, 'Half');
  const { cache } = { cache: stored.reopen() };
  apply(cache, [changed('message', message, 3)], 3);
  expect(messagesOf(cache, message.conversationId)[0]?.content).toBe('Half an ans');
  const final = { ...message, status: 'complete' as const, content: 'Half an answer.' };
  expect(cache.acknowledge([{ type: 'message', id: final.id, row: final }], 0)).toHaveLength(1);
  cache.keepText(message.id, 'Half an answer, and then much more');
  apply(cache, [changed('message', final, 4)], 4);
  expect(messagesOf(cache, message.conversationId)).toEqual([final]);
});

test('words are found without accents, in titles and messages, half-written, with where they are', () => {
  const { cache } = temporaryCache();
  const row = conversationRow({ title: 'Niñez y educación' });
  const message = messageRow(row.id, { content: 'La **Constitución** protege la educación pública.' });
  apply(cache, [changed('conversation', row, 1), changed('message', message, 2)], 2);
  const hits = cache.search('EDUCACION', 10);
  expect(hits.map((hit) => hit.type)).toEqual(['conversation', 'message']);
  for (const { snippet, highlights } of hits) {
    expect(highlights.map(([start, end]) => snippet.slice(start, end))).toEqual(['educación']);
  }
  expect(cache.search('constit', 10).map((hit) => hit.messageId)).toEqual([message.id]);
  apply(cache, [changed('conversation', { ...row, title: 'Otra cosa' } as never, 3)], 3);
  expect(cache.search('niñez', 10)).toEqual([]);
  apply(cache, [deleted('conversation', row.id, 4)], 4);
  expect(cache.search('educación', 10)).toEqual([]);
});

test('no query reaches the syntax of the index', () => {
  const { cache } = temporaryCache();
  for (const query of [
    '"',
    'a"b',
    'title:x',
    'NEAR(',
    '* *',
    'a OR',
    '-',
    '^a',
    '\u0000',
    "'; DROP TABLE state; --",
  ]) {
    expect(() => cache.search(query, 10)).not.toThrow();
  }
});

test('words are found in the text of documents that were opened, with the passage that they are in', () => {
  const { cache } = temporaryCache();
  const row = documentRow({ fileName: 'acta.pdf' });
  apply(cache, [changed('document', row, 1)], 1);
  const before = 'Relleno de la primera parte. '.repeat(100);
  const text = `${before}La educación pública es gratuita. ${before}`;
  cache.keepDocumentText(row.id, { text, pages: [] });
  cache.keepDocumentText(row.id, { text, pages: [] });
  const [hit, ...more] = cache.searchDocuments('educacion publ', 10);
  expect(more).toEqual([]);
  expect(hit).toMatchObject({ documentId: row.id, fileName: 'acta.pdf' });
  expect(text.slice(hit?.start, hit?.end)).toContain('educación pública');
  expect(hit?.highlights.map(([start, end]) => hit.snippet.slice(start, end)).join(' ')).toBe(
    'educación pública',
  );
  apply(cache, [deleted('document', row.id, 2)], 2);
  expect(cache.searchDocuments('educacion', 10)).toEqual([]);
});

test('passages are the whole text', () => {
  for (const text of ['', 'uno', 'x'.repeat(5_000), 'palabra '.repeat(1_000), 'línea\n'.repeat(900)]) {
    const passages = [...passagesOf(text)];
    expect(passages.map((passage) => passage.text).join('')).toBe(text);
    for (const { start, text: piece } of passages)
      expect(text.slice(start, start + piece.length)).toBe(piece);
  }
});

test('among very many messages a search shows the latest, and one letter says nothing of messages', () => {
  const { cache } = temporaryCache();
  const row = conversationRow({ title: 'Apuntes' });
  const messages = Array.from({ length: 2_100 }, (_, i) =>
    messageRow(row.id, { content: `apunte número ${i}` }, i % 60),
  );
  apply(
    cache,
    [row, ...messages].map((one, i) => changed(i === 0 ? 'conversation' : 'message', one, i + 1)),
    2_101,
  );
  const [title, latest] = cache.search('apunte', 5);
  expect([title?.type, latest?.snippet]).toEqual(['conversation', 'apunte número 2099']);
  expect(cache.search('a', 5).map(({ type }) => type)).toEqual(['conversation']);
});

test("a document's text is kept only as long as the document", () => {
  const { cache } = temporaryCache();
  const row = documentRow();
  const text = { text: 'uno', pages: [{ page: 1, start: 0, end: 3 }] };
  cache.keepDocumentText(row.id, text);
  expect(cache.documentText(row.id)).toBeUndefined();
  apply(cache, [changed('document', row, 1)], 1);
  cache.keepDocumentText(row.id, text);
  expect(cache.documentText(row.id)).toEqual(text);
  cache.forget('document', row.id);
  expect(cache.documentText(row.id)).toBeUndefined();
});

test('a row from before answers said what they used is still read', () => {
  const stored = temporaryCache();
  const conversation = conversationRow();
  const message = messageRow(conversation.id, {
    role: 'assistant',
    usage: { inputTokens: 7, outputTokens: 5, isEstimated: false },
  });
  apply(stored.cache, [changed('conversation', conversation, 1), changed('message', message, 2)], 2);
  expect(messagesOf(stored.cache, conversation.id)).toEqual([message]);
  const db = new DatabaseSync(stored.file);
  db.exec("UPDATE messages SET row = json_remove(row, '$.usage')");
  db.close();
  expect(messagesOf(stored.cache, conversation.id)).toEqual([{ ...message, usage: null }]);
});

test('the lists are read from their indexes', () => {
  const stored = temporaryCache();
  const db = new DatabaseSync(stored.file, { readOnly: true });
  const plan = (sql: string) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String(row.detail))
      .join('\n');
  const plans = [
    plan(
      "SELECT row FROM conversations WHERE archived = 0 AND (updated_at, id) < ('a', 'b') ORDER BY updated_at DESC, id DESC LIMIT 5",
    ),
    plan(
      "SELECT row FROM messages WHERE conversation_id = 'c' AND (created_at, turn, id) > ('a', 1, 'b') ORDER BY created_at, turn, id LIMIT 5",
    ),
    plan(
      "SELECT row FROM documents WHERE (created_at, id) < ('a', 'b') ORDER BY created_at DESC, id DESC LIMIT 5",
    ),
  ];
  db.close();
  for (const text of plans) expect(text).toMatch(/USING INDEX/);
  for (const text of plans) expect(text).not.toMatch(/TEMP B-TREE|SCAN (?!.*INDEX)/);
});
