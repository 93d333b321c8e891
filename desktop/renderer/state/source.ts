import { getDocumentText } from '#shared/endpoints/documents.ts';
import type { Citation, Document } from '#shared/entities.ts';
import { type SourceBlock, sourceBlocks } from '../source/sourceBlocks.ts';
import type { AppContext } from './context.ts';

/** The text of a document, divided into what is shown of it at once. */
export type SourceText = { text: string; blocks: readonly SourceBlock[]; hasPages: boolean };

/** Documents whose text is kept in memory: they may be megabytes each. */
const KEPT_TEXTS = 4;

export type SourceActions = {
  /** Opens the document of a citation at its passage; `citations` are those of the same answer. */
  openCitation(citation: Citation, citations: readonly Citation[]): void;
  /** Opens another citation of the same answer. */
  stepCitation(by: 1 | -1): void;
  /** Opens a document at its beginning. */
  openDocument(document: Pick<Document, 'id' | 'fileName'>): void;
  closeSource(): void;
  /** The text of a document that has been read, asked for once. Rejects with a ClientError. */
  readSourceText(documentId: string): Promise<SourceText>;
};

export function sourceActions(context: AppContext): SourceActions {
  const { client, store } = context;
  const texts = new Map<string, Promise<SourceText>>();
  store.subscribe((state, before) => {
    if (state.session.status === 'signedOut' && before.session.status === 'signedIn') texts.clear();
  });
  const show = (citations: readonly Citation[], index: number) => {
    const citation = citations[index];
    if (!citation) return;
    const { documentId, fileName } = citation;
    store.setState({ source: { documentId, fileName, citations, index } });
  };
  const load = async (id: string): Promise<SourceText> => {
    const { text, pages } = await client.call(getDocumentText, { params: { id } });
    return { text, blocks: sourceBlocks(text, pages), hasPages: pages.length > 0 };
  };
  return {
    openCitation(citation, citations) {
      const ordered = [...citations].sort((a, b) => a.marker - b.marker);
      show(ordered, ordered.indexOf(citation));
    },
    stepCitation(by) {
      const { source } = store.getState();
      if (source && source.index !== null) show(source.citations, source.index + by);
    },
    openDocument: ({ id, fileName }) =>
      store.setState({ source: { documentId: id, fileName, citations: [], index: null } }),
    closeSource: () => store.setState({ source: null }),
    readSourceText(documentId) {
      const known = texts.get(documentId);
      const reading = known ?? load(documentId);
      // The latest last, so that the first is the one to forget.
      texts.delete(documentId);
      texts.set(documentId, reading);
      const [oldest] = texts.keys();
      if (texts.size > KEPT_TEXTS && oldest !== undefined) texts.delete(oldest);
      if (!known) void forgetFailure(texts, documentId, reading);
      return reading;
    },
  };
}

async function forgetFailure(
  texts: Map<string, Promise<SourceText>>,
  documentId: string,
  reading: Promise<SourceText>,
): Promise<void> {
  try {
    await reading;
  } catch {
    if (texts.get(documentId) === reading) texts.delete(documentId);
  }
}
