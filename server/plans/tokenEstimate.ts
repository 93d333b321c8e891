/** What a token is in most texts, in bytes of UTF-8: a little more in English, a little less in Spanish. */
export const BYTES_PER_TOKEN = 4;

/** The system prompt and what a provider adds around each turn. */
export const FRAME_TOKENS = 100;

/** How many tokens so many bytes of text are, where nobody has counted them. */
export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

export function estimateTokens(text: string): number {
  return tokensOf(Buffer.byteLength(text));
}
