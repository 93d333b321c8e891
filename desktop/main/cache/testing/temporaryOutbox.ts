import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createCache } from '../cache.ts';
import { openCache } from '../openCache.ts';
import { openOutbox, outboxFile } from '../openOutbox.ts';
import { createOutbox, type NewEntry } from '../outbox.ts';
import { newId } from './rows.ts';
import { IDENTITY, temporaryFolder } from './temporaryCache.ts';

/** A cache and its outbox, in files of their own. */
export function temporaryOutbox() {
  const file = path.join(temporaryFolder(), 'cache.sqlite');
  const open = () => {
    const outboxDb = openOutbox(outboxFile(file), IDENTITY);
    const { db } = openCache(file, IDENTITY);
    onTestFinished(() => {
      if (db.isOpen) db.close();
      if (outboxDb.isOpen) outboxDb.close();
    });
    const outbox = createOutbox(outboxDb);
    return { db, outboxDb, outbox, cache: createCache(db, '1', outbox.entries) };
  };
  const opened = open();
  return {
    ...opened,
    file,
    reopen() {
      opened.db.close();
      opened.outboxDb.close();
      return open();
    },
  };
}

/** A change as it is put in. */
export function change(
  kind: NewEntry['kind'],
  conversationId: string | null,
  body: Record<string, unknown> = {},
  createdAt = '2026-03-01T00:00:00.000Z',
): NewEntry {
  const id = kind === 'createConversation' ? (conversationId ?? newId()) : newId();
  return { id, kind, conversationId, body, createdAt };
}
