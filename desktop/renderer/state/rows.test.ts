import { expect, test } from 'vitest';
import type { Change } from '#shared/changes.ts';
import type { Conversation } from '#shared/entities.ts';
import { newConversation, newMessage } from '../testing/memoryServer.ts';
import { emptyThread, initialState, type Rows } from './model.ts';
import {
  applyChanges,
  mergeConversationPage,
  putConversation,
  putThread,
  removeConversation,
} from './rows.ts';

const conversation = newConversation({ title: 'first' });
const change = (seq: number, title: string): Change => ({
  type: 'conversation',
  id: conversation.id,
  seq,
  deleted: false,
  row: { ...conversation, title },
});
const tombstone = (seq: number): Change => ({
  type: 'conversation',
  id: conversation.id,
  seq,
  deleted: true,
  row: null,
});
const titleIn = (rows: Rows) => rows.conversations.get(conversation.id)?.title;

test('changes are applied in order, and an older one never undoes a newer one', () => {
  const rows = applyChanges(initialState, [change(2, 'second'), change(5, 'fifth'), change(3, 'third')]);
  expect(titleIn(rows)).toBe('fifth');
});

test('a change that comes twice changes nothing the second time', () => {
  const once = applyChanges(initialState, [change(2, 'second')]);
  expect(applyChanges(once, [change(2, 'second')])).toBe(once);
});

test('a deleted conversation goes with its messages, and a late change does not bring it back', () => {
  const open = putThread(putConversation(initialState, conversation), conversation.id, emptyThread);
  const gone = applyChanges(open, [tombstone(4), change(3, 'late')]);
  expect(gone.conversations.has(conversation.id)).toBe(false);
  expect(gone.threads.has(conversation.id)).toBe(false);
});

test('a page asked for before a change does not overwrite it', () => {
  const askedAt = initialState.clock;
  const rows = applyChanges(initialState, [change(2, 'renamed meanwhile')]);
  expect(titleIn(mergeConversationPage(rows, [conversation], askedAt))).toBe('renamed meanwhile');
  expect(titleIn(mergeConversationPage(rows, [conversation], rows.clock))).toBe('first');
});

test('a page asked for before a deletion does not revive the conversation', () => {
  const askedAt = initialState.clock;
  const rows = removeConversation(putConversation(initialState, conversation), conversation.id);
  const revived: ReadonlyMap<string, Conversation> = mergeConversationPage(
    rows,
    [conversation],
    askedAt,
  ).conversations;
  expect(revived.has(conversation.id)).toBe(false);
});

test('a finished message is never replaced by an unfinished one', () => {
  const done = newMessage({ conversationId: conversation.id, role: 'assistant', content: 'all of it' });
  const growing = { ...done, content: 'all', status: 'streaming' as const };
  const open = putThread(initialState, conversation.id, emptyThread);
  const as = (row: typeof done, seq: number): Change => ({
    type: 'message',
    id: row.id,
    seq,
    deleted: false,
    row,
  });
  const rows = applyChanges(open, [as(done, 1), as(growing, 2)]);
  expect(rows.threads.get(conversation.id)?.messages.get(done.id)).toEqual(done);
});

test('messages of conversations that are not open are left to be read when they are', () => {
  const row = newMessage({ conversationId: conversation.id });
  const rows = applyChanges(initialState, [{ type: 'message', id: row.id, seq: 1, deleted: false, row }]);
  expect(rows.threads.size).toBe(0);
});
