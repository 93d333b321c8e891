import { useCallback, useState } from 'react';
import { problemOf } from '../state/context.ts';
import type { Problem } from '../state/model.ts';

export type Task = {
  busy: boolean;
  problem: Problem | null;
  /** Does the work; false when it failed, which `problem` then says. */
  run(work: () => Promise<unknown>): Promise<boolean>;
};

/** Something that a button does with the server's help: whether it is under way, and why it failed. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, problem, run };
}
