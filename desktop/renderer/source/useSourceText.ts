import { useEffect, useState } from 'react';
import { useActions } from '../state/app.tsx';
import { problemOf } from '../state/context.ts';
import type { Problem } from '../state/model.ts';
import type { SourceText } from '../state/source.ts';

/** The text that was read from a document; both null while it is on its way. */
export function useSourceText(documentId: string): { source: SourceText | null; problem: Problem | null } {
  const { readSourceText } = useActions();
  const [source, setSource] = useState<SourceText | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      try {
        const found = await readSourceText(documentId);
        if (wanted) setSource(found);
      } catch (error) {
        if (wanted) setProblem(problemOf(error));
      }
    };
    void read();
    return () => {
      wanted = false;
    };
  }, [readSourceText, documentId]);
  return { source, problem };
}
