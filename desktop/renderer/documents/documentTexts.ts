import type { TFunction } from 'i18next';
import type { Document } from '#shared/entities.ts';
import { LIMITS } from '#shared/limits.ts';
import type { Formats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { withoutBidiControls } from '../markdown/displayNodes.ts';
import type { Upload } from '../state/model.ts';

/** A file's name as it is shown: nothing in it turns the text around it. */
export function shownName({ fileName }: { fileName: string }): string {
  return withoutBidiControls(fileName);
}

/** Why a document could not be read, and what to do. */
export function documentErrorText(t: TFunction, document: Document): string {
  return t(`documents.errors.${document.error?.code ?? 'internal'}`, { name: shownName(document) });
}

/** Why a file was not uploaded, and what to do. */
export function refusalText(t: TFunction, formats: Formats, upload: Upload): string {
  const name = shownName(upload);
  const { code, details } = upload.problem ?? { code: 'internal' };
  switch (code) {
    case 'payload_too_large':
      return t('documents.refused.too_large', { name, max: formats.bytes(LIMITS.uploadBytes) });
    case 'unsupported_file':
      return t('documents.refused.unsupported', { name });
    case 'offline':
      return t('documents.refused.offline', { name });
    case 'plan_limit_reached':
      if (details?.limit === 'documents' && details.max !== undefined)
        return t('documents.refused.plan_documents', { name, max: formats.number(details.max) });
      if (details?.limit === 'storage' && details.max !== undefined)
        return t('documents.refused.plan_storage', { name, max: formats.bytes(details.max) });
      break;
    default:
  }
  return t('documents.refused.other', { name, problem: problemText(t, formats, { code, details }) });
}

/** What kind of file it is, how long and how large, as far as it is known. */
export function documentFacts(t: TFunction, formats: Formats, document: Document): string[] {
  const { mimeType, pageCount, fileSizeBytes, createdAt } = document;
  return [
    t(`documents.kinds.${KINDS[mimeType] ?? 'text'}`),
    ...(pageCount === null || pageCount === 0 || mimeType !== 'application/pdf'
      ? []
      : [t('documents.pages', { count: pageCount })]),
    formats.bytes(fileSizeBytes),
    formats.day(createdAt),
    ...(document.replaces === undefined ? [] : [t('documents.replacing')]),
  ];
}

type Kind = 'pdf' | 'word' | 'excel' | 'csv' | 'web' | 'markdown' | 'text';

const KINDS: Partial<Record<string, Kind>> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'word',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'excel',
  'text/csv': 'csv',
  'text/html': 'web',
  'text/markdown': 'markdown',
};
