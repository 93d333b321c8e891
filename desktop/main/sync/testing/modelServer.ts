import { type Change, changeSchema } from '#shared/changes.ts';
import { ClientError } from '#shared/client/client.ts';
import type { Conversation, Settings } from '#shared/entities.ts';
import type { WaitingKind } from '#shared/outbox.ts';
import { conversationRow, documentRow, messageRow, newId } from '../../cache/testing/rows.ts';

export const USER = '00000000-0000-7000-8000-ffffffffffff';

/** What keeps devices and server alike; a test that takes one out has to see it. */
export type Guard = 'row lock' | 'receipt' | 'tombstone';

export type Request = {
  kind: WaitingKind;
  id: string;
  conversationId: string | null;
  body: Record<string, unknown>;
};

/** What happens on the server without any device of ours. */
export type Happening =
  | 'answer ends'
  | 'new document'
  | 'document deleted'
  | 'renamed elsewhere'
  | 'backup'
  | 'restored';

type Stored = { change: Change };
type State = {
  rows: Map<string, Stored>;
  seq: number;
  receipts: Set<string>;
  /** What was carried out, each once, in the order of its first arrival: what should be, kept apart from what is. */
  executed: Set<string>;
  titles: Map<string, string>;
};
type OpenTransaction = { seqs: number[]; commit: (seqs: number[]) => void };

const NUMBERS: Record<WaitingKind, number> = {
  createConversation: 1,
  updateConversation: 1,
  deleteConversation: 1,
  sendMessage: 3,
  updateAccount: 1,
};

