import { openSync, readFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openOutbox, outboxFile } from './openOutbox.ts';
import { createOutbox, nextToSend, presentEntry } from './outbox.ts';
import { conversationRow, messageRow, newId } from './testing/rows.ts';
import { IDENTITY } from './testing/temporaryCache.ts';
import { change, temporaryOutbox } from './testing/temporaryOutbox.ts';

const kinds = (outbox: ReturnType<typeof temporaryOutbox>['outbox']) =>
  outbox.entries().map(({ kind }) => kind);

test('changes wait in the order in which they were made, also after a restart, and the same one waits once', () => {
  const stored = temporaryOutbox();
  const conversation = newId();
  const first = change('sendMessage', conversation, { content: 'uno' });
  for (const entry of [first, change('updateAccount', null), change('sendMessage', conversation), first])
    stored.outbox.put(entry);
  const { outbox } = stored.reopen();
  expect(kinds(outbox)).toEqual(['sendMessage', 'updateAccount', 'sendMessage']);
  expect(nextToSend(outbox.entries())?.id).toBe(first.id);
  outbox.done(first.id);
  expect(nextToSend(outbox.entries())?.kind).toBe('updateAccount');
});

test('a message that was refused holds back those after it in its conversation, and nothing else', () => {
  const { outbox } = temporaryOutbox();
  const [one, other] = [newId(), newId()];
  const refused = change('sendMessage', one, { content: 'demasiado' });
  const behind = change('sendMessage', one, { content: 'después' });
  const rename = change('updateConversation', one, { title: 'Título' });
  const elsewhere = change('sendMessage', other, { content: 'aparte' });
  for (const entry of [refused, behind, rename, elsewhere]) outbox.put(entry);
  outbox.refuse(refused.id, { code: 'plan_limit_reached', details: { max: 5 } });
  expect(nextToSend(outbox.entries())?.id).toBe(rename.id);
  outbox.done(rename.id);
  expect(nextToSend(outbox.entries())?.id).toBe(elsewhere.id);
  outbox.done(elsewhere.id);
  expect(nextToSend(outbox.entries())).toBeUndefined();
  expect(outbox.entries().map(presentEntry)[0]).toMatchObject({
    state: 'failed',
    problem: { code: 'plan_limit_reached', details: { max: 5 } },
    message: { content: 'demasiado', parentId: undefined, documentIds: null },
  });
  outbox.retry(refused.id);
  expect(nextToSend(outbox.entries())?.id).toBe(refused.id);
  outbox.discard(refused.id);
  expect(nextToSend(outbox.entries())?.id).toBe(behind.id);
});

test('of the drafts of a conversation the last one waits, and is shown at once; one that was tried stays', () => {
  const { outbox, cache } = temporaryOutbox();
  const [id, other] = [newId(), newId()];
  outbox.put(change('createConversation', id, { id }));
  const tried = change('updateConversation', id, { changeId: newId(), draft: 'a' });
  outbox.put(tried);
  outbox.markTried(tried.id);
  for (const draft of ['ab', 'abc'])
    outbox.put(change('updateConversation', id, { changeId: newId(), draft }));
  outbox.put(change('updateConversation', id, { changeId: newId(), title: 'Título' }));
  outbox.put(change('updateConversation', other, { changeId: newId(), draft: 'aparte' }));
  expect(outbox.entries().map(({ body }) => body['draft'] ?? body['title'] ?? '')).toEqual([
    '',
    'a',
    'abc',
    'Título',
    'aparte',
  ]);
  expect(cache.conversation(id)?.draft).toBe('abc');
});

test('nothing of a conversation is sent that could not be created; taken back, it takes all of it along', () => {
  const { outbox } = temporaryOutbox();
  const id = newId();
  outbox.put(change('createConversation', id));
  outbox.put(change('sendMessage', id, { content: 'hola' }));
  outbox.refuse(id, { code: 'id_taken' });
  expect(nextToSend(outbox.entries())).toBeUndefined();
  outbox.discard(id);
  expect(outbox.count()).toBe(0);
});

test('deleting takes with it what waited, and is not sent for what the server never had', () => {
  const { outbox } = temporaryOutbox();
  const [unknown, known] = [newId(), newId()];
  outbox.put(change('createConversation', unknown));
  outbox.put(change('sendMessage', unknown));
  outbox.put(change('deleteConversation', unknown));
  expect(outbox.count()).toBe(0);
  outbox.put(change('updateConversation', known));
  outbox.put(change('deleteConversation', known));
  outbox.put(change('deleteConversation', known));
  expect(kinds(outbox)).toEqual(['deleteConversation']);
  const tried = newId();
  outbox.put(change('createConversation', tried));
  outbox.markTried(tried);
  outbox.put(change('deleteConversation', tried));
  expect(kinds(outbox), 'the server may have it').toEqual(['deleteConversation', 'deleteConversation']);
});

