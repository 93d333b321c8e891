import { v7 as uuid } from 'uuid';
import { uploadDocument } from '#shared/endpoints/documents.ts';
import { LIMITS } from '#shared/limits.ts';
import { type AppContext, problemOf } from './context.ts';
import type { DocumentActions } from './documents.ts';
import type { AppState, Problem, Upload } from './model.ts';
import { putDocument } from './rows.ts';

const MOST_AT_ONCE = 2;
/** How long a document that was read well stays among the uploads. */
export const READY_MILLISECONDS = 6_000;

/** Kinds of file that are common, and known not to be read: they are refused before a byte is sent. */
const UNREADABLE =
  /\.(?:docx?|xlsx?|pptx?|od[tsp]|rtf|epub|pages|numbers|zip|gz|7z|rar|tar|png|jpe?g|gif|webp|heic|bmp|ico|tiff?|mp[34]|wav|mov|avi|exe|dll|jar|html?|xhtml|svg|xml)$/i;

export type UploadActions = {
  /** Sends files, a few at a time. `replaces`: a document that goes once the first of them has arrived. */
  upload(files: readonly File[], replaces?: string): void;
  cancelUpload(id: string): void;
  /** Sends a refused file again. */
  retryUpload(id: string): void;
  /** Takes an upload out of sight; its document stays. */
  dismissUpload(id: string): void;
  /** Uploads the file of a document that could not be read again; false when this window does not have it. */
  uploadAgain(documentId: string): boolean;
};

type Queue = {
  files: Map<string, File>;
  running: Map<string, AbortController>;
  replaced: Map<string, string>;
};

export function uploadActions(context: AppContext, documents: DocumentActions): UploadActions {
  const { store } = context;
  const queue: Queue = { files: new Map(), running: new Map(), replaced: new Map() };
  const advance = () => {
    for (const { id } of store.getState().uploads.filter(({ state }) => state === 'waiting')) {
      if (queue.running.size >= MOST_AT_ONCE) return;
      void send(context, queue, documents, id).then(advance);
    }
  };
  const leaving = new Set<string>();
  /** What was read well needs no more attention, nor its file. */
  const leaveLater = (id: string) => {
    if (leaving.has(id)) return;
    leaving.add(id);
    queue.files.delete(id);
    setTimeout(() => {
      leaving.delete(id);
      actions.dismissUpload(id);
    }, READY_MILLISECONDS);
  };
  const actions: UploadActions = {
    upload(files, replaces) {
      const added = files.map((file) => ({ file, upload: uploadOf(file) }));
      for (const { file, upload } of added) queue.files.set(upload.id, file);
      const [first] = added;
      if (first && replaces !== undefined) queue.replaced.set(first.upload.id, replaces);
      store.setState((state) => ({ uploads: [...state.uploads, ...added.map(({ upload }) => upload)] }));
      advance();
    },
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
      queue.replaced.delete(id);
      store.setState((state) => ({ uploads: state.uploads.filter((upload) => upload.id !== id) }));
    },
    uploadAgain(documentId) {
      const upload = store.getState().uploads.find((candidate) => candidate.documentId === documentId);
      const file = upload && queue.files.get(upload.id);
      if (!upload || !file) return false;
      actions.dismissUpload(upload.id);
      actions.upload([file], documentId);
      return true;
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
  };
}

function problemOfFile(file: File): Problem | null {
  if (UNREADABLE.test(file.name)) return { code: 'unsupported_file' };
  return file.size > LIMITS.uploadBytes ? { code: 'payload_too_large' } : null;
}

async function send(
  context: AppContext,
  queue: Queue,
  documents: DocumentActions,
  id: string,
): Promise<void> {
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
    const { signal } = controller;
    const { document } = await context.client.call(uploadDocument, { file, onProgress }, { signal });
    if (!isCurrent()) return;
    context.store.setState((state) => putDocument(state, document));
    update(context, id, { state: 'arrived', ratio: 1, documentId: document.id });
    const replaced = queue.replaced.get(id);
    queue.replaced.delete(id);
    if (replaced !== undefined) await documents.replaceDocument(replaced);
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

function abandon({ files, running, replaced }: Queue): void {
  for (const controller of running.values()) controller.abort();
  running.clear();
  files.clear();
  replaced.clear();
}

function update({ store }: AppContext, id: string, patch: Partial<Upload>): void {
  store.setState((state) => ({
    uploads: state.uploads.map((upload) => (upload.id === id ? { ...upload, ...patch } : upload)),
  }));
}
