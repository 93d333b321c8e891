import { expect, test } from 'vitest';
import type { ServerChoice } from './serverAddress.ts';
import { createServerAddress, parseAddress } from './serverAddress.ts';

const memory = () => {
  let value: ServerChoice = null;
  return { read: () => value, write: (next: ServerChoice) => void (value = next) };
};
const answering =
  (bodies: Record<string, unknown>): typeof fetch =>
  (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    return Promise.resolve(
      pathname in bodies ? Response.json(bodies[pathname]) : new Response('<html>', { status: 404 }),
    );
  };
const kipux = answering({ '/healthz': { status: 'ok' }, '/api/plans': { plans: [] } });

test.each([
  ['kipux.example.org', 'https://kipux.example.org'],
  [' https://kipux.example.org/ ', 'https://kipux.example.org'],
  ['https://example.org/kipux/?a=b#c', 'https://example.org/kipux'],
  ['localhost:3000', 'http://localhost:3000'],
  ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
])('%s is understood as %s', (text, address) => {
  expect(parseAddress(text)).toBe(address);
});

test.each([
  ['', 'invalid_address'],
  ['not an address', 'invalid_address'],
  ['ftp://example.org', 'invalid_address'],
  ['file:///etc/passwd', 'invalid_address'],
  ['https://user:secret@example.org', 'invalid_address'],
  ['http://example.org', 'not_secure'],
  ['http://127.0.0.1.evil.test', 'not_secure'],
  ['http://localhost.evil.test', 'not_secure'],
])('%j is refused: %s', (text, code) => {
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code }));
});

test('an address is tried before it is kept, and the error says why', async () => {
  const file = memory();
  const choose = (fetch: typeof globalThis.fetch) =>
    createServerAddress({ file, thisComputer: undefined, fetch }).choose('example.org');
  await expect(choose(() => Promise.reject(new TypeError('refused')))).rejects.toMatchObject({
    code: 'offline',
  });
  await expect(choose(answering({}))).rejects.toMatchObject({ code: 'incompatible' });
  await expect(
    choose(answering({ '/healthz': { status: 'ok' }, '/api/plans': { plans: 3 } })),
  ).rejects.toMatchObject({ code: 'incompatible' });
  expect(file.read()).toBeNull();
  await expect(choose(kipux)).resolves.toEqual({ url: 'https://example.org', name: 'https://example.org' });
  expect(file.read()).toEqual({ kind: 'address', url: 'https://example.org' });
});

test('this computer goes by its name, wherever its server listens today', async () => {
  const file = memory();
  const yesterday = createServerAddress({ file, thisComputer: 'http://127.0.0.1:3000', fetch: kipux });
  await yesterday.choose(null);
  const today = createServerAddress({ file, thisComputer: 'http://127.0.0.1:4000', fetch: kipux });
  expect(today.current()).toEqual({ url: 'http://127.0.0.1:4000', name: 'this computer' });
});

test('while the server on this computer is not running, what was kept of it stays readable under its name', async () => {
  const file = memory();
  await createServerAddress({ file, thisComputer: 'http://127.0.0.1:3000', fetch: kipux }).choose(null);
  const alone = createServerAddress({ file, thisComputer: undefined, fetch: kipux });
  expect(alone.current()?.name).toBe('this computer');
  expect(alone.hasThisComputer).toBe(false);
  await expect(alone.choose(null)).rejects.toMatchObject({ code: 'offline' });
});
