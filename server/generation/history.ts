import type { ChatTurn } from '#platform/ai/provider.ts';
import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { MessageStatus } from '#shared/entities.ts';

/** What of a branch goes to the model: the latest messages within this many UTF-16 units (about 30,000 tokens). */
const MAX_HISTORY_LENGTH = 120_000;
const MAX_HISTORY_MESSAGES = 200;

export type BranchMessage = {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  status: MessageStatus;
};

const BRANCH: Statement = {
  name: 'read branch',
  text: `WITH RECURSIVE branch AS (
      SELECT id, parent_id, role, content, status, 1 AS depth FROM messages WHERE user_id = $1 AND id = $2
      UNION ALL
      SELECT m.id, m.parent_id, m.role, m.content, m.status, branch.depth + 1
      FROM branch JOIN messages m ON m.user_id = $1 AND m.id = branch.parent_id
      WHERE branch.depth < $3
    ) SELECT id, role, content, status FROM branch ORDER BY depth`,
};

/** The branch that ends in `leafId`, the latest message first. */
export function readBranch(
  { readAsUser }: Database,
  userId: string,
  leafId: string,
): Promise<BranchMessage[]> {
  return readAsUser(userId, BRANCH, [userId, leafId, MAX_HISTORY_MESSAGES]);
}

/** Turns for the model out of a branch (the latest first): the oldest are left out when there is too much. */
export function toTurns(branch: readonly BranchMessage[]): ChatTurn[] {
  const turns: ChatTurn[] = [];
  let length = 0;
  for (const { role, content } of branch) {
    if (content === '') continue;
    length += content.length;
    if (length > MAX_HISTORY_LENGTH && turns.length > 0) break;
    turns.unshift({ role, content });
  }
  return turns;
}
