import { useEffect, useEffectEvent, useState } from 'react';
import { useApp } from '../state/app.tsx';
import { problemOf } from '../state/context.ts';
import type { Problem } from '../state/model.ts';

export type Reading<T> = {
  /** What was read last; it stays while something else is read, so that nothing jumps. */
  value: T | null;
  problem: Problem | null;
  isReading: boolean;
  reload(): void;
  /** Shows what the server has just answered. */
  show(value: T): void;
};

type Answer<T> = { value: T | null; problem: Problem | null; to: string | null };

/**
 * Reads something from the server, anew whenever `key` changes and when the server is back after it was away. Answers to
 * questions that are no longer asked are given up.
 */
export function useReading<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Reading<T> {
  const { store } = useApp();
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<Answer<T>>({ value: null, problem: null, to: null });
  const question = `${round} ${key}`;
  const readNow = useEffectEvent(read);
  useEffect(() => {
    const given = new AbortController();
    const answered = (change: (before: Answer<T>) => Answer<T>) => {
      if (!given.signal.aborted) setAnswer(change);
    };
    readNow(given.signal).then(
      (value) => answered(() => ({ value, problem: null, to: question })),
      (error: unknown) => answered(({ value }) => ({ value, problem: problemOf(error), to: question })),
    );
    return () => given.abort();
  }, [question]);
  const reload = () => setRound((before) => before + 1);
  const comeBack = useEffectEvent(() => {
    if (answer.problem?.code === 'offline') reload();
  });
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (state.connection === 'online' && before.connection !== 'online') comeBack();
      }),
    [store],
  );
  return {
    value: answer.value,
    problem: answer.problem,
    isReading: answer.to !== question,
    reload,
    show: (value) => setAnswer((before) => ({ ...before, value, problem: null })),
  };
}
