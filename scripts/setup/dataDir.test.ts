import path from 'node:path';
import { expect, test } from 'vitest';
import { dataDir } from './dataDir.ts';

test.each([
  ['linux', {}, '/home/ana/.local/share/kipux'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/kipux'],
  ['darwin', {}, '/home/ana/Library/Application Support/Kipux'],
  ['win32', { APPDATA: 'C:/Roaming' }, 'C:/Roaming/Kipux'],
  ['linux', { KIPUX_DATA_DIR: '/srv/kipux' }, '/srv/kipux'],
])('on %s with %j the data lies in %s', (platform, env, expected) => {
  expect(dataDir(env, platform, '/home/ana')).toBe(path.normalize(expected));
});

test('a relative KIPUX_DATA_DIR is meant from where one stands', () => {
  expect(dataDir({ KIPUX_DATA_DIR: 'here' })).toBe(path.join(process.cwd(), 'here'));
});
