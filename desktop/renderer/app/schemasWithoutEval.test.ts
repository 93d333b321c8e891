import { expect, test, vi } from 'vitest';
// oxlint-disable-next-line import/default -- Vite gives the file's text
import entry from '../main.tsx?raw';

test('no schema of the contract makes code from text, which the page’s policy would refuse', async () => {
  const makeCode = vi.spyOn(globalThis, 'Function');
  await import('./schemasWithoutEval.ts');
  const { conversationSchema } = await import('#shared/entities.ts');
  expect(conversationSchema.safeParse({ id: 1 }).success).toBe(false);
  expect(conversationSchema.array().safeParse([]).success).toBe(true);
  expect(makeCode).not.toHaveBeenCalled();
  makeCode.mockRestore();
});

test('it comes before everything else that the interface imports', () => {
  expect(entry.split('\n', 1)).toEqual(["import './app/schemasWithoutEval.ts';"]);
});
