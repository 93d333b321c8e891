import bcrypt from 'bcrypt';
import { expect, test } from 'vitest';
import {
  assertGoodPassword,
  BCRYPT_COST,
  hashPassword,
  inHashingLine,
  isPassword,
  needsRehash,
} from './passwords.ts';

const isSame = (password: string, hash: string) => inHashingLine(() => isPassword(password, hash));
const EMAIL = 'somebody@example.org';

test('case 29: a hash is bcrypt at the cost of the day, and older ones are known as such', async () => {
  const hash = await hashPassword('correcto caballo');
  expect(hash).toMatch(/^\$2b\$12\$.{53}$/);
  expect(BCRYPT_COST).toBeGreaterThanOrEqual(12);
  expect(needsRehash(hash)).toBe(false);
  expect(needsRehash(await bcrypt.hash('x', 4))).toBe(true);
});

test.each([
  ['the 73rd byte', 'a'.repeat(73), `${'a'.repeat(72)}b`],
  ['what follows a NUL', 'secret\0one', 'secret\0two'],
  ['a NUL', 'secret\0one', 'secretone'],
  ['a space before', ' secret one', 'secret one'],
  ['a space after', 'secret one ', 'secret one'],
  ['case', 'Secret one', 'secret one'],
  ['the thousandth character', `${'ñ'.repeat(999)}a`, `${'ñ'.repeat(999)}b`],
])('case 30: %s of a password matters', async (_what, password, other) => {
  const hash = await hashPassword(password);
  expect(await isSame(password, hash)).toBe(true);
  expect(await isSame(other, hash)).toBe(false);
});

test('case 30: the same letters are the same password, however a keyboard composes them', async () => {
  const composed = 'contraseña segurísima';
  const hash = await hashPassword(composed.normalize('NFD'));
  expect(composed.normalize('NFD')).not.toBe(composed);
  expect(await isSame(composed, hash)).toBe(true);
});

test('case 38: an account that does not exist takes a hash’s time too, and no password is right for it', async () => {
  const started = performance.now();
  expect(await inHashingLine(() => isPassword('', undefined))).toBe(false);
  expect(performance.now() - started).toBeGreaterThan(20);
});

test.each([
  ['a'.repeat(7), 'too_short'],
  ['👩🏽‍🚀', 'too_short'],
  ['ñ'.repeat(7).normalize('NFD'), 'too_short'],
  ['x'.repeat(1_001), 'too_long'],
  [EMAIL, 'is_email'],
  ['SOMEBODY', 'is_email'],
  ['password1', 'too_common'],
  ['Qwerty123456', 'too_common'],
])('case 30: %s as a password is %s', async (password, reason) => {
  await expect(assertGoodPassword(password, EMAIL)).rejects.toMatchObject({
    code: 'weak_password',
    details: { reason },
  });
});

test.each([['12 ab ñ!'], ['x'.repeat(1_000)], ['🔑'.repeat(1_000)], [' '.repeat(20)], ['a\0b\0c\0d\0']])(
  'case 30: %j is accepted',
  async (password) => {
    await expect(assertGoodPassword(password, EMAIL)).resolves.toBeUndefined();
  },
);
