import { expect, test } from 'vitest';
import type { Message } from '#shared/entities.ts';
import { newMessage } from '../testing/memoryServer.ts';
import { branchOf, deepestLatestLeaf, versionsOf } from './branch.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** question → answer (two versions); the second was followed by another question, edited once. */
const tree = treeOf([
  newMessage({ id: 'q', createdAt: at(1) }),
  newMessage({ id: 'a1', parentId: 'q', role: 'assistant', createdAt: at(2) }),
  newMessage({ id: 'a2', parentId: 'q', role: 'assistant', createdAt: at(3) }),
  newMessage({ id: 'q2', parentId: 'a2', createdAt: at(4) }),
  newMessage({ id: 'b', parentId: 'q2', role: 'assistant', createdAt: at(5) }),
  newMessage({ id: 'q2-edited', parentId: 'a2', createdAt: at(6) }),
  newMessage({ id: 'b2', parentId: 'q2-edited', role: 'assistant', createdAt: at(7) }),
]);

function treeOf(messages: readonly Message[]): Map<string, Message> {
  return new Map(messages.map((message) => [message.id, message]));
}

const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);

test('a branch goes from the root to the active leaf', () => {
  expect(ids(branchOf(tree, 'b').messages)).toEqual(['q', 'a2', 'q2', 'b']);
});

test('without a known leaf the branch of the newest message is shown', () => {
  expect(ids(branchOf(tree, null).messages)).toEqual(['q', 'a2', 'q2-edited', 'b2']);
  expect(ids(branchOf(tree, 'not read yet').messages)).toEqual(['q', 'a2', 'q2-edited', 'b2']);
});

test('a branch that goes on in messages not read yet says so', () => {
  const partial = treeOf([...tree.values()].filter(({ id }) => id !== 'q'));
  expect(branchOf(partial, 'b').missingParentId).toBe('q');
  expect(branchOf(tree, 'b').missingParentId).toBeNull();
});

test('parents that form a circle do not hang the page', () => {
  const circle = treeOf([newMessage({ id: 'x', parentId: 'y' }), newMessage({ id: 'y', parentId: 'x' })]);
  expect(branchOf(circle, 'x').messages).toHaveLength(2);
  expect(deepestLatestLeaf(circle, 'x')).toBeDefined();
});

test('the versions of a message are its siblings, oldest first', () => {
  const [, answer] = branchOf(tree, 'b').messages;
  expect(answer && ids(versionsOf(tree, answer))).toEqual(['a1', 'a2']);
});

test('two beginnings of a conversation are versions of each other', () => {
  const roots = treeOf([
    newMessage({ id: 'one', createdAt: at(1) }),
    newMessage({ id: 'two', createdAt: at(2) }),
  ]);
  const first = roots.get('one');
  expect(first && ids(versionsOf(roots, first))).toEqual(['one', 'two']);
});

test('stepping to a version follows its newest children to the end', () => {
  expect(deepestLatestLeaf(tree, 'a1')).toBe('a1');
  expect(deepestLatestLeaf(tree, 'a2')).toBe('b2');
  expect(deepestLatestLeaf(tree, 'q2')).toBe('b');
});

test('times with more digits of a second are compared as times', () => {
  const precise = treeOf([
    newMessage({ id: 'late', parentId: 'p', role: 'assistant', createdAt: '2026-01-01T00:00:00.100Z' }),
    newMessage({ id: 'early', parentId: 'p', role: 'assistant', createdAt: '2026-01-01T00:00:00Z' }),
  ]);
  expect(deepestLatestLeaf(precise, 'p')).toBe('late');
});
