import type { Message } from '#shared/entities.ts';

type Tree = ReadonlyMap<string, Message>;

/** The messages from the root to a leaf. `missingParentId`: the path goes on in messages that were not read yet. */
export type Branch = { messages: readonly Message[]; missingParentId: string | null };

/** The branch that ends at `leafId`; without it (or before it was read), the branch of the newest message. */
export function branchOf(tree: Tree, leafId: string | null): Branch {
  const leaf = (leafId === null ? undefined : tree.get(leafId)) ?? newest([...tree.values()]);
  const messages: Message[] = [];
  const seen = new Set<string>();
  let next = leaf;
  let missingParentId: string | null = null;
  while (next && !seen.has(next.id)) {
    seen.add(next.id);
    messages.push(next);
    const parentId = next.parentId;
    next = parentId === null ? undefined : tree.get(parentId);
    missingParentId = next || parentId === null ? null : parentId;
  }
  return { messages: messages.reverse(), missingParentId };
}

/** The versions of a message: it and its siblings, in the order they were created. */
export function versionsOf(tree: Tree, message: Message): readonly Message[] {
  return [...tree.values()]
    .filter((other) => other.parentId === message.parentId && other.role === message.role)
    .sort(byCreation);
}

/** Where a branch ends if, from `id` on, the newest child is followed each time. */
export function deepestLatestLeaf(tree: Tree, id: string): string {
  const children = Map.groupBy(tree.values(), (message) => message.parentId);
  const seen = new Set<string>();
  let leaf = id;
  while (!seen.has(leaf)) {
    seen.add(leaf);
    leaf = newest(children.get(leaf) ?? [])?.id ?? leaf;
  }
  return leaf;
}

function newest(messages: readonly Message[]): Message | undefined {
  return messages.reduce<Message | undefined>(
    (latest, message) => (latest && byCreation(latest, message) > 0 ? latest : message),
    undefined,
  );
}

/** Times compare as numbers: the server may write more or fewer digits of a second. Sorting is stable, so equal times keep the order read. */
function byCreation(a: Message, b: Message): number {
  return Date.parse(a.createdAt) - Date.parse(b.createdAt);
}
