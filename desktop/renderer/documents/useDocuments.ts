import { useMemo } from 'react';
import type { Document } from '#shared/entities.ts';
import { useAppState } from '../state/app.tsx';
import { isBeingRead } from '../state/rows.ts';

/** The person's documents as far as they are known here, the latest first, without those being deleted. */
export function useDocuments(): readonly Document[] {
  const documents = useAppState((state) => state.documents);
  const hidden = useAppState((state) => state.hiddenDocuments);
  return useMemo(
    () =>
      [...documents.values()]
        .filter(({ id }) => !hidden.has(id))
        .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt)),
    [documents, hidden],
  );
}

/** How many files are on their way to be usable: being sent or being read. */
export function useBusyDocuments(): number {
  return useAppState(
    ({ uploads, documents, hiddenDocuments }) =>
      uploads.filter(({ state }) => state === 'waiting' || state === 'sending').length +
      [...documents.values()].filter((document) => isBeingRead(document) && !hiddenDocuments.has(document.id))
        .length,
  );
}

/** Those whose name has the words, case and accents aside. */
export function withName<T extends { fileName: string }>(
  documents: readonly T[],
  query: string,
): readonly T[] {
  const words = folded(query.trim());
  return words === '' ? documents : documents.filter(({ fileName }) => folded(fileName).includes(words));
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
