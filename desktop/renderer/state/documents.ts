import { deleteDocument, listDocuments } from '#shared/endpoints/documents.ts';
import { LIMITS } from '#shared/limits.ts';
import { type AppContext, problemOf } from './context.ts';
import { createDelayedDeletion } from './delayedDeletion.ts';
import { followDocuments } from './documentProgress.ts';
import { type NoticeActions, UNDO_MILLISECONDS } from './notices.ts';
import { mergeDocuments, removeDocument } from './rows.ts';

export type DocumentActions = {
  /** Reads the next page of the list, the latest first; without `more` the first one. */
  loadDocuments(more?: boolean): Promise<void>;
  /** Reads all pages, for those who look for a name or choose among all. */
  loadAllDocuments(): Promise<void>;
  /** Hides the document at once and deletes it when the time for undo is over. */
  deleteDocument(id: string): void;
  /** Carries out deletions that were asked for before a restart. */
  resumeDocumentDeletions(): void;
  /** Carries out what still waits; resolves when the server has answered. */
  flushDocumentDeletions(): Promise<void>;
};

/** The person's documents: their list, how far each was read, and deleting. */
export function documentActions(context: AppContext, notices: NoticeActions): DocumentActions {
  const { store } = context;
  let carriedOut = Promise.resolve();
  const carryOut = (id: string) => {
    carriedOut = Promise.all([carriedOut, deleteNow(context, notices, id)]).then(() => undefined);
  };
  const deletions = createDelayedDeletion(UNDO_MILLISECONDS, carryOut);
  followDocuments(context);
  return {
    loadDocuments: (more = false) => loadPage(context, more),
    async loadAllDocuments() {
      if (store.getState().documentList.status !== 'ready') await loadPage(context, false);
      while (hasMore(context)) await loadPage(context, true);
    },
    deleteDocument(id) {
      deletions.schedule(id);
      hide(context, id, true);
      notices.notify({
        kind: 'documentDeleted',
        subject: nameOf(context, id),
        undo: () => {
          if (deletions.undo(id)) hide(context, id, false);
        },
      });
    },
    resumeDocumentDeletions() {
      const ids = context.records?.readDocumentDeletions() ?? [];
      store.setState((state) => ({ hiddenDocuments: new Set([...state.hiddenDocuments, ...ids]) }));
      for (const id of ids) carryOut(id);
    },
    flushDocumentDeletions() {
      deletions.flush();
      return carriedOut;
    },
  };
}

function nameOf({ store }: AppContext, id: string): string {
  return store.getState().documents.get(id)?.fileName ?? '';
}

function hasMore({ store }: AppContext): boolean {
  const { status, cursor } = store.getState().documentList;
  return status === 'ready' && cursor !== null;
}

async function loadPage({ client, store }: AppContext, more: boolean): Promise<void> {
  const { documentList, clock } = store.getState();
  if (documentList.status === 'loading' || (more && documentList.cursor === null)) return;
  store.setState({ documentList: { ...documentList, status: 'loading' } });
  try {
    const cursor = more && documentList.cursor !== null ? { cursor: documentList.cursor } : {};
    const page = await client.call(listDocuments, { query: { limit: LIMITS.pageSizeMax, ...cursor } });
    store.setState((state) => ({
      ...mergeDocuments(state, page.documents, clock),
      documentList: { status: 'ready', cursor: page.nextCursor ?? null },
    }));
  } catch {
    store.setState((state) => ({ documentList: { ...state.documentList, status: 'failed' } }));
  }
}

function hide({ store, records }: AppContext, id: string, hidden: boolean): void {
  store.setState((state) => {
    const ids = new Set(state.hiddenDocuments);
    if (hidden) ids.add(id);
    else ids.delete(id);
    return { hiddenDocuments: ids };
  });
  records?.writeDocumentDeletions([...store.getState().hiddenDocuments]);
}

async function deleteNow(context: AppContext, notices: NoticeActions, id: string): Promise<void> {
  const subject = nameOf(context, id);
  try {
    await context.client.call(deleteDocument, { params: { id } });
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code !== 'not_found') {
      hide(context, id, false);
      notices.notify({ kind: 'documentDeleteFailed', tone: 'warning', subject, problem });
      return;
    }
  }
  context.store.setState((state) => removeDocument(state, id));
  hide(context, id, false);
}
