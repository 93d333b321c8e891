/** The data folder cannot be used. The message is a plain sentence that says what to do. */
export class FolderError extends Error {
  override name = 'FolderError';
}

/** What an error says, for the brackets of a sentence. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
