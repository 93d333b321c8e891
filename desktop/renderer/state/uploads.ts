import { v7 as uuid } from 'uuid';
import { retryDocument, uploadDocument } from '#shared/endpoints/documents.ts';
import { LIMITS } from '#shared/limits.ts';
import { type AppContext, problemOf } from './context.ts';
import type { AppState, Problem, Upload } from './model.ts';
import type { NoticeActions } from './notices.ts';
import { putAgainUnread, putDocument } from './rows.ts';

const MOST_AT_ONCE = 2;
/** How long a document that was read well stays among the uploads. */
export const READY_MILLISECONDS = 6_000;

/** Kinds of file that are common, and known not to be read: they are refused before a byte is sent. */
const UNREADABLE =
  /\.(?:doc|xls|ppt[xm]?|od[tsp]|rtf|epub|pages|numbers|zip|gz|7z|rar|tar|png|jpe?g|gif|webp|heic|bmp|ico|tiff?|mp[34]|wav|mov|avi|exe|dll|jar|svg)$/i;

export type UploadActions = {
  /**
   * Sends files, a few at a time. `replaces`: the document whose newer version the first of them is. A file that the
   * person has already is not kept twice; a notice offers to.
   */
  upload(files: readonly File[], replaces?: string): void;
  cancelUpload(id: string): void;
  /** Sends a refused file again. */
  retryUpload(id: string): void;
  /** Takes an upload out of sight; its document stays. */
  dismissUpload(id: string): void;
  /** Has a document that could not be read read again by the server, which keeps its file. */
  retryReading(documentId: string): Promise<void>;
};

type Queue = {
  files: Map<string, File>;
  running: Map<string, AbortController>;
};

export function uploadActions(context: AppContext, notices: NoticeActions): UploadActions {
  const { store } = context;
  const queue: Queue = { files: new Map(), running: new Map() };
  const advance = () => {
    for (const upload of store.getState().uploads.filter(({ state }) => state === 'waiting')) {
      if (queue.running.size >= MOST_AT_ONCE) return;
      void send(context, queue, upload, tellDuplicate).then(advance);
    }
  };
  const add = (files: readonly File[], fields: Partial<Upload>) => {
    const added = files.map((file, index) => ({
      file,
      upload: { ...uploadOf(file), ...fields, replaces: index === 0 ? (fields.replaces ?? null) : null },
    }));
    for (const { file, upload } of added) queue.files.set(upload.id, file);
    store.setState((state) => ({ uploads: [...state.uploads, ...added.map(({ upload }) => upload)] }));
    advance();
  };
  const tellDuplicate = (file: File, { id, fileName }: Upload, documentId: string) => {
    actions.dismissUpload(id);
    // The one that is there is about to be deleted: this one is meant to stay.
    if (store.getState().hiddenDocuments.has(documentId)) return add([file], { keepBoth: true });
    notices.notify({
      kind: 'documentExists',
      subject: fileName,
      action: { kind: 'keepBoth', run: () => add([file], { keepBoth: true }) },
    });
  };
  const leaving = new Set<string>();
  /** What was read well needs no more attention. */
  const leaveLater = (id: string) => {
    if (leaving.has(id)) return;
    leaving.add(id);
    setTimeout(() => {
      leaving.delete(id);
      actions.dismissUpload(id);
    }, READY_MILLISECONDS);
  };
  const actions: UploadActions = {
    upload: (files, replaces) => add(files, replaces === undefined ? {} : { replaces }),
    cancelUpload(id) {
      queue.running.get(id)?.abort();
      actions.dismissUpload(id);
      advance();
    },
    retryUpload(id) {
      update(context, id, { state: 'waiting', ratio: 0, problem: null });
      advance();
    },
    dismissUpload(id) {
      queue.files.delete(id);
      store.setState((state) => ({ uploads: state.uploads.filter((upload) => upload.id !== id) }));
    },
    async retryReading(documentId) {
      try {
        const { document } = await context.client.call(retryDocument, { params: { id: documentId } });
        store.setState((state) => putAgainUnread(state, document));
      } catch (error) {
        const subject = store.getState().documents.get(documentId)?.fileName ?? '';
        notices.notify({ kind: 'documentRetryFailed', tone: 'warning', subject, problem: problemOf(error) });
      }
    },
  };
  store.subscribe((state, before) => {
    if (state.session.status === 'signedOut' && before.session.status === 'signedIn') abandon(queue);
    if (state.documents !== before.documents || state.uploads !== before.uploads) {
      for (const id of readyUploads(state)) leaveLater(id);
    }
  });
  return actions;
}

/** Something that is too large or of another kind is said before it is sent. */
function uploadOf(file: File): Upload {
  const problem = problemOfFile(file);
  return {
    id: uuid(),
    fileName: file.name,
    fileSizeBytes: file.size,
    state: problem ? 'refused' : 'waiting',
    ratio: 0,
    problem,
    documentId: null,
    replaces: null,
    keepBoth: false,
  };
}

function problemOfFile(file: File): Problem | null {
  if (UNREADABLE.test(file.name)) return { code: 'unsupported_file' };
  return file.size > LIMITS.uploadBytes ? { code: 'payload_too_large' } : null;
}

async function send(
  context: AppContext,
  queue: Queue,
  upload: Upload,
  onDuplicate: (file: File, upload: Upload, documentId: string) => void,
): Promise<void> {
  const { id, replaces, keepBoth } = upload;
  const file = queue.files.get(id);
  if (!file) return;
  const controller = new AbortController();
  const isCurrent = () => queue.running.get(id) === controller && !controller.signal.aborted;
  queue.running.set(id, controller);
  update(context, id, { state: 'sending' });
  const onProgress = (ratio: number) => {
    if (isCurrent() && Number.isFinite(ratio))
      update(context, id, { ratio: Math.min(1, Math.max(0, ratio)) });
  };
  try {
    const query = {
      ...(keepBoth ? {} : { reuse: 'true' as const }),
      ...(replaces === null ? {} : { replaces }),
    };
    const answer = await context.client.call(
      uploadDocument,
      { query, file, onProgress },
      { signal: controller.signal },
    );
    if (!isCurrent()) return;
    context.store.setState((state) => putDocument(state, answer.document));
    if (answer.duplicate) onDuplicate(file, upload, answer.document.id);
    else {
      queue.files.delete(id);
      update(context, id, { state: 'arrived', ratio: 1, documentId: answer.document.id });
    }
  } catch (error) {
    if (isCurrent()) update(context, id, { state: 'refused', problem: problemOf(error) });
  } finally {
    if (queue.running.get(id) === controller) queue.running.delete(id);
  }
}

/** Uploads whose document has been read well. */
function readyUploads({ documents, uploads }: AppState): string[] {
  return uploads
    .filter(({ documentId }) => documentId !== null && documents.get(documentId)?.status === 'completed')
    .map(({ id }) => id);
}

function abandon({ files, running }: Queue): void {
  for (const controller of running.values()) controller.abort();
  running.clear();
  files.clear();
}

function update({ store }: AppContext, id: string, patch: Partial<Upload>): void {
  store.setState((state) => ({
    uploads: state.uploads.map((upload) => (upload.id === id ? { ...upload, ...patch } : upload)),
  }));
}
