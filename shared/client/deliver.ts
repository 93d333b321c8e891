/**
 * Calls a listener so that its own error neither ends the connection that feeds it nor gets lost: it surfaces as an
 * uncaught one, like that of any event listener.
 */
export function deliver<E>(listener: (event: E) => void, event: E): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
