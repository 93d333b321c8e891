import type { Transaction } from '#platform/database/database.ts';
import type { DocumentKey } from './ingestionStore.ts';

/**
 * Makes a document that has been read take the place of the version before it, in the transaction that completes it:
 * the older one goes, and earlier uploads that were to replace it as well; messages that were limited to them are
 * limited to this one. Later uploads that were to replace the older one replace this one.
 * @returns the documents that are gone; their files are to go after the commit
 */
export async function takePlace(tx: Transaction, key: DocumentKey): Promise<string[]> {
  const { userId, documentId } = key;
  const older = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.id::text FROM documents me JOIN documents d ON d.user_id = me.user_id AND d.id <> me.id
      AND (d.id = me.replaces_id OR (d.replaces_id = me.replaces_id AND d.created_at <= me.created_at))
    WHERE me.user_id = ${userId}::uuid AND me.id = ${documentId}::uuid AND me.replaces_id IS NOT NULL`;
  await passOnReplacing(tx, key);
  if (older.length === 0) return [];
  const gone = older.map(({ id }) => id);
  await tx.document.deleteMany({ where: { userId, id: { in: gone } } });
  await leaveTombstones(tx, userId, gone);
  await renameInMessages(tx, key, gone);
  return gone;
}

async function passOnReplacing(tx: Transaction, { userId, documentId }: DocumentKey): Promise<void> {
  await tx.$executeRaw`
    UPDATE documents d SET replaces_id = CASE WHEN d.id = me.id OR d.created_at <= me.created_at THEN NULL ELSE me.id END
    FROM documents me
    WHERE me.user_id = ${userId}::uuid AND me.id = ${documentId}::uuid AND me.replaces_id IS NOT NULL
      AND d.user_id = me.user_id AND d.replaces_id = me.replaces_id`;
}

async function leaveTombstones(tx: Transaction, userId: string, gone: readonly string[]): Promise<void> {
  const last = await takeNumbers(tx, userId, gone.length);
  await tx.$executeRaw`
    INSERT INTO tombstones (user_id, type, id, seq)
    SELECT ${userId}::uuid, 'document', id, ${last}::bigint - ${gone.length} + place
    FROM unnest(${gone}::uuid[]) WITH ORDINALITY AS gone (id, place)`;
}

async function renameInMessages(
  tx: Transaction,
  { userId, documentId }: DocumentKey,
  gone: readonly string[],
): Promise<void> {
  const naming = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM messages
    WHERE user_id = ${userId}::uuid AND document_ids IS NOT NULL AND document_ids ?| ${gone}::text[]
    ORDER BY position`;
  if (naming.length === 0) return;
  const last = await takeNumbers(tx, userId, naming.length);
  await tx.$executeRaw`
    UPDATE messages m SET seq = ${last}::bigint - ${naming.length} + naming.place,
      document_ids = (SELECT jsonb_agg(id ORDER BY place) FROM (
        SELECT CASE WHEN named.id = ANY (${gone}::text[]) THEN ${documentId} ELSE named.id END AS id, min(place) AS place
        FROM jsonb_array_elements_text(m.document_ids) WITH ORDINALITY AS named (id, place) GROUP BY 1) renamed)
    FROM unnest(${naming.map(({ id }) => id)}::uuid[]) WITH ORDINALITY AS naming (id, place)
    WHERE m.user_id = ${userId}::uuid AND m.id = naming.id`;
}

/** More numbers for a transaction that holds the user's lock already; the last of them. */
async function takeNumbers(tx: Transaction, userId: string, count: number): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ last: bigint }[]>`
    UPDATE users SET change_seq = change_seq + ${count} WHERE id = ${userId}::uuid RETURNING change_seq AS last`;
  if (row === undefined) throw new Error('the user of this transaction is gone');
  return row.last;
}
