import { shell } from 'electron';
import { expect, test, vi } from 'vitest';
import { openOutside, outsideAddress } from './externalLinks.ts';

// Electron's module is only there inside Electron; what counts is what the system would be asked to open.
vi.mock('electron', () => ({ shell: { openExternal: vi.fn<() => Promise<void>>(() => Promise.resolve()) } }));

const REFUSED = [
  'file:///etc/passwd',
  'FILE:///C:/Windows/System32/calc.exe',
  'smb://host/share',
  'ms-msdt:/id PCWDiagnostic',
  'calculator:',
  'vscode://file/etc/passwd',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://example.org/1',
  'app://bundle/',
  'about:blank',
  '\\\\host\\share',
  'https:\\\\example.org',
  '//host/share',
  '/etc/passwd',
  'https://user@host.test/',
  'https://user:secret@host.test/',
  ' https://example.org',
  '\thttps://example.org',
  'https://example.org\n',
  'java\nscript:alert(1)',
  'https://exam\u0000ple.org',
  'https://example.org/\u202egpj.exe',
  'https://',
  '',
  'mailto',
  `https://example.org/${'a'.repeat(10_000)}`,
];

test('case 6: nothing but an ordinary web or mail address leaves the app', () => {
  for (const link of REFUSED) openOutside(link);
  expect(vi.mocked(shell.openExternal).mock.calls).toEqual([]);
});

test.each([
  ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
  ['HTTPS://Example.ORG', 'https://example.org/'],
  ['http://example.org', 'http://example.org/'],
  ['mailto:ana@example.org', 'mailto:ana@example.org'],
  ['https://españa.example/ñ', 'https://xn--espaa-rta.example/%C3%B1'],
])('case 6: %s opens as %s', (link, address) => {
  expect(outsideAddress(link)).toBe(address);
  openOutside(link);
  expect(shell.openExternal).toHaveBeenLastCalledWith(address);
});
