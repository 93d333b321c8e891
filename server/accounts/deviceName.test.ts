import { expect, test } from 'vitest';
import { nameDevice } from './deviceName.ts';

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0',
    'browser',
    'Edge',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    'browser',
    'Safari',
    'macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/141.0 Mobile Safari/604.1',
    'browser',
    'Chrome',
    'iOS',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 kipux-ai/0.1.0 Chrome/141.0 Electron/45.4.1 Safari/537.36',
    'desktop',
    'Kipux',
    'Linux',
  ],
  ['curl/8.5.0', 'program', 'curl', null],
  ['', 'program', null, null],
  ['<script>alert(1)</script>', 'program', null, null],
])('%s', (userAgent, kind, app, system) => {
  expect(nameDevice(userAgent)).toEqual({ kind, app, system });
});
