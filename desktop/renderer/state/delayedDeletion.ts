export type DelayedDeletion = {
  /** Deletes after the delay, unless undone. */
  schedule(id: string): void;
  /** Takes a scheduled deletion back; false if it was already carried out. */
  undo(id: string): boolean;
  /** Carries out all that is scheduled, now: the window closes. */
  flush(): void;
};

/** Deletions that wait `delay` milliseconds before `carryOut`, so that undo needs no server. */
export function createDelayedDeletion(delay: number, carryOut: (id: string) => void): DelayedDeletion {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const settle = (id: string): boolean => {
    clearTimeout(timers.get(id));
    return timers.delete(id);
  };
  const run = (id: string): void => {
    if (settle(id)) carryOut(id);
  };
  return {
    schedule(id) {
      settle(id);
      timers.set(
        id,
        setTimeout(() => run(id), delay),
      );
    },
    undo: settle,
    flush() {
      for (const id of [...timers.keys()]) run(id);
    },
  };
}
