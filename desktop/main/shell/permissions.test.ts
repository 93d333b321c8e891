import { expect, test } from 'vitest';
import { isGranted } from './permissions.ts';

const ASKED = [
  'geolocation',
  'media',
  'notifications',
  'clipboard-read',
  'midi',
  'midiSysex',
  'usb',
  'hid',
  'serial',
  'openExternal',
  'fullscreen',
  'pointerLock',
  'display-capture',
  'storage-access',
  'window-management',
  'fileSystem',
  'unknown',
];

test('case 12: every permission is refused but copying from a page of ours', () => {
  expect(ASKED.filter((permission) => isGranted(permission, 'app://bundle/'))).toEqual([]);
  expect(isGranted('clipboard-sanitized-write', 'app://bundle/conversations/1')).toBe(true);
  expect(isGranted('clipboard-sanitized-write', 'https://evil.test/')).toBe(false);
});
