/** Bounds that client and server agree on. The server enforces them; the client says them before it is too late. */
export const LIMITS = {
  emailLength: 254,
  nameLength: 100,
  passwordMinLength: 8,
  passwordMaxLength: 1_000,
  /** Sessions of one user that are listed, the last used first. */
  devices: 200,
  /** Invitations that are listed, the newest first. */
  invitations: 200,
  planCodeLength: 50,
  titleLength: 200,
  /** UTF-16 units of one message written by a person. */
  messageLength: 100_000,
  /** UTF-16 units of a draft that follows the account to other devices; a longer one stays on its own. */
  draftLength: 16_000,
  /** Documents that one message may be restricted to. */
  documentsPerMessage: 100,
  fileNameLength: 255,
  uploadBytes: 25 * 1024 * 1024,
  searchQueryLength: 1_000,
  pageSizeDefault: 50,
  pageSizeMax: 200,
  messagesPageSizeDefault: 200,
  messagesPageSizeMax: 1_000,
  syncPageSizeDefault: 200,
  syncPageSizeMax: 1_000,
} as const;
