import { expect, test } from 'vitest';
import { addressOwner, createRateLimit } from './rateLimit.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
])('case 37: %s belongs to %s', (address, owner) => expect(addressOwner(address)).toBe(owner));

test('who asks too often is told when to come back, and nobody else is', async () => {
  const limit = createRateLimit({ points: 3, duration: 60 });
  for (let n = 0; n < 3; n++) await limit('one');
  await expect(limit('one')).rejects.toMatchObject({
    code: 'rate_limited',
    details: { retryAfterSeconds: 60 },
  });
  await expect(limit('other')).resolves.toBeUndefined();
});
