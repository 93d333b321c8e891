/** Tells whoever started the app from a terminal; there is no other place for what went wrong in the main process. */
export function logError(what: string, error: unknown): void {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`kipux: ${what}: ${why}\n`);
}
