import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useAppState } from '../state/app.tsx';
import { problemOf } from '../state/context.ts';
import type { Problem } from '../state/model.ts';

export type Reading<T> = {
  /** What was read last; it stays while something else is read, so that nothing jumps. */
  value: T | null;
  problem: Problem | null;
  isReading: boolean;
  reload(): Promise<void>;
  /** Shows what the server has just answered. */
  show(value: T): void;
};

/**
 * Reads something from the server, anew whenever `key` changes and when the server is back after it was away. Answers to
 * questions that are no longer asked are given up.
 */
export function useReading<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Reading<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isReading, setReading] = useState(true);
  const running = useRef<AbortController | null>(null);
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });
  const reload = useCallback(async () => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setReading(true);
    try {
      const answer = await latest.current(mine.signal);
      if (mine.signal.aborted) return;
      setValue(() => answer);
      setProblem(null);
    } catch (error) {
      if (mine.signal.aborted) return;
      setProblem(problemOf(error));
    }
    setReading(false);
  }, []);
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another key is what it reads again for
  useEffect(() => {
    void reload();
    return () => running.current?.abort();
  }, [reload, key]);
  const online = useAppState((state) => state.connection === 'online');
  const comeBack = useEffectEvent(() => {
    if (problem?.code === 'offline') void reload();
  });
  useEffect(() => {
    if (online) comeBack();
  }, [online]);
  return { value, problem, isReading, reload, show: (shown) => setValue(() => shown) };
}
