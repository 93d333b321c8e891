import type { ClientErrorCode, Connection, Outdated } from '#shared/client/client.ts';
import type {
  Citation,
  Conversation,
  Document,
  Message,
  Model,
  Plan,
  Usage,
  User,
} from '#shared/entities.ts';
import type { ErrorDetails } from '#shared/errors.ts';
import type { WaitingChange } from '#shared/outbox.ts';

/** Why something did not work, as far as the person can be told. */
export type Problem = { code: ClientErrorCode; details?: ErrorDetails | undefined };

export type Session =
  | { status: 'unknown' }
  | { status: 'unreachable'; problem: Problem }
  /** `ended`: by itself, in the middle of something; `left`: the person logged out. */
  | { status: 'signedOut'; reason: 'none' | 'ended' | 'left' }
  | { status: 'signedIn'; user: User; plan: Plan | null; usage: Usage | null };

/** The messages of one conversation's tree, as far as they were read: the newest pages first. */
export type Thread = {
  messages: ReadonlyMap<string, Message>;
  loading: 'first' | 'older' | 'newer' | null;
  problem: Problem | null;
  /** Where the next older page begins; null when all was read. */
  olderCursor: string | null;
  /**
   * Of a thread that was opened in its middle: the message it was opened at, and the last one read, after which more
   * follow. Null: it goes on to its end.
   */
  window: { at: string; last: string } | null;
};

/** The text of a growing answer, ahead of the message row. */
export type LiveAnswer = { text: string; citations: readonly Citation[] };

/**
 * A message of the person's that the server does not have yet. `queued` waits for the answer before it, `sending` is
 * on its way, `unsent` needs the person.
 */
export type Outgoing = {
  id: string;
  conversationId: string;
  /** undefined: the active leaf at the time of sending. */
  parentId: string | null | undefined;
  content: string;
  model: string | undefined;
  /** The documents that the answer may rest on; null: all of them. */
  documentIds: readonly string[] | null;
  /** The conversation itself has still to be created. */
  opensConversation: boolean;
  state: 'queued' | 'sending' | 'unsent';
  problem: Problem | null;
  createdAt: string;
  /** The device keeps it and sends it by itself. */
  kept?: boolean;
};

export type ListMode = 'current' | 'archived';
export type ListState = {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  cursor: string | null;
};

/** What the server told us, with what is needed to let its order win. */
export type Rows = {
  conversations: ReadonlyMap<string, Conversation>;
  threads: ReadonlyMap<string, Thread>;
  documents: ReadonlyMap<string, Document>;
  /** The newest `seq` applied to a row: an older change never undoes a newer one. */
  seqs: ReadonlyMap<string, number>;
  /** When a row was last written, in ticks of `clock`: a page that was asked for earlier does not overwrite it. */
  touched: ReadonlyMap<string, number>;
  clock: number;
};

/**
 * A file on its way to the server. `waiting` has others before it, `refused` needs the person, `arrived` is a document
 * by now, whose own progress goes on from there.
 */
export type Upload = {
  id: string;
  fileName: string;
  fileSizeBytes: number;
  state: 'waiting' | 'sending' | 'refused' | 'arrived';
  /** How much of the file was sent, 0 to 1. */
  ratio: number;
  /** Why it was refused. */
  problem: Problem | null;
  documentId: string | null;
  /** The document whose newer version it is; null: a document of its own. */
  replaces: string | null;
  /** Kept although the person has the very same file already. */
  keepBoth: boolean;
};

/** The document open beside the page, at one of an answer's citations or at its beginning. */
export type SourceView = {
  documentId: string;
  fileName: string;
  /** The citations of the answer that it was opened from, in the order of their markers. */
  citations: readonly Citation[];
  /** Which of them is shown; null: none, the document is simply read. */
  index: number | null;
};

export type NoticeTone = 'neutral' | 'warning';
export type NoticeKind =
  | 'conversationDeleted'
  | 'conversationArchived'
  | 'conversationUnarchived'
  | 'changeFailed'
  | 'deleteFailed'
  | 'logoutFailed'
  | 'passwordChanged'
  | 'personSuspended'
  | 'personRestored'
  | 'personDeleted'
  | 'personSignedOut'
  | 'roleChanged'
  | 'planAssigned'
  | 'planSaved'
  | 'planRetired'
  | 'planOffered'
  | 'jobsRetried'
  | 'documentDeleted'
  | 'documentDeleteFailed'
  | 'documentExists'
  | 'documentRetryFailed'
  | 'copySaved'
  | 'copyFailed'
  | 'uploadOffline'
  | 'foldersLeftOut';
export type NoticeAction = 'keepBoth';
export type Notice = {
  id: string;
  kind: NoticeKind;
  tone: NoticeTone;
  /** What the notice is about, shown as it is. */
  subject: string;
  problem: Problem | null;
  undo: (() => void) | null;
  /** What can be done about it instead of undoing it. */
  action: { kind: NoticeAction; run: () => void } | null;
  /** Milliseconds until it goes by itself. */
  lasts: number;
};

export type AppState = Rows & {
  session: Session;
  connection: Connection;
  /** Who has to be brought up to date before the server can be used again. */
  outdated: Outdated | undefined;
  /** How much of everything has come to this device, 0 to 1; null: nothing is being downloaded. */
  download: number | null;
  lists: Record<ListMode, ListState>;
  live: ReadonlyMap<string, LiveAnswer>;
  outgoing: readonly Outgoing[];
  /** What this device keeps until the server has it. */
  waiting: readonly WaitingChange[];
  /** Conversations hidden while their deletion can still be undone. */
  hidden: ReadonlySet<string>;
  models: readonly Model[];
  documentList: ListState;
  uploads: readonly Upload[];
  /** Documents hidden while their deletion can still be undone. */
  hiddenDocuments: ReadonlySet<string>;
  source: SourceView | null;
  notices: readonly Notice[];
  /** The last finished answer, for screen readers. */
  announcement: { messageId: string; text: string } | null;
  /** The document that was last read to its end, well or not, for screen readers. */
  documentNews: Document | null;
};

export const emptyThread: Thread = {
  messages: new Map(),
  loading: null,
  problem: null,
  olderCursor: null,
  window: null,
};

export const initialState: AppState = {
  conversations: new Map(),
  threads: new Map(),
  documents: new Map(),
  seqs: new Map(),
  touched: new Map(),
  clock: 0,
  session: { status: 'unknown' },
  connection: 'connecting',
  outdated: undefined,
  download: null,
  lists: { current: { status: 'idle', cursor: null }, archived: { status: 'idle', cursor: null } },
  live: new Map(),
  outgoing: [],
  waiting: [],
  hidden: new Set(),
  models: [],
  documentList: { status: 'idle', cursor: null },
  uploads: [],
  hiddenDocuments: new Set(),
  source: null,
  notices: [],
  announcement: null,
  documentNews: null,
};
