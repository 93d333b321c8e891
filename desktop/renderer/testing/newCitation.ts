import { v7 as uuid } from 'uuid';
import type { Citation } from '#shared/entities.ts';

export function newCitation(fields: Partial<Citation> = {}): Citation {
  return {
    marker: 1,
    contentOffset: null,
    documentId: uuid(),
    chunkId: uuid(),
    fileName: 'acta.pdf',
    page: null,
    start: 0,
    end: 0,
    quote: '',
    ...fields,
  };
}
