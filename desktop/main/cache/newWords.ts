import type { DatabaseSync } from 'node:sqlite';

/**
 * Puts the words of new messages into the index, those of one transaction by one statement. A trigger would do it row by
 * row, and FTS5 writes what it has gathered at each statement that has triggers: four times the work of a download.
 */
export function createNewWords(db: DatabaseSync) {
  const index = db.prepare(
    `INSERT INTO message_words (rowid, content)
     SELECT rid, content FROM messages WHERE rid IN (SELECT value FROM json_each(?))`,
  );
  let waiting: number[] = [];
  return {
    /** At the beginning of a transaction: what waited in one that failed is forgotten. */
    forget(): void {
      waiting = [];
    },
    add(rid: number): void {
      waiting.push(rid);
    },
    /** At the end of a transaction, and before messages that are there are changed or removed: triggers take their words out. */
    index(): void {
      if (waiting.length === 0) return;
      index.run(JSON.stringify(waiting));
      waiting = [];
    },
  };
}
