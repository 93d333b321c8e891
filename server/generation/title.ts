import type { Database } from '#platform/database/database.ts';
import { LIMITS } from '#shared/limits.ts';

const TITLE_LENGTH = 60;

/** The first sentence or line of a question, cut at a word: a title until, or in place of, one that a model writes. */
export function titleFromQuestion(content: string): string {
  const line =
    content
      .replace(/[#>*_`]+/g, '')
      .trim()
      .split(/\n/, 1)[0] ?? '';
  const sentence = line.match(/^.*?[.?!](?=\s|$)/u)?.[0] ?? line;
  const text = sentence.replace(/\s+/g, ' ').trim().toWellFormed();
  if (text.length <= TITLE_LENGTH) return text;
  const cut = text.slice(0, TITLE_LENGTH + 1);
  const atWord = cut.lastIndexOf(' ');
  return `${cut.slice(0, atWord > TITLE_LENGTH / 2 ? atWord : TITLE_LENGTH).toWellFormed()}…`;
}

/** What a model suggests, made fit to be a title; undefined when nothing is left of it. */
export function cleanTitle(suggestion: string | undefined): string | undefined {
  const line = (suggestion ?? '').replaceAll('\0', '').trim().split('\n', 1)[0] ?? '';
  const bare = line
    .replace(/^["'«“#*\s]+|["'»”.*\s]+$/g, '')
    .slice(0, LIMITS.titleLength)
    .toWellFormed();
  return bare === '' ? undefined : bare;
}

/** Replaces a title that wrote itself; one that a person wrote stays. */
export function storeTitle(
  database: Database,
  userId: string,
  conversationId: string,
  title: string,
): Promise<void> {
  return database.withChanges(userId, 1, async (tx, seqs) => {
    await tx.conversation.updateMany({
      where: { userId, id: conversationId, titleByUser: false },
      data: { title, seq: seqs.next() },
    });
  });
}
