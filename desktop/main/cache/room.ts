import type { DatabaseSync } from 'node:sqlite';
import { readPosition } from './position.ts';
import { transaction } from './transaction.ts';

/** Messages that one step drops: the thread is free for reads again after some ten milliseconds. */
const MESSAGES_IN_STEP = 2_000;
/** What was opened last may be in front of somebody now. */
const NEVER_DROPPED = 10;

type Kind = 'conversation' | 'document';

/**
 * What a cache gives up when it may not grow further: texts that the server has, those first that were not opened for
 * longest. Titles and what waits for the server stay. `waitingFor` gives the conversations that something waits for.
 */
export function createRoom(db: DatabaseSync, waitingFor: () => readonly string[]) {
  const size = db.prepare(
    `SELECT (page_count - freelist_count) * page_size AS bytes
     FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`,
  );
  const open = db.prepare(
    `INSERT INTO opened SELECT ?, ?, coalesce(max(turn), 0) + 1 FROM opened WHERE true
     ON CONFLICT DO UPDATE SET turn = excluded.turn`,
  );
  const oldest = db.prepare(`
    SELECT type, id, turn FROM (
      SELECT 'conversation' AS type, c.id, o.turn, c.updated_at FROM conversations c
      LEFT JOIN opened o ON o.type = 'conversation' AND o.id = c.id
      WHERE EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id)
        AND c.id NOT IN (SELECT value FROM json_each(?))
      UNION ALL
      SELECT 'document', t.document_id, o.turn, '' FROM document_texts t
      LEFT JOIN opened o ON o.type = 'document' AND o.id = t.document_id
    )
    WHERE turn IS NULL OR turn <= (SELECT turn FROM opened ORDER BY turn DESC LIMIT 1 OFFSET ${NEVER_DROPPED})
    ORDER BY turn NULLS FIRST, updated_at LIMIT 1`);
  const markDropped = db.prepare(
    'INSERT INTO dropped VALUES (?, ?) ON CONFLICT DO UPDATE SET generation = excluded.generation',
  );
  const dropMessages = db.prepare(
    'DELETE FROM messages WHERE rid IN (SELECT rid FROM messages WHERE conversation_id = ? LIMIT ?)',
  );
  const dropText = db.prepare('DELETE FROM document_texts WHERE document_id = ?');
  const dropped = db.prepare('SELECT 1 FROM dropped WHERE conversation_id = ?');
  const anyDropped = db.prepare('SELECT 1 FROM dropped LIMIT 1');
  const unmark = db.prepare('DELETE FROM dropped WHERE conversation_id = ?');

  function drop(type: unknown, id: string): number {
    if (type === 'document') return Number(dropText.run(id).changes);
    markDropped.run(id, readPosition(db).generation);
    return Number(dropMessages.run(id, MESSAGES_IN_STEP).changes);
  }

  return {
    /** What the cache takes of the disk, in bytes; what was dropped counts no longer. */
    usedBytes: (): number => Number(size.get()?.bytes),

    noteOpened: (type: Kind, id: string): void => void open.run(type, id),

    /**
     * Drops some of the oldest content; false: nothing is left that may go. `restoring`: the conversations that are being
     * put back, which would be said to be whole without what is dropped meanwhile.
     */
    dropOldest: (restoring: readonly string[] = []): boolean =>
      transaction(db, () => {
        const found = oldest.get(JSON.stringify([...waitingFor(), ...restoring]));
        return found !== undefined && drop(found.type, String(found.id)) > 0;
      }),

    /** Whether all messages of a conversation that the feed has brought are here. */
    isWhole: (conversationId: string): boolean => dropped.get(conversationId) === undefined,
    isAnythingDropped: (): boolean => anyDropped.get() !== undefined,

    /**
     * Says that all messages of a conversation have been put back, asked for from where the device stood at `asked`. False
     * when that was another history or download: then nothing is known of it.
     */
    madeWhole: (conversationId: string, asked: { epoch: string | null; generation: number }): boolean =>
      transaction(db, () => {
        const now = readPosition(db);
        if (now.epoch !== asked.epoch || now.generation !== asked.generation) return false;
        unmark.run(conversationId);
        return true;
      }),

    /** Gives the space of what was dropped back to the disk. */
    compact(): void {
      for (const words of ['title_words', 'message_words', 'passage_words'])
        db.exec(`INSERT INTO ${words} (${words}) VALUES ('optimize')`);
      db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
    },
  };
}
