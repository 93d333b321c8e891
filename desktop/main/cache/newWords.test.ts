import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { conversationRow, messageRow, newId } from './testing/rows.ts';
import { temporaryCache } from './testing/temporaryCache.ts';

/** Throws when the index and the messages do not agree. */
function checkIndex(file: string): void {
  const db = new DatabaseSync(file);
  db.exec("INSERT INTO message_words (message_words, rank) VALUES ('integrity-check', 1)");
  db.close();
}

test('the words of one page are found, whatever else it does to the same messages', () => {
  const { cache, file } = temporaryCache();
  const [kept, gone] = [conversationRow(), conversationRow()];
  let seq = 0;
  const put = <R extends { id: string }>(type: string, row: R) => ({
    ...{ type, id: row.id, seq: ++seq, deleted: false, row },
  });
  const remove = (type: string, id: string) => ({ type, id, seq: ++seq, deleted: true, row: null });
  const apply = (changes: unknown[]) => {
    const asked = cache.position();
    return cache.applyPage({ asked, next: { ...asked, cursor: seq, epoch: 'e' }, changes, replaced: false });
  };
  const growing = messageRow(kept.id, { role: 'assistant', status: 'streaming', content: 'primera' });
  const lost = messageRow(kept.id, { content: 'borrada' });
  apply([
    ...[put('conversation', kept), put('conversation', gone)],
    ...[
      put('message', growing),
      put('message', lost),
      put('message', messageRow(gone.id, { content: 'otra' })),
    ],
    put('message', { ...growing, status: 'complete', content: 'definitiva acequia' }),
    ...[remove('message', lost.id), remove('conversation', gone.id)],
    put('message', messageRow(kept.id, { content: 'acequia nueva' })),
  ]);
  checkIndex(file);
  const found = (query: string) => cache.search(query, 10).length;
  expect(['acequia', 'primera', 'borrada', 'otra', 'nueva'].map(found)).toEqual([2, 0, 0, 0, 1]);

  const broken = new DatabaseSync(file);
  broken.exec(
    "CREATE TRIGGER no BEFORE INSERT ON messages WHEN new.content = 'no' BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  const more = messageRow(kept.id, { content: 'perdida' });
  expect(() => apply([put('message', more), put('message', messageRow(kept.id, { content: 'no' }))])).toThrow(
    'no',
  );
  broken.exec('DROP TRIGGER no');
  broken.close();
  apply([
    put('message', messageRow(kept.id, { content: 'tras el fallo' })),
    put('document', { id: newId() }),
  ]);
  checkIndex(file);
  expect(['perdida', 'fallo'].map(found)).toEqual([0, 1]);
});
