/** Reads again and again until what is read holds, or the time is over; gives what was read last. */
export async function eventually<T>(
  read: () => Promise<T> | T,
  holds: (value: T) => boolean,
  milliseconds = 15_000,
): Promise<T> {
  for (const until = Date.now() + milliseconds; ; ) {
    const value = await read();
    if (holds(value) || Date.now() > until) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