test('what was changed offline is shown at once, and the server’s row takes its place', () => {
  const { cache, outbox } = temporaryOutbox();
  const old = conversationRow({ title: 'Antes' }, 1);
  const gone = conversationRow({ title: 'Borrada' }, 2);
  const asked = cache.position();
  const rows = [old, gone].map((row, i) => ({
    type: 'conversation',
    id: row.id,
    seq: i + 1,
    deleted: false,
    row,
  }));
  const next = { ...asked, cursor: 2, epoch: 'e1', complete: true };
  cache.applyPage({ asked, next, changes: rows, replaced: false });
  const fresh = newId();
  outbox.put(change('updateConversation', old.id, { title: 'Después', archived: true }));
  outbox.put(change('deleteConversation', gone.id));
  outbox.put(change('createConversation', fresh, { id: fresh }));
  outbox.put(change('sendMessage', fresh, { content: '¿Qué  es\nun quipu?' }));
  const list = (archived: 'true' | 'false') =>
    cache.conversations({ limit: 5, cursor: undefined, archived }).conversations;
  expect(list('false').map(({ id, title }) => [id, title])).toEqual([[fresh, '¿Qué es un quipu?']]);
  expect(list('true').map(({ id, title }) => [id, title])).toEqual([[old.id, 'Después']]);
  expect(cache.conversation(gone.id)).toBeUndefined();

  const position = cache.position();
  const theirs = { ...old, title: 'De otro', pinnedAt: '2026-02-01T00:00:00.000Z' };
  const page = [{ type: 'conversation', id: old.id, seq: 3, deleted: false, row: theirs }];
  const result = cache.applyPage({
    asked: position,
    next: { ...position, cursor: 3 },
    changes: page,
    replaced: false,
  });
  expect(result?.applied, 'told as it is shown').toMatchObject([
    { row: { title: 'Después', pinnedAt: theirs.pinnedAt } },
  ]);
  for (const { id } of outbox.entries()) outbox.done(id);
  expect(cache.conversation(old.id)).toEqual(theirs);
});

test('pages of a list with changes on top follow each other without gap or repeat', () => {
  const { cache, outbox } = temporaryOutbox();
  const rows = Array.from({ length: 9 }, (_, i) => conversationRow({ title: `n${i}` }, i));
  const asked = cache.position();
  const changes = rows.map((row, i) => ({
    type: 'conversation',
    id: row.id,
    seq: i + 1,
    deleted: false,
    row,
  }));
  cache.applyPage({
    asked,
    next: { ...asked, cursor: 9, epoch: 'e', complete: true },
    changes,
    replaced: false,
  });
  outbox.put(change('updateConversation', rows[4]?.id ?? '', { pinned: true }));
  outbox.put(change('deleteConversation', rows[5]?.id ?? ''));
  outbox.put(change('createConversation', newId(), { title: 'nueva' }, '2026-01-01T00:03:30.000Z'));
  const seen: string[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = cache.conversations({ limit: 2, cursor, archived: 'false' });
    seen.push(...page.conversations.map(({ title }) => title));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['n8', 'n7', 'n6', 'n4', 'nueva', 'n3', 'n2', 'n1', 'n0']);
});

test('settings and the name are shown as they were changed', () => {
  const { cache, outbox } = temporaryOutbox();
  const settings = { locale: 'es', theme: 'system', defaultModel: null } as const;
  const user = {
    id: newId(),
    email: 'a@b.es',
    name: 'Ana',
    role: 'user',
    settings,
    createdAt: '2026-01-01T00:00:00.000Z',
  } as const;
  outbox.put(change('updateAccount', null, { settings: { theme: 'dark' } }));
  outbox.put(change('updateAccount', null, { name: 'Ana María' }));
  expect(cache.user(user)).toMatchObject({ name: 'Ana María', settings: { theme: 'dark', locale: 'es' } });
});

test('case 66f: a damaged outbox is set aside, and what can still be read of it goes on waiting', () => {
  const stored = temporaryOutbox();
  for (let i = 0; i < 400; i++)
    stored.outbox.put(change('sendMessage', newId(), { content: `${i} ${'x'.repeat(200)}` }));
  stored.db.close();
  stored.outboxDb.close();
  const file = outboxFile(stored.file);
  const page = 4096;
  const middle = Math.floor(readFileSync(file).indexOf('200 xxx') / page) * page;
  writeSync(openSync(file, 'r+'), Buffer.alloc(page, 0xff), 0, page, middle);
  const db = openOutbox(file, IDENTITY);
  const { length } = createOutbox(db).entries();
  expect(length).toBeGreaterThan(300);
  expect(length).toBeLessThan(400);
  db.close();
});

test('case 66j: another account does not see what waits', () => {
  const stored = temporaryOutbox();
  stored.outbox.put(change('updateAccount', null, {}));
  stored.outboxDb.close();
  const other = openOutbox(outboxFile(stored.file), { ...IDENTITY, userId: 'user-2' });
  expect(createOutbox(other).count()).toBe(0);
  other.close();
  const kept = new DatabaseSync(`${outboxFile(stored.file)}.damaged`);
  expect(kept.prepare('SELECT count(*) AS n FROM changes').get()?.n).toBe(1);
  kept.close();
});

test('an acknowledged row of another history of the server is not taken', () => {
  const { cache } = temporaryOutbox();
  const row = conversationRow();
  const asked = cache.position();
  cache.applyPage({ asked, next: { ...asked, epoch: 'e2', complete: true }, changes: [], replaced: false });
  expect(cache.acknowledge([{ type: 'conversation', id: row.id, row }], 0, 'e1')).toEqual([]);
  expect(
    cache.acknowledge([{ type: 'message', id: newId(), row: messageRow(row.id) }], 0, 'e2'),
  ).toHaveLength(1);
});
