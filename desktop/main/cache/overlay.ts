import type { KnownRow } from '#shared/changes.ts';
import { updateAccount } from '#shared/endpoints/account.ts';
import { createConversation, updateConversation } from '#shared/endpoints/conversations.ts';
import type { Conversation, Settings } from '#shared/entities.ts';
import type { OutboxEntry } from './outbox.ts';

/** Length of the title that a conversation has on this device until the server gives it one. */
const TITLE_LENGTH = 60;

/** What the device shows: the server's rows with the changes on top that the server does not have yet. */
export type Overlay = ReturnType<typeof createOverlay>;

/** `entries` gives the changes that wait, oldest first. */
export function createOverlay(entries: () => readonly OutboxEntry[]) {
  let seen: readonly OutboxEntry[] | undefined;
  let byConversation = new Map<string, OutboxEntry[]>();

  function ofConversations(): ReadonlyMap<string, readonly OutboxEntry[]> {
    const now = entries();
    if (seen === now) return byConversation;
    byConversation = new Map();
    for (const entry of now) {
      if (entry.conversationId === null) continue;
      const others = byConversation.get(entry.conversationId);
      if (others) others.push(entry);
      else byConversation.set(entry.conversationId, [entry]);
    }
    seen = now;
    return byConversation;
  }

  /** Undefined: on this device the conversation is not there. */
  function conversation(id: string, row: Conversation | undefined): Conversation | undefined {
    return (ofConversations().get(id) ?? []).reduce(applyToConversation, row);
  }

  function settings(row: Settings): Settings {
    const shown = { ...row };
    for (const { kind, body } of entries())
      if (kind === 'updateAccount')
        Object.assign(shown, defined(updateAccount.body.parse(body).settings ?? {}));
    return shown;
  }

  return {
    conversation,
    /** The conversations that something waits for. */
    conversationIds: (): string[] => [...ofConversations().keys()],
    settings,
    /** The name that the person has given themselves; undefined: it was not changed. */
    name: (): string | null | undefined =>
      entries()
        .filter(({ kind }) => kind === 'updateAccount')
        .map(({ body }) => updateAccount.body.parse(body).name)
        .findLast((name) => name !== undefined),
    /** The same for a row that came in; undefined: it is not shown. */
    row(entry: KnownRow): KnownRow | undefined {
      if (entry.type === 'settings') return { ...entry, row: settings(entry.row) };
      if (entry.type !== 'conversation') return entry;
      const row = conversation(entry.id, entry.row);
      return row && { ...entry, row };
    },
  };
}

function applyToConversation(row: Conversation | undefined, entry: OutboxEntry): Conversation | undefined {
  const { kind, body, createdAt, conversationId, problem } = entry;
  switch (kind) {
    case 'createConversation':
      return (
        row ??
        newConversation(conversationId ?? '', createConversation.body.parse(body).title ?? '', createdAt)
      );
    case 'updateConversation':
      return row && patched(row, updateConversation.body.parse(body), createdAt);
    case 'deleteConversation':
      // What the server refused to delete is shown again, with its mark.
      return problem === null ? undefined : row;
    case 'sendMessage':
      return row && withMessage(row, String(body['content']), createdAt);
    case 'updateAccount':
      return row;
  }
}

function newConversation(id: string, title: string, createdAt: string): Conversation {
  const none = { activeLeafId: null, pinnedAt: null, archivedAt: null };
  return { id, title, createdAt, updatedAt: createdAt, ...none };
}

type Patch = {
  title?: string | undefined;
  pinned?: boolean | undefined;
  archived?: boolean | undefined;
  activeLeafId?: string | undefined;
  draft?: string | undefined;
};

/** The conversation after a patch, as the server would have it. */
function patched(row: Conversation, patch: Patch, at: string): Conversation {
  const since = (isOn: boolean | undefined, before: string | null) =>
    isOn === undefined ? before : isOn ? (before ?? at) : null;
  return {
    ...row,
    title: patch.title ?? row.title,
    activeLeafId: patch.activeLeafId ?? row.activeLeafId,
    draft: patch.draft ?? row.draft,
    pinnedAt: since(patch.pinned, row.pinnedAt),
    archivedAt: since(patch.archived, row.archivedAt),
  };
}

function withMessage(row: Conversation, content: string, at: string): Conversation {
  const title = row.title === '' ? content.trim().replace(/\s+/g, ' ').slice(0, TITLE_LENGTH) : row.title;
  return { ...row, title, updatedAt: at > row.updatedAt ? at : row.updatedAt };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is undefined has just been left out
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
