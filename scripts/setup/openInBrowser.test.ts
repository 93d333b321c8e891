import { expect, test } from 'vitest';
import { opener } from './openInBrowser.ts';

test.each([
  ['linux', { DISPLAY: ':0' }, 'xdg-open'],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'xdg-open'],
  ['darwin', {}, 'open'],
  ['win32', {}, 'rundll32'],
])('on %s with %j the address is opened by %s', (platform, env, command) => {
  expect(opener(platform, env)[0]).toBe(command);
});

test.each([
  ['linux', {}],
  ['darwin', { SSH_CONNECTION: '10.0.0.1 22' }],
  ['linux', { DISPLAY: ':0', BROWSER: 'none' }],
  ['win32', { CI: 'true' }],
])('on %s with %j nobody would see it', (platform, env) => {
  expect(opener(platform, env)).toEqual([]);
});
