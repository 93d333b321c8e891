import { v7 as uuid } from 'uuid';
import type { Change } from '#shared/changes.ts';
import { ClientError } from '#shared/client/client.ts';
import type {
  Caps,
  Conversation,
  Document,
  Message,
  Model,
  Plan,
  SearchHit,
  Settings,
  Usage,
  User,
} from '#shared/entities.ts';
import type { Retrieval } from '#shared/retrieval.ts';
import type { StreamEvent } from '#shared/streamEvents.ts';

export type Account = { user: User; plan: Plan; usage: Usage };

export type MemoryServer = ReturnType<typeof createMemoryServer>;

type Listener = (event: StreamEvent) => void;
type DocumentText = { text: string; pages: { page: number; start: number; end: number }[] };
type ConversationFields = {
  draft?: string | undefined;
  title?: string | undefined;
  pinned?: boolean | undefined;
  archived?: boolean | undefined;
  activeLeafId?: string | undefined;
};

/** The part of the server's behaviour that the user interface relies on, for one person, in memory. */
export function createMemoryServer(account: Account | null) {
  let signedIn = account;
  let seq = 0;
  let tell: (changes: Change[]) => void = () => {};
  const conversations = new Map<string, Conversation>();
  const messages = new Map<string, Message>();
  const documents = new Map<string, Document>();
  const texts = new Map<string, DocumentText>();
  const files = new Map<string, ArrayBuffer>();
  const retrievals = new Map<string, Retrieval>();
  const listeners = new Map<string, Set<Listener>>();
  const models: Model[] = [{ id: 'gpt-5-mini', provider: 'openai', isDefault: true }];

  const changed = (row: Conversation | Message) => {
    seq += 1;
    const header = { id: row.id, seq, deleted: false as const };
    tell([isMessage(row) ? { type: 'message', ...header, row } : { type: 'conversation', ...header, row }]);
  };
  const documentChanged = (row: Document) => {
    seq += 1;
    tell([{ type: 'document', id: row.id, seq, deleted: false, row }]);
  };
  const conversation = (id: string): Conversation => found(conversations.get(id));
  const putConversation = (row: Conversation): Conversation => {
    conversations.set(row.id, row);
    changed(row);
    return row;
  };
  const putMessage = (row: Message): Message => {
    messages.set(row.id, row);
    return row;
  };
  const publish = (messageId: string, event: StreamEvent) => {
    for (const listener of listeners.get(messageId) ?? []) listener(event);
  };
  const current = (): Account => {
    if (!signedIn) throw new ClientError('not_signed_in', 'no session');
    return signedIn;
  };
  const answerTo = (
    conversationId: string,
    parentId: string,
    id: string,
    model: string | undefined,
  ): Message => {
    const row = putMessage(
      newMessage({
        id,
        conversationId,
        parentId,
        role: 'assistant',
        status: 'pending',
        model: model ?? 'gpt-5-mini',
      }),
    );
    putConversation({ ...conversation(conversationId), activeLeafId: row.id, updatedAt: row.createdAt });
    return row;
  };

  return {
    conversations,
    messages,
    documents,
    retrievals,
    models,
    onChanges(listener: (changes: Change[]) => void) {
      tell = listener;
    },
    signedIn: () => signedIn !== null,
    account: current,
    register(email: string, _password: string, name: string | null, locale: Settings['locale']): User {
      signedIn = newAccount(email, name, locale);
      return signedIn.user;
    },
    login(email: string, password: string): User {
      if (password === 'wrong password') throw new ClientError('wrong_credentials', 'wrong');
      signedIn = account ?? newAccount(email, null, 'en');
      return signedIn.user;
    },
    logout(): undefined {
      signedIn = null;
    },
    updateAccount(
      name: string | null | undefined,
      settings: { [K in keyof Settings]?: Settings[K] | undefined },
    ): User {
      const { user, plan, usage } = current();
      const known = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      signedIn = {
        user: {
          ...user,
          name: name === undefined ? user.name : name,
          settings: { ...user.settings, ...known },
        },
        plan,
        usage,
      };
      return signedIn.user;
    },
    updateCaps(changes: { [K in keyof Caps]?: Caps[K] | undefined }): Account {
      const { user, plan, usage } = current();
      const { messages: messageCap = usage.caps.messages, tokens: tokenCap = usage.caps.tokens } = changes;
      signedIn = { user, plan, usage: { ...usage, caps: { messages: messageCap, tokens: tokenCap } } };
      return signedIn;
    },
    conversation,
    putConversation,
    createConversation: (id: string | undefined, title: string | undefined): Conversation =>
      conversations.get(id ?? '') ??
      putConversation(newConversation({ id: id ?? uuid(), title: title ?? '' })),
    updateConversation(id: string, fields: ConversationFields): Conversation {
      const row = conversation(id);
      const now = new Date().toISOString();
      return putConversation({
        ...row,
        title: fields.title ?? row.title,
        activeLeafId: fields.activeLeafId ?? row.activeLeafId,
        draft: fields.draft ?? row.draft,
        pinnedAt: fields.pinned === undefined ? row.pinnedAt : fields.pinned ? now : null,
        archivedAt: fields.archived === undefined ? row.archivedAt : fields.archived ? now : null,
      });
    },
    deleteConversation(id: string): undefined {
      found(conversations.get(id));
      conversations.delete(id);
      seq += 1;
      tell([{ type: 'conversation', id, seq, deleted: true, row: null }]);
    },
    messagesOf(conversationId: string): Message[] {
      conversation(conversationId);
      return [...messages.values()].filter((message) => message.conversationId === conversationId);
    },
    putMessage,
    send(
      conversationId: string,
      body: {
        id?: string | undefined;
        parentId?: string | null | undefined;
        content: string;
        model?: string | undefined;
        documentIds?: string[] | undefined;
      },
    ) {
      const id = body.id ?? uuid();
      const parentId =
        body.parentId === undefined ? conversation(conversationId).activeLeafId : body.parentId;
      const known = messages.get(id);
      const userMessage =
        known ??
        putMessage(
          newMessage({
            id,
            conversationId,
            parentId,
            role: 'user',
            content: body.content,
            documentIds: body.documentIds ?? null,
          }),
        );
      const answer = [...messages.values()].find((message) => message.parentId === id);
      return { userMessage, assistantMessage: answer ?? answerTo(conversationId, id, uuid(), body.model) };
    },
    regenerate(messageId: string, id: string | undefined, model: string | undefined, goOn = false): Message {
      const { conversationId, parentId, content } = found(messages.get(messageId));
      const answer = answerTo(conversationId, parentId ?? '', id ?? uuid(), model);
      return goOn ? putMessage({ ...answer, status: 'streaming', content }) : answer;
    },
    /** Writes more of an answer, as a model would. */
    grow(messageId: string, text: string) {
      const row = found(messages.get(messageId));
      putMessage({ ...row, status: 'streaming', content: row.content + text });
      publish(messageId, { type: 'delta', text });
    },
    /** Ends an answer: complete, or as `fields` say. */
    finish(messageId: string, fields: Partial<Message> = {}): Message {
      const row = putMessage({ ...found(messages.get(messageId)), status: 'complete', ...fields });
      publish(
        messageId,
        row.status === 'failed' && row.error
          ? { type: 'failed', error: row.error, message: row }
          : { type: 'done', message: row },
      );
      changed(row);
      return row;
    },
    stop(messageId: string): Message {
      return this.finish(messageId, { status: 'stopped' });
    },
    stream(messageId: string, from: number, listener: Listener): () => void {
      const row = found(messages.get(messageId));
      const set = listeners.get(messageId) ?? new Set();
      listeners.set(messageId, set.add(listener));
      if (row.content.length > from) listener({ type: 'delta', text: row.content.slice(from) });
      if (row.status !== 'pending' && row.status !== 'streaming') listener({ type: 'done', message: row });
      return () => set.delete(listener);
    },
    /** Adds a document as if it had been uploaded elsewhere. */
    putDocument(fields: Partial<Document> = {}, text?: DocumentText, file?: ArrayBuffer): Document {
      const row = newDocument(fields);
      documents.set(row.id, row);
      if (text) texts.set(row.id, text);
      if (file) files.set(row.id, file);
      documentChanged(row);
      return row;
    },
    /** How far a document has been read: asked for, not told, until it ends. */
    readDocument(id: string, fields: Partial<Document>): Document {
      const row = { ...found(documents.get(id)), ...fields };
      documents.set(id, row);
      if (row.status === 'completed' || row.status === 'error') documentChanged(row);
      return row;
    },
    /** `reuse`: a file of the same name and size is the same one. */
    receive(file: File, reuse = false, replaces?: string): { document: Document; duplicate?: true } {
      const same = (row: Document) => row.fileName === file.name && row.fileSizeBytes === file.size;
      const known = reuse ? [...documents.values()].find(same) : undefined;
      if (known) return { document: known, duplicate: true };
      const document = this.putDocument({
        ...(replaces === undefined ? {} : { replaces }),
        fileName: file.name,
        fileSizeBytes: file.size,
        mimeType: 'text/plain',
        status: 'pending',
        progress: { step: 'waiting', ratio: 0 },
        pageCount: null,
      });
      return { document };
    },
    document: (id: string): Document => found(documents.get(id)),
    retryDocument(id: string): Document {
      const document = found(documents.get(id));
      const progress = { step: 'waiting', ratio: 0 } as const;
      return this.putDocument({ ...document, status: 'pending', error: null, progress });
    },
    textOf(id: string): DocumentText {
      found(documents.get(id));
      return texts.get(id) ?? { text: '', pages: [] };
    },
    fileOf(id: string): ArrayBuffer {
      found(documents.get(id));
      return found(files.get(id));
    },
    deleteDocument(id: string): undefined {
      found(documents.get(id));
      documents.delete(id);
      seq += 1;
      tell([{ type: 'document', id, seq, deleted: true, row: null }]);
    },
    search(words: string): SearchHit[] {
      return [...messages.values()].flatMap((message): SearchHit[] => {
        const at = message.content.toLowerCase().indexOf(words.toLowerCase());
        if (at < 0) return [];
        const start = Math.max(0, at - 30);
        return [
          {
            type: 'message',
            conversationId: message.conversationId,
            messageId: message.id,
            title: conversations.get(message.conversationId)?.title ?? '',
            snippet: message.content.slice(start, at + 90),
            highlights: [[at - start, at - start + words.length]],
            createdAt: message.createdAt,
          },
        ];
      });
    },
  };
}

