/** What names a message: every key of a tenant's row begins with its user. */
export type MessageKey = { userId: string; messageId: string };

/** The same as one string, for maps and notifications. */
export function nameOf({ userId, messageId }: MessageKey): string {
  return `${userId} ${messageId}`;
}
