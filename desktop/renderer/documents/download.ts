import { getDocumentContent } from '#shared/endpoints/documents.ts';

/** Where a browser gets a document's file. */
export function downloadAddress(documentId: string): string {
  return getDocumentContent.path.replace(':id', encodeURIComponent(documentId));
}
