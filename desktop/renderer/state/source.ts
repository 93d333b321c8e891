import { getDocumentContent, getDocumentText } from '#shared/endpoints/documents.ts';
import { type Citation, citationSchema, type Document, type DocumentHit } from '#shared/entities.ts';
import { type PageSpan, type SourceBlock, sourceBlocks } from '../source/sourceBlocks.ts';
import type { AppContext } from './context.ts';

/** The text of a document, divided into what is shown of it at once. */
export type SourceText = { text: string; blocks: readonly SourceBlock[]; pages: readonly PageSpan[] };

/** Documents whose text, and whose file, is kept in memory: they may be megabytes each. */
const KEPT_TEXTS = 4;
const KEPT_FILES = 2;

export type SourceActions = {
  /** Opens the document of a citation at its passage; `citations` are those of the same answer. */
  openCitation(citation: Citation, citations: readonly Citation[]): void;
  /** Opens another citation of the same answer. */
  stepCitation(by: 1 | -1): void;
  /** Opens a document at its beginning. */
  openDocument(document: Pick<Document, 'id' | 'fileName'>): void;
  /** Opens a document at a passage in which words were found. */
  openPassage(hit: DocumentHit): void;
  closeSource(): void;
  /** The text of a document that has been read, asked for once. Rejects with a ClientError. */
  readSourceText(documentId: string): Promise<SourceText>;
  /** The file of a document, as it was uploaded, asked for once. Rejects with a ClientError. */
  readSourceFile(documentId: string): Promise<ArrayBuffer>;
};

export function sourceActions(context: AppContext): SourceActions {
  const { client, store } = context;
  const texts = keepLatest(KEPT_TEXTS, async (id): Promise<SourceText> => {
    const { text, pages } = await client.call(getDocumentText, { params: { id } });
    return { text, blocks: sourceBlocks(text, pages), pages };
  });
  const files = keepLatest(KEPT_FILES, (id) => client.call(getDocumentContent, { params: { id } }));
  store.subscribe((state, before) => {
    if (state.session.status !== 'signedOut' || before.session.status !== 'signedIn') return;
    texts.clear();
    files.clear();
  });
  const show = (citations: readonly Citation[], index: number) => {
    const citation = citations[index];
    if (!citation) return;
    const { documentId, fileName } = citation;
    store.setState({ source: { documentId, fileName, citations, index } });
  };
  return {
    openCitation(citation, citations) {
      const ordered = [...citations].sort(
        (a, b) => a.marker - b.marker || (a.contentOffset ?? 0) - (b.contentOffset ?? 0),
      );
      show(ordered, ordered.indexOf(citation));
    },
    stepCitation(by) {
      const { source } = store.getState();
      if (source && source.index !== null) show(source.citations, source.index + by);
    },
    openDocument: ({ id, fileName }) =>
      store.setState({ source: { documentId: id, fileName, citations: [], index: null } }),
    openPassage({ documentId, fileName, start, end }) {
      const found = {
        marker: 1,
        documentId,
        chunkId: documentId,
        fileName,
        page: null,
        start,
        end,
        quote: '',
      };
      show([citationSchema.parse(found)], 0);
    },
    closeSource: () => store.setState({ source: null }),
    readSourceText: texts.read,
    readSourceFile: files.read,
  };
}

/** Remembers the latest answers of `load`, and no failure. */
function keepLatest<T>(most: number, load: (id: string) => Promise<T>) {
  const kept = new Map<string, Promise<T>>();
  const forgetFailure = async (id: string, reading: Promise<T>): Promise<void> => {
    try {
      await reading;
    } catch {
      if (kept.get(id) === reading) kept.delete(id);
    }
  };
  return {
    read(id: string): Promise<T> {
      const known = kept.get(id);
      const reading = known ?? load(id);
      // The latest last, so that the first is the one to forget.
      kept.delete(id);
      kept.set(id, reading);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      if (!known) void forgetFailure(id, reading);
      return reading;
    },
    clear: () => kept.clear(),
  };
}
