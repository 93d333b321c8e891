import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

let dataDir: string;
let base: Record<string, string>;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'kipux-config-'));
  base = { DATABASE_URL: 'postgresql://kipux@127.0.0.1/kipux', KIPUX_DATA_DIR: dataDir };
  return () => rmSync(dataDir, { recursive: true });
});

const SECRET = 'a secret of one’s own, long enough';
const PUBLIC = { HOST: '0.0.0.0', PUBLIC_URL: 'https://kipux.example.org', SESSION_SECRET: SECRET };

test('with a database and a folder everything else has a value', () => {
  expect(readConfig(base)).toMatchObject({
    host: '127.0.0.1',
    port: 4242,
    publicUrl: undefined,
    isLoopback: true,
    registration: { mode: 'open', isFixed: false },
    trustProxy: 0,
    singleProcess: false,
    ai: { apiKey: undefined, baseUrl: undefined, embeddingModel: 'text-embedding-3-small' },
  });
});

test.each([
  ['DATABASE_URL', ''],
  ['DATABASE_URL', 'mysql://localhost'],
  ['KIPUX_DATA_DIR', ''],
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['PORT', '80.5'],
  ['PUBLIC_URL', 'kipux.example.org'],
  ['PUBLIC_URL', 'ftp://kipux.example.org'],
  ['SESSION_SECRET', 'short'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '-1'],
  ['REGISTRATION', 'maybe'],
  ['DATABASE_POOL_SIZE', '0'],
  ['OPENAI_BASE_URL', 'not a url'],
  ['LOG_LEVEL', 'loud'],
  ['KIPUX_SINGLE_PROCESS', 'perhaps'],
])('%s=%s is refused by its name', (name, value) => {
  const read = () => readConfig({ ...base, [name]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(new RegExp(`\\b${name}: `));
});

test('all that is wrong is said at once', () => {
  const read = () => readConfig({ PORT: 'x', LOG_LEVEL: 'loud' });
  for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'KIPUX_DATA_DIR'])
    expect(read).toThrow(`${name}: `);
});

test('an error never repeats what may be a secret', () => {
  expect(() => readConfig({ ...base, SESSION_SECRET: 'hunter2' })).toThrow(/^(?!.*hunter2)/s);
  expect(() => readConfig({ ...base, DATABASE_URL: 'kipux:hunter2@db' })).toThrow(/^(?!.*hunter2)/s);
});

test('a variable that is set to nothing counts as not set', () => {
  expect(readConfig({ ...base, PORT: '', PUBLIC_URL: '', OPENAI_API_KEY: '' })).toMatchObject({
    port: 4242,
    publicUrl: undefined,
  });
});

test.each([
  [{ HOST: '0.0.0.0' }, 'PUBLIC_URL'],
  [{ HOST: '192.168.1.2' }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'http://kipux.example.org', SESSION_SECRET: SECRET }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'http://localhost.evil.example', SESSION_SECRET: SECRET }, 'PUBLIC_URL'],
  [{ ...PUBLIC, SESSION_SECRET: '' }, 'SESSION_SECRET'],
  [{ PUBLIC_URL: 'https://kipux.example.org' }, 'SESSION_SECRET'],
  [{ HOST: '0.0.0.0', PUBLIC_URL: 'http://localhost:4242' }, 'SESSION_SECRET'],
])('outside this computer %j does not start, and the error names %s', (environment, name) => {
  const read = () => readConfig({ ...base, ...environment });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(`${name}: outside this computer`);
});

test('outside this computer nobody registers unless that is said', () => {
  expect(readConfig({ ...base, ...PUBLIC })).toMatchObject({
    isLoopback: false,
    registration: { mode: 'invitation' },
  });
  expect(readConfig({ ...base, ...PUBLIC, REGISTRATION: 'open' }).registration).toEqual({
    mode: 'open',
    isFixed: true,
  });
  const published = { HOST: '0.0.0.0', PUBLIC_URL: 'http://localhost:4242', SESSION_SECRET: SECRET };
  expect(readConfig({ ...base, ...published })).toMatchObject({
    isLoopback: false,
    registration: { mode: 'invitation' },
  });
});

test('a made-up secret stays the same, is nobody else’s to read, and is refused when it is damaged', () => {
  const { sessionSecret } = readConfig(base);
  const file = path.join(dataDir, 'session-secret');
  expect(sessionSecret.length).toBeGreaterThanOrEqual(64);
  expect(readConfig(base).sessionSecret).toBe(sessionSecret);
  expect(readFileSync(file, 'utf8')).toBe(sessionSecret);
  expect(process.platform === 'win32' || (statSync(file).mode & 0o777) === 0o600).toBe(true);
  writeFileSync(file, '');
  expect(() => readConfig(base)).toThrow(/SESSION_SECRET: .*damaged/);
});

test('payment needs both of its secrets, each of its kind', () => {
  const keys = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
  expect(readConfig(base).payment).toBeUndefined();
  expect(readConfig({ ...base, ...keys }).payment).toEqual({
    secretKey: 'sk_test_1',
    webhookSecret: 'whsec_1',
    apiBase: undefined,
  });
  for (const [name, value] of [
    ['STRIPE_SECRET_KEY', ''],
    ['STRIPE_SECRET_KEY', 'pk_test_1'],
    ['STRIPE_WEBHOOK_SECRET', ''],
    ['STRIPE_WEBHOOK_SECRET', 'sk_test_1'],
    ['STRIPE_API_BASE', 'http://stripe.example'],
  ] as const) {
    expect(() => readConfig({ ...base, ...keys, [name]: value })).toThrow(new RegExp(name));
  }
});