/** The server's side of sync as the design says it: transactions that take numbers under a lock, and a feed of them. */
export function createModelServer(without?: Guard) {
  let state: State = { rows: new Map(), seq: 0, receipts: new Set(), executed: new Set(), titles: new Map() };
  let epoch = 1;
  let given = 0;
  let backup = copy(state);
  let former = new Set<string>();
  let open: OpenTransaction | undefined;

  /** Takes numbers; under the lock nobody else takes any before these are committed. */
  function begin(count: number): number[] {
    if (without !== 'row lock') commitOpen();
    given = Math.max(given, state.seq);
    return Array.from({ length: count }, () => ++given);
  }

  function commitOpen(): void {
    const transaction = open;
    open = undefined;
    transaction?.commit(transaction.seqs);
  }

  const row = (type: Change['type'], id: string) => {
    const change = state.rows.get(`${type} ${id}`)?.change;
    return change && !change.deleted ? change.row : undefined;
  };
  const conversation = (id: string | null) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kept under the type of its key
    row('conversation', id ?? '') as Conversation | undefined;

  function put(type: Change['type'], id: string, value: object | null, seq: number): void {
    const change = changeSchema.parse({ type, id, seq, deleted: value === null, row: value });
    if (value === null && without === 'tombstone') state.rows.delete(`${type} ${id}`);
    else state.rows.set(`${type} ${id}`, { change });
    state.seq = Math.max(state.seq, seq);
  }

  function living<T extends Change['type']>(type: T, pick: number) {
    const all = [...state.rows.values()]
      .map(({ change }) => change)
      .filter((c): c is Extract<Change, { type: T; deleted: false }> => c.type === type && !c.deleted);
    return all[pick % Math.max(1, all.length)];
  }

  function rename(id: string, title: string, seq: number): void {
    const found = conversation(id);
    if (found) put('conversation', id, { ...found, title }, seq);
  }

  /** Carries a request out in one transaction and gives the answer of the contract. */
  function handle(request: Request): unknown {
    const { kind, id, conversationId, body } = request;
    const seqs = begin(NUMBERS[kind]);
    const [first = 0, second = 0, third = 0] = seqs;
    // A number that is taken for nothing holds nobody up.
    state.seq = Math.max(state.seq, ...seqs);
    const isFirst = !state.executed.has(id);
    const isRepeat = without !== 'receipt' && state.receipts.has(id);
    const found = conversation(conversationId);
    if (kind !== 'createConversation' && kind !== 'updateAccount' && !found && !isRepeat)
      throw new ClientError('not_found', 'conversation');
    switch (kind) {
      case 'createConversation': {
        const known = conversation(id);
        if (isRepeat && !known) throw new ClientError('id_taken', 'it was deleted');
        if (!known && state.rows.has(`conversation ${id}`))
          throw new ClientError('id_taken', 'it was deleted');
        if (!known) put('conversation', id, conversationRow({ id, title: titleOf(body) }), first);
        if (isFirst) state.titles.set(id, titleOf(body));
        break;
      }
      case 'updateConversation':
        if (!found) throw new ClientError('not_found', 'conversation');
        if (!isRepeat) put('conversation', found.id, { ...found, ...fieldsOf(body) }, first);
        if (isFirst && typeof body['title'] === 'string') state.titles.set(found.id, body['title']);
        break;
      case 'deleteConversation':
        if (!found) throw new ClientError('not_found', 'conversation');
        remove(found.id, first);
        break;
      case 'sendMessage':
        if (!found) throw new ClientError('not_found', 'conversation');
        if (!isRepeat) send(found, row('message', id) ? newId() : id, body, [first, second, third]);
        break;
      case 'updateAccount':
        if (!isRepeat) put('settings', USER, Object.assign(settings(), body['settings']), first);
    }
    state.executed.add(id);
    state.receipts.add(id);
    return answerTo(request);
  }

  function remove(id: string, seq: number): void {
    for (const { change } of [...state.rows.values()])
      if (change.type === 'message' && change.row?.conversationId === id)
        state.rows.delete(`message ${change.id}`);
    put('conversation', id, null, seq);
    state.titles.delete(id);
  }

  function send(
    found: Conversation,
    id: string,
    body: Record<string, unknown>,
    seqs: [number, number, number],
  ): void {
    const answer = { role: 'assistant', status: 'streaming', content: '', parentId: id } as const;
    const answerId = answerIdOf(id);
    put(
      'message',
      id,
      messageRow(found.id, { id, content: String(body['content']), parentId: found.activeLeafId }),
      seqs[0],
    );
    put('message', answerId, messageRow(found.id, { ...answer, id: answerId }), seqs[1]);
    put('conversation', found.id, { ...found, activeLeafId: answerId }, seqs[2]);
  }

  function settings(): Settings {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kept under the type of its key
    const known = row('settings', USER) as Settings | undefined;
    return { ...(known ?? { locale: 'es', theme: 'system', defaultModel: null }) };
  }

  function answerTo({ kind, id, conversationId }: Request): unknown {
    if (kind === 'createConversation') return { conversation: conversation(id) };
    if (kind === 'updateConversation') return { conversation: conversation(conversationId) };
    if (kind === 'sendMessage')
      return { userMessage: row('message', id), assistantMessage: row('message', answerIdOf(id)) };
    if (kind === 'deleteConversation') return undefined;
    const account = {
      id: USER,
      email: 'a@b.es',
      name: null,
      role: 'user',
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    return { user: { ...account, settings: settings() } };
  }

  const happenings: Record<Happening, (pick: number, text: string) => void> = {
    'answer ends': (pick, content) => {
      const found = living('message', pick);
      if (found?.row.status !== 'streaming') return;
      put('message', found.id, { ...found.row, status: 'complete', content }, begin(1)[0] ?? 0);
    },
    'new document': (_pick, text) => {
      const document = documentRow({ fileName: `${text}.pdf` });
      put('document', document.id, document, begin(1)[0] ?? 0);
    },
    'document deleted': (pick) => {
      const found = living('document', pick);
      if (found) put('document', found.id, null, begin(1)[0] ?? 0);
    },
    'renamed elsewhere': (pick, title) => {
      const found = living('conversation', pick);
      if (!found) return;
      const [seq = 0] = begin(1);
      state.titles.set(found.id, title);
      rename(found.id, title, seq);
    },
    backup: () => {
      commitOpen();
      backup = copy(state);
    },
    restored: () => {
      open = undefined;
      former = new Set([...former, ...state.executed]);
      state = copy(backup);
      given = state.seq;
      epoch += 1;
    },
  };

  return {
    handle,
    happen: (what: Happening, pick: number, text: string): void => happenings[what](pick, text),
    /** Another process begins a rename and takes its time to commit. */
    beginSlowly(pick: number, title: string): void {
      if (open) return;
      const found = living('conversation', pick);
      if (!found) return;
      const seqs = begin(1);
      open = {
        seqs,
        commit([seq = 0]) {
          if (!conversation(found.id)) return;
          state.titles.set(found.id, title);
          rename(found.id, title, seq);
        },
      };
    },
    commitOpen,
    /** kill -9: what was not committed never was. */
    kill(): void {
      open = undefined;
      if (without !== 'row lock') given = state.seq;
    },
    newest: () => ({ cursor: state.seq, epoch: `epoch ${epoch}` }),
    hasExecuted: (id: string): boolean => state.executed.has(id),
    /** Whether it was carried out in a former history, before the server was restored from a backup. */
    mayHaveForgotten: (id: string): boolean => former.has(id),
    /** Conversations whose title is not that of the last rename, each counted when it came first. */
    wrongTitles: (): string[] =>
      [...state.titles]
        .filter(([id, title]) => conversation(id) && conversation(id)?.title !== title)
        .map(([id]) => id),
    messageCount: (content: string): number =>
      [...state.rows.values()].filter(
        ({ change }) => change.type === 'message' && change.row?.content === content,
      ).length,
    /** Every row's newest state, deletions included. */
    changes: (): Change[] => [...state.rows.values()].map(({ change }) => change),
    pull(cursor: number, limit: number, knownEpoch: string | undefined) {
      const name = `epoch ${epoch}`;
      if ((knownEpoch !== undefined && knownEpoch !== name) || cursor > state.seq) {
        return { changes: [], cursor: 0, hasMore: false, reset: true, epoch: name };
      }
      const newer = [...state.rows.values()]
        .map(({ change }) => change)
        .filter((change) => change.seq > cursor)
        .sort((a, b) => a.seq - b.seq);
      const changes = newer.slice(0, limit);
      const hasMore = newer.length > limit;
      const reached = changes.at(-1)?.seq ?? cursor;
      return {
        changes,
        cursor: hasMore ? reached : Math.max(reached, state.seq),
        hasMore,
        reset: false,
        epoch: name,
      };
    },
  };
}

export type ModelServer = ReturnType<typeof createModelServer>;

const titleOf = (body: Record<string, unknown>) => (typeof body['title'] === 'string' ? body['title'] : '');

/** The server makes the answer's id; here it can be told from the question's. */
function answerIdOf(id: string): string {
  return `aaaaaaaa${id.slice(8)}`;
}

function fieldsOf(body: Record<string, unknown>): Partial<Conversation> {
  const at = '2026-02-01T00:00:00.000Z';
  return {
    ...(typeof body['title'] === 'string' ? { title: body['title'] } : {}),
    ...(typeof body['pinned'] === 'boolean' ? { pinnedAt: body['pinned'] ? at : null } : {}),
    ...(typeof body['archived'] === 'boolean' ? { archivedAt: body['archived'] ? at : null } : {}),
  };
}

function copy({ rows, seq, receipts, executed, titles }: State): State {
  return {
    rows: new Map(rows),
    seq,
    receipts: new Set(receipts),
    executed: new Set(executed),
    titles: new Map(titles),
  };
}
