import { useCallback, useEffect, useRef, useState } from 'react';
import { problemOf } from '../state/context.ts';
import type { Problem } from '../state/model.ts';

export type Remote<T> = { value: T | null; problem: Problem | null; reload(): Promise<void> };

/** What the server says now; read when the component appears and whenever `reload` is called. The newest answer wins. */
export function useRemote<T>(read: () => Promise<T>): Remote<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });
  const asked = useRef(0);
  const reload = useCallback(async () => {
    const mine = ++asked.current;
    try {
      const answer = await latest.current();
      if (mine !== asked.current) return;
      setValue(() => answer);
      setProblem(null);
    } catch (error) {
      if (mine === asked.current) setProblem(problemOf(error));
    }
  }, []);
  useEffect(() => {
    void reload();
    return () => {
      asked.current += 1;
    };
  }, [reload]);
  return { value, problem, reload };
}