function isMessage(row: Conversation | Message): row is Message {
  return 'role' in row;
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new ClientError('not_found', 'no such row');
  return row;
}

export function newConversation(fields: Partial<Conversation> = {}): Conversation {
  const now = new Date().toISOString();
  return {
    id: uuid(),
    title: '',
    activeLeafId: null,
    createdAt: now,
    updatedAt: now,
    pinnedAt: null,
    archivedAt: null,
    ...fields,
  };
}

export function newMessage(fields: Partial<Message> = {}): Message {
  return {
    id: uuid(),
    conversationId: uuid(),
    parentId: null,
    role: 'user',
    content: '',
    status: 'complete',
    error: null,
    model: null,
    documentIds: null,
    citations: [],
    usage: null,
    createdAt: new Date().toISOString(),
    ...fields,
  };
}

export function newDocument(fields: Partial<Document> = {}): Document {
  return {
    id: uuid(),
    fileName: 'acta.pdf',
    mimeType: 'application/pdf',
    fileSizeBytes: 48_300,
    status: 'completed',
    error: null,
    progress: { step: 'finished', ratio: 1 },
    pageCount: 7,
    createdAt: new Date().toISOString(),
    ...fields,
  };
}

export function newAccount(
  email = 'ana@ejemplo.es',
  name: string | null = 'Ana',
  locale: Settings['locale'] = 'es',
): Account {
  const now = Date.now();
  return {
    user: {
      id: uuid(),
      email,
      name,
      role: 'user',
      settings: { locale, theme: 'system', defaultModel: null },
      createdAt: new Date(now).toISOString(),
    },
    plan: {
      code: 'free',
      name: 'Free',
      priceMonthly: '0',
      currency: 'EUR',
      messageLimit: 1_000,
      tokenLimit: null,
      maxStorageMb: 500,
      maxDocuments: 100,
      allowRag: true,
      allowWebSearch: false,
      models: null,
    },
    usage: {
      periodStart: new Date(now - 12 * 86_400_000).toISOString(),
      renewsAt: new Date(now + 18 * 86_400_000).toISOString(),
      messages: 213,
      tokens: 184_200,
      storageBytes: 0,
      documents: 3,
      reserved: { messages: 0, tokens: 0 },
      caps: { messages: null, tokens: null },
    },
  };
}
