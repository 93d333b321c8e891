import type { KnownRow } from '#shared/changes.ts';
import { type Change, changeSchema } from '#shared/changes.ts';
import { conversationRow, documentRow, messageRow } from '../../cache/testing/rows.ts';

const USER = '00000000-0000-7000-8000-ffffffffffff';
type Rows = Map<string, Change>;

/** A change that a person makes somewhere; `pick` chooses among what there is. */
export type Edit = {
  kind:
    | 'newConversation'
    | 'rename'
    | 'archive'
    | 'deleteConversation'
    | 'newMessage'
    | 'finishMessage'
    | 'newDocument'
    | 'deleteDocument'
    | 'settings'
    | 'backup'
    | 'restore';
  pick: number;
  text: string;
};

/** The server's side of sync as the design says it: every row's newest state under one growing `seq`. */
export function createModelServer() {
  let rows: Rows = new Map();
  let seq = 0;
  let epoch = 1;
  let backup = { rows: new Map(rows), seq };

  function put(type: Change['type'], id: string, row: unknown): KnownRow | undefined {
    seq += 1;
    const change = changeSchema.parse({ type, id, seq, deleted: row === null, row });
    rows.set(`${type} ${id}`, change);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed as a change of this type
    return change.deleted ? undefined : ({ type, id, row: change.row } as KnownRow);
  }

  function living<T extends Change['type']>(type: T, pick: number) {
    const all = [...rows.values()].filter(
      (c): c is Extract<Change, { type: T; deleted: false }> => c.type === type && !c.deleted,
    );
    return all[pick % Math.max(1, all.length)];
  }

  const edits: Record<Edit['kind'], (pick: number, text: string) => KnownRow | undefined> = {
    newConversation: (_pick, title) => {
      const row = conversationRow({ title });
      return put('conversation', row.id, row);
    },
    rename: (pick, title) => {
      const found = living('conversation', pick);
      return found && put('conversation', found.id, { ...found.row, title });
    },
    archive: (pick) => {
      const found = living('conversation', pick);
      return found && put('conversation', found.id, { ...found.row, archivedAt: '2026-02-01T00:00:00.000Z' });
    },
    deleteConversation: (pick) => {
      const found = living('conversation', pick);
      if (!found) return undefined;
      for (const change of [...rows.values()]) {
        if (change.type === 'message' && change.row?.conversationId === found.id)
          put('message', change.id, null);
      }
      return put('conversation', found.id, null);
    },
    newMessage: (pick, content) => {
      const found = living('conversation', pick);
      if (!found) return undefined;
      const row = messageRow(found.id, {
        role: 'assistant',
        status: 'streaming',
        content: '',
        parentId: null,
      });
      put('conversation', found.id, {
        ...found.row,
        activeLeafId: row.id,
        title: found.row.title || content,
      });
      return put('message', row.id, row);
    },
    finishMessage: (pick, content) => {
      const found = living('message', pick);
      if (found?.row.status !== 'streaming') return undefined;
      return put('message', found.id, { ...found.row, status: 'complete', content });
    },
    newDocument: (_pick, text) => {
      const row = documentRow({ fileName: `${text}.pdf` });
      return put('document', row.id, row);
    },
    deleteDocument: (pick) => {
      const found = living('document', pick);
      return found && put('document', found.id, null);
    },
    settings: (pick) =>
      put('settings', USER, { locale: pick % 2 ? 'es' : 'en', theme: 'system', defaultModel: null }),
    backup: () => {
      backup = { rows: new Map(rows), seq };
      return undefined;
    },
    restore: () => {
      rows = new Map(backup.rows);
      seq = backup.seq;
      epoch += 1;
      return undefined;
    },
  };

  return {
    /** Gives the row that the answer to such a write carries. */
    edit: ({ kind, pick, text }: Edit) => edits[kind](pick, text),
    newest: () => ({ cursor: seq, epoch: `epoch ${epoch}` }),
    pull(cursor: number, limit: number, knownEpoch: string | undefined) {
      const name = `epoch ${epoch}`;
      if ((knownEpoch !== undefined && knownEpoch !== name) || cursor > seq) {
        return { changes: [], cursor: 0, hasMore: false, reset: true, epoch: name };
      }
      const newer = [...rows.values()].filter((c) => c.seq > cursor).sort((a, b) => a.seq - b.seq);
      const changes = newer.slice(0, limit);
      const hasMore = newer.length > limit;
      return {
        changes,
        cursor: hasMore ? (changes.at(-1)?.seq ?? cursor) : seq,
        hasMore,
        reset: false,
        epoch: name,
      };
    },
  };
}
