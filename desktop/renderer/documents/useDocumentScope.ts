import { useEffect, useRef } from 'react';
import { useAppState } from '../state/app.tsx';

/** The documents that the next message may rest on: null means all of them, an empty list none. */
export type DocumentScope = {
  ids: readonly string[] | null;
  choose: (ids: readonly string[] | null) => void;
};

/**
 * What was chosen for the draft, else what the conversation's last message used. Deleted documents drop out; when none
 * is left of a choice, all are used again. A file that is added while only some are used joins them.
 */
export function useDocumentScope(
  chosen: readonly string[] | null | undefined,
  usedLast: readonly string[] | null,
  onChoose: (ids: string[] | null) => void,
): DocumentScope {
  const documents = useAppState((state) => state.documents);
  const hidden = useAppState((state) => state.hiddenDocuments);
  const isWhole = useAppState(
    ({ documentList }) => documentList.status === 'ready' && documentList.cursor === null,
  );
  const isGone = (id: string) => hidden.has(id) || (isWhole && !documents.has(id));
  const wished = chosen === undefined ? usedLast : chosen;
  const left = wished?.filter((id) => !isGone(id)) ?? null;
  const ids = left?.length === 0 && wished?.length !== 0 ? null : left;
  const choose = (next: readonly string[] | null) => onChoose(next && [...next]);
  useJoiningUploads(ids, choose);
  return { ids, choose };
}

function useJoiningUploads(ids: readonly string[] | null, choose: DocumentScope['choose']): void {
  const uploads = useAppState((state) => state.uploads);
  const seen = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const arrived = uploads.flatMap(({ documentId }) => (documentId === null ? [] : [documentId]));
    const before = seen.current;
    seen.current = new Set([...(before ?? []), ...arrived]);
    const joining = before === null ? [] : arrived.filter((id) => !before.has(id));
    if (ids !== null && joining.length > 0) choose([...new Set([...ids, ...joining])]);
  });
}
