import type { DocumentErrorCode } from '#shared/errors.ts';

/** What a person is told of a document that could not be read; clients translate by the code. */
export const DOCUMENT_ERROR_MESSAGES: Record<DocumentErrorCode, string> = {
  empty: 'There is no text in this file. Check that it is the one you meant.',
  no_text:
    'This PDF has no text layer: it seems to be scanned. Run it through text recognition (OCR) and upload it again.',
  encrypted: 'This file is protected by a password. Save it without one and upload it again.',
  damaged: 'The file is damaged and could not be read. Try to open and save it again.',
  too_large: 'The document is too large to be read. Split it and upload the parts.',
  took_too_long:
    'Reading the document took too long, so it was stopped. Split it or save it again in a simpler form.',
  unsupported:
    'Kipux reads PDF, Word (.docx), Excel (.xlsx), CSV, web pages, Markdown and plain text. Save this file as one of these and upload that.',
  embedding_failed:
    'The document was read, but the model did not deliver its embeddings. Upload it again later.',
  internal: 'Something went wrong on the server while the document was read. Upload it again.',
};
