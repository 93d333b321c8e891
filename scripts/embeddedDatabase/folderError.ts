/** The data folder cannot be used. The message is a plain sentence that says what to do. */
export class FolderError extends Error {
  override name = 'FolderError';
}
