const SLICE_MS = 8;

/**
 * For long work on the event loop: await what this gives between its parts, and whoever else waits for the loop goes
 * first every few milliseconds. It costs nothing between.
 */
export function createBreather(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < SLICE_MS) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
