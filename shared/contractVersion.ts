/**
 * Which contract a client and a server speak. Both send it with every request and answer; programs that send none are
 * taken for current. What is added leaves the number as it is; it grows when something is taken away or changes its
 * meaning, and the oldest that is still understood follows when that is given up.
 */
export const CONTRACT = { version: 1, oldestClient: 1, oldestServer: 1 } as const;

export const CONTRACT_HEADER = 'Kipux-Contract';

/** Whether the other side speaks a contract older than `oldest`. */
export function isOutdated(header: string | null | undefined, oldest: number): boolean {
  return typeof header === 'string' && /^\d{1,6}$/.test(header) && Number(header) < oldest;
}
