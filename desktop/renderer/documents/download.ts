import { getDocumentContent } from '#shared/endpoints/documents.ts';

/** Where a browser gets a document's file; null in the desktop window, whose bridge hands out no files. */
export function downloadAddress(documentId: string): string | null {
  return hasBridge() ? null : getDocumentContent.path.replace(':id', encodeURIComponent(documentId));
}

/** Whether this is the desktop window. */
export function hasBridge(): boolean {
  return 'kipux' in globalThis;
}
