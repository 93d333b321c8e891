import {
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
// oxlint-disable-next-line import/default -- the bundler gives the address of what `?url` names
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

export type PdfFile = {
  pageCount: number;
  /** The page with a number from 1 on. */
  page(number: number): Promise<PDFPageProxy>;
  /** Lays a page's text over its drawing, each piece where its letters are; gives the pieces and their elements. */
  layText(page: PDFPageProxy, container: HTMLElement): { done: Promise<LaidText>; cancel(): void };
  close(): void;
};

export type LaidText = { items: readonly string[]; elements: readonly HTMLElement[] };

export type { PDFPageProxy };

/** What is larger is drawn coarser; canvases beyond this fail without a word in some browsers. */
const MOST_IMAGE_PIXELS = 64_000_000;
const bundled = (folder: string) => new URL(`/pdfjs/${folder}/`, document.baseURI).href;

/**
 * Opens a PDF in a worker of its own. Nothing in it is run, and nothing is fetched but files of our own bundle. Rejects
 * when it is none, is damaged or protected.
 */
export async function openPdf(bytes: ArrayBuffer): Promise<PdfFile> {
  const port = startWorker();
  const worker = PDFWorker.create({ port });
  const task = getDocument({
    // pdf.js takes the bytes with it to the worker.
    data: new Uint8Array(bytes.slice(0)),
    worker,
    cMapUrl: bundled('cmaps'),
    standardFontDataUrl: bundled('standard_fonts'),
    wasmUrl: bundled('wasm'),
    useWasm: false,
    useWorkerFetch: false,
    BinaryDataFactory: BundledData,
    enableXfa: false,
    disableWorkerRendering: true,
    maxImageSize: MOST_IMAGE_PIXELS,
    verbosity: 0,
  });
  const close = () => {
    void task.destroy().finally(() => {
      worker.destroy();
      port.terminate();
    });
  };
  try {
    const file: PDFDocumentProxy = await task.promise;
    return { pageCount: file.numPages, page: (number) => file.getPage(number), layText, close };
  } catch (error) {
    close();
    throw error;
  }
}

function layText(page: PDFPageProxy, container: HTMLElement): ReturnType<PdfFile['layText']> {
  const layer = new TextLayer({
    textContentSource: page.streamTextContent(),
    container,
    viewport: page.getViewport({ scale: 1 }),
  });
  const lay = async () => {
    await layer.render();
    return { items: layer.textContentItemsStr, elements: layer.textDivs };
  };
  return { done: lay(), cancel: () => layer.cancel() };
}

/** Fetches from our own bundle only, also where its scheme is not HTTP. */
class BundledData {
  readonly #folders: Record<string, string | null>;

  constructor(folders: Record<string, string | null>) {
    this.#folders = folders;
  }

  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const response = await fetch(`${this.#folders[kind] ?? ''}${encodeURIComponent(filename)}`);
    if (!response.ok) throw new Error(`no ${filename} in the bundle`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

/** As far as it is used here; the desktop window requires it for scripts, and not every browser has it. */
type TrustedTypes = {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
};

function startWorker(): Worker {
  return new Worker(trustedAddress, { type: 'module' });
}

/** The one script that this page may start as a worker: the one that was bundled with it. */
const trustedAddress = policyOf()?.createScriptURL(workerAddress) ?? workerAddress;

function policyOf(): ReturnType<TrustedTypes['createPolicy']> | undefined {
  const scope: { trustedTypes?: TrustedTypes; document: unknown } = globalThis;
  return scope.trustedTypes?.createPolicy('kipux-pdf', {
    createScriptURL(url) {
      if (url !== workerAddress) throw new TypeError('not the worker of this bundle');
      return url;
    },
  });
}
