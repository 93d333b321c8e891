import { expect, test } from 'vitest';
import { newAccount } from '../testing/memoryServer.ts';
import { nearestLimit } from './allowance.ts';

const { plan, usage } = newAccount();
const caps = { messages: null, tokens: null };

test('nothing is said of a limit before nine tenths of it are used', () => {
  expect(nearestLimit(plan, { ...usage, messages: 899 })).toBeUndefined();
  expect(nearestLimit(plan, { ...usage, messages: 900 })).toEqual({
    limit: 'messages',
    used: 900,
    max: 1_000,
  });
});

test('what has no limit is never near it', () => {
  const free = { ...plan, messageLimit: null, tokenLimit: null };
  expect(nearestLimit(free, { ...usage, messages: 1e6, tokens: 1e9 })).toBeUndefined();
});

test('of several limits the one that comes first is told, the plan’s before the person’s own', () => {
  const used = { ...usage, messages: 950, tokens: 99, caps: { ...caps, tokens: 100 } };
  expect(nearestLimit(plan, used)?.limit).toBe('token_cap');
  expect(nearestLimit(plan, { ...usage, messages: 1_000, caps: { ...caps, messages: 1_000 } })?.limit).toBe(
    'messages',
  );
  expect(nearestLimit({ ...plan, messageLimit: 0 }, { ...usage, messages: 0 })?.limit).toBe('messages');
});
