import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSessionStore, type KeyStore } from './sessionStore.ts';

const SERVER = 'https://kipux.example';
const mirrored = (text: string) => text.split('').toReversed().join('');

const keyStore = (backend = 'gnome_libsecret'): KeyStore => ({
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => backend,
  encryptString: (text) => Buffer.from(mirrored(text)),
  decryptString: (data) => mirrored(data.toString()),
});

function place() {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-session-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'session.bin');
}

test('a session is there after a restart, for its own server only', () => {
  const file = place();
  createSessionStore(file, keyStore()).receive(SERVER, ['__Host-kipux=s%3Aabc; Path=/; Secure; HttpOnly']);
  const store = createSessionStore(file, keyStore());
  expect(store.kept).toBe('encrypted');
  expect(store.cookie(SERVER)).toBe('__Host-kipux=s%3Aabc');
  expect(store.cookie('https://evil.test')).toBeUndefined();
  expect(readFileSync(file, 'utf8')).not.toContain('abc');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each(['basic_text', 'unknown'])('case 15: with the key store %s nothing is written', (backend) => {
  const file = place();
  writeFileSync(file, 'left from before');
  const store = createSessionStore(file, keyStore(backend));
  store.receive(SERVER, ['kipux=abc; Path=/']);
  expect(store.kept).toBe('memory');
  expect(store.cookie(SERVER)).toBe('kipux=abc');
  expect(existsSync(file)).toBe(false);
});

test('the server renews and ends the session; other cookies are none of ours', () => {
  const file = place();
  const store = createSessionStore(file, keyStore());
  store.receive(SERVER, ['theme=dark; Path=/, kipux=one; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Path=/']);
  expect(store.cookie(SERVER)).toBe('kipux=one');
  store.receive(SERVER, ['tracker=x', 'kipux=a b', 'kipux=a"b', 'kipux=t\u00e9']);
  expect(store.cookie(SERVER)).toBe('kipux=one');
  store.receive(SERVER, ['kipux=two; Max-Age=60']);
  expect(store.cookie(SERVER)).toBe('kipux=two');
  store.receive(SERVER, ['kipux=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT']);
  expect(store.cookie(SERVER)).toBeUndefined();
  expect(existsSync(file)).toBe(false);
});

test('a file that cannot be decrypted means signing in again', () => {
  const file = place();
  writeFileSync(file, 'no JSON, whichever way it is read');
  expect(createSessionStore(file, keyStore()).cookie(SERVER)).toBeUndefined();
});
