import { z } from 'zod';
import type { Outgoing } from './model.ts';

/** The part of the Web Storage interface that is used here. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** `documentIds`: those chosen for what is being written; null: all; absent: nothing was chosen. */
const draftSchema = z.object({
  text: z.string(),
  /** What the server was last known to have of it; absent: nothing. */
  shared: z.string().optional(),
  model: z.string().optional(),
  documentIds: z.array(z.string()).nullable().optional(),
});
export type Draft = z.infer<typeof draftSchema>;

const outgoingSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  parentId: z.string().nullable().optional(),
  content: z.string(),
  model: z.string().optional(),
  documentIds: z.array(z.string()).nullable().default(null),
  opensConversation: z.boolean(),
  createdAt: z.string(),
});

const idsSchema = z.array(z.string());

/** What this device keeps of one person's unfinished work, so that a restart loses none of it. */
export type LocalRecords = {
  readDraft(conversationId: string): Draft;
  writeDraft(conversationId: string, draft: Draft): void;
  /** Messages that were not acknowledged; they come back as `unsent`. */
  readOutgoing(): Outgoing[];
  writeOutgoing(outgoing: readonly Outgoing[]): void;
  /** Conversations whose deletion was asked for and not yet done. */
  readDeletions(): string[];
  writeDeletions(ids: readonly string[]): void;
  readDocumentDeletions(): string[];
  writeDocumentDeletions(ids: readonly string[]): void;
  /** Forgets all of it, when the person logs out. */
  clear(): void;
};

/** The key of the draft that belongs to no conversation yet. */
export const NEW_CONVERSATION = 'new';

/** Opens the records of one person. A storage that refuses (full, blocked) costs the record, never the page. */
export function openLocalRecords(storage: TextStorage, userId: string): LocalRecords {
  const prefix = `kipux.${userId}.`;
  const read = <S extends z.ZodType>(key: string, schema: S, otherwise: z.output<S>): z.output<S> => {
    try {
      const found = schema.safeParse(JSON.parse(storage.getItem(prefix + key) ?? 'null'));
      return found.success ? found.data : otherwise;
    } catch {
      return otherwise;
    }
  };
  const write = (key: string, value: unknown, isEmpty: boolean): void => {
    try {
      if (isEmpty) storage.removeItem(prefix + key);
      else storage.setItem(prefix + key, JSON.stringify(value));
    } catch {
      // The text is still on screen and in memory; there is nothing better to do with a full storage.
    }
  };
  return {
    readDraft: (conversationId) => read(`draft.${conversationId}`, draftSchema, { text: '' }),
    writeDraft: (conversationId, draft) =>
      write(
        `draft.${conversationId}`,
        draft,
        draft.text === '' && !draft.shared && draft.model === undefined && draft.documentIds === undefined,
      ),
    readOutgoing: () => read('outgoing', z.array(outgoingSchema), []).map(asUnsent),
    writeOutgoing: (outgoing) => write('outgoing', outgoing, outgoing.length === 0),
    readDeletions: () => read('deletions', idsSchema, []),
    writeDeletions: (ids) => write('deletions', ids, ids.length === 0),
    readDocumentDeletions: () => read('documentDeletions', idsSchema, []),
    writeDocumentDeletions: (ids) => write('documentDeletions', ids, ids.length === 0),
    clear: () => removeAll(storage, prefix),
  };
}

function asUnsent(record: z.infer<typeof outgoingSchema>): Outgoing {
  return { ...record, parentId: record.parentId, model: record.model, state: 'unsent', problem: null };
}

function removeAll(storage: TextStorage, prefix: string): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  for (const key of keys) if (key?.startsWith(prefix)) storage.removeItem(key);
}
