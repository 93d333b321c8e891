import { useState } from 'react';
import { problemOf } from '../state/context.ts';
import type { Problem } from '../state/model.ts';
import { useReading } from './useReading.ts';

export type Page<Row> = { rows: Row[]; nextCursor?: string | undefined };

export type Pages<Row> = {
  /** null: nothing was read yet. */
  rows: readonly Row[] | null;
  problem: Problem | null;
  isReading: boolean;
  hasMore: boolean;
  loadMore(): Promise<void>;
  reload(): void;
};

type More<Row> = { after: Page<Row>; rows: Row[]; nextCursor: string | undefined };

/** A list that the server gives in pages; it begins anew whenever `key` changes. */
export function usePages<Row>(
  key: string,
  read: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<Row>>,
): Pages<Row> {
  const first = useReading(key, (signal) => read(undefined, signal));
  const [more, setMore] = useState<More<Row> | null>(null);
  const [loading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // What follows belongs to the first page that it was read after.
  const following = more !== null && more.after === first.value ? more : null;
  const nextCursor = following ? following.nextCursor : first.value?.nextCursor;
  const loadMore = async () => {
    const after = first.value;
    if (after === null || nextCursor === undefined || loading || first.isReading) return;
    setLoading(true);
    try {
      const page = await read(nextCursor);
      setMore({ after, rows: [...(following?.rows ?? []), ...page.rows], nextCursor: page.nextCursor });
      setProblem(null);
    } catch (error) {
      setProblem(problemOf(error));
    }
    setLoading(false);
  };
  return {
    rows: first.value === null ? null : [...first.value.rows, ...(following?.rows ?? [])],
    problem: first.problem ?? problem,
    isReading: first.isReading || loading,
    hasMore: nextCursor !== undefined,
    loadMore,
    reload: first.reload,
  };
}
