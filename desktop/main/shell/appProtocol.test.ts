import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAppProtocolHandler, isAppUrl } from './appProtocol.ts';

function bundle() {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = path.join(folder, 'renderer');
  for (const name of ['renderer/assets', 'renderer-evil'])
    mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(folder, 'renderer-evil/a.txt'), 'secret');
  writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(root, 'assets/app.js'), 'export {}');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(root, 'link.txt'));
  symlinkSync(path.join(folder, 'renderer-evil'), path.join(root, 'folder'));
  const handler = createAppProtocolHandler(root);
  return (url: string, method = 'GET') => handler(new Request(url, { method }));
}

test.each([
  'app://bundle/../secret.txt',
  'app://bundle/../../../../../../etc/passwd.txt',
  'app://bundle/%2e%2e/secret.txt',
  'app://bundle/%2e%2e%2fsecret.txt',
  'app://bundle/%252e%252e%252fsecret.txt',
  'app://bundle/..%5csecret.txt',
  'app://bundle/..\\secret.txt',
  'app://bundle/assets/..%2f..%2fsecret.txt',
  'app://bundle/../renderer-evil/a.txt',
  'app://bundle/%2e%2e/renderer-evil/a.txt',
  'app://bundle/link.txt',
  'app://bundle/folder/a.txt',
  'app://bundle/index.html%00.txt',
  'app://bundle/C:/secret.txt',
  'app://bundle//etc/passwd.txt',
  'app://bundle/missing.js',
  'app://bundle/%',
  'app://kipux/index.html',
  'app://bundle.evil.test/index.html',
])('case 11: %s gives nothing', async (url) => {
  const response = await bundle()(url);
  expect([403, 404]).toContain(response.status);
  expect(await response.text()).toBe('');
});

test('case 3: every answer carries the strict policy', async () => {
  const get = bundle();
  for (const url of ['app://bundle/', 'app://bundle/assets/app.js', 'app://bundle/missing.js']) {
    const { headers } = await get(url);
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map((part) => {
        const [name, ...values] = part.split(' ');
        return [name, values.join(' ')];
      }),
    );
    expect(policy).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'img-src': "'self' data: blob:",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('files come with their type, routes of the interface with the page', async () => {
  const get = bundle();
  expect((await get('app://bundle/assets/app.js')).headers.get('content-type')).toBe(
    'text/javascript; charset=utf-8',
  );
  for (const route of [
    'app://bundle/',
    'app://bundle/conversations/1?x=y#z',
    'app://bundle/../../etc/passwd',
    'app://bundle/index.html',
  ]) {
    const response = await get(route);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe('<!doctype html>');
  }
  expect((await get('app://bundle/', 'POST')).status).toBe(405);
});

test('case 7: a URL is ours by its origin, whatever it looks like', () => {
  expect(isAppUrl('app://bundle/login')).toBe(true);
  const foreign = [
    'https://evil.test/?x=app://bundle/',
    'app://bundle.evil.test/',
    'app://bundle@evil.test/',
    'app://user@bundle/',
    'app://bundle:80/',
    'http://bundle/',
    'appx://bundle/',
    'javascript:app://bundle/',
    'bundle',
    '',
  ];
  expect(foreign.filter(isAppUrl)).toEqual([]);
});
