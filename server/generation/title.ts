import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
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

const MAY_TITLE: Statement = {
  name: 'may title',
  text: 'SELECT FROM conversations WHERE user_id = $1 AND id = $2 AND NOT title_by_user',
};

/** Whether a conversation's title wrote itself, so that a better one may take its place. */
export async function mayTitle(
  { readAsUser }: Database,
  userId: string,
  conversationId: string,
): Promise<boolean> {
  return (await readAsUser(userId, MAY_TITLE, [userId, conversationId])).length > 0;
}

const STORE_TITLE: Statement = {
  name: 'store title',
  text: `UPDATE conversations c SET title = $3, seq = change_seq FROM users
    WHERE users.id = $1 AND c.user_id = $1 AND c.id = $2 AND NOT c.title_by_user`,
};

/** Replaces a title that wrote itself; one that a person wrote stays. */
export async function storeTitle(
  { changeAsUser }: Database,
  userId: string,
  conversationId: string,
  title: string,
): Promise<void> {
  await changeAsUser(userId, 1, STORE_TITLE, [userId, conversationId, title]);
}
