import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { LIMITS } from '#shared/limits.ts';
import { CONFIG_VARIABLES, readConfig } from '../../server/platform/config.ts';
import { readImageFiles, root } from './imageFiles.ts';

const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
const environmentSchema = z.record(z.string(), z.string()).default({});
const serviceSchema = z.looseObject({
  image: z.string(),
  restart: z.literal('unless-stopped'),
  environment: environmentSchema,
  volumes: z.array(z.string()).default([]),
});
const compose = z
  .object({ services: z.record(z.string(), serviceSchema), volumes: z.record(z.string(), z.null()) })
  .parse(parse(read('compose.yaml'), { merge: true }));
const { database, 'kipux-1': first, 'kipux-2': second, proxy } = compose.services;
/** The example's lines, filled in. */
const example = new Map(
  read('.env.example')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.split('=')[0] ?? '', line.split('=')[1] || 'a'.repeat(48)]),
);

/** As Docker Compose does it, as far as it is used here. */
const filledIn = (value: string, values: ReadonlyMap<string, string>) =>
  value.replace(/\$\{(\w+):[?-][^}]*\}/g, (_all, name: string) => values.get(name) ?? '');

test('two equal server processes stand behind the proxy, on one database and one folder', () => {
  expect(Object.keys(compose.services).toSorted()).toEqual(['database', 'kipux-1', 'kipux-2', 'proxy']);
  expect(first).toEqual(second);
  expect(first?.volumes).toContain('files:/data');
  expect(read('scripts/deploy/Caddyfile')).toContain('reverse_proxy kipux-1:4242 kipux-2:4242 {');
  expect(proxy?.environment).toHaveProperty('KIPUX_HOST');
  expect(database?.image).toBe('pgvector/pgvector:pg17');
  const named = Object.values(compose.services).flatMap(({ volumes }) =>
    volumes.map((each) => each.split(':')[0]),
  );
  for (const volume of named) {
    const isThere = volume?.startsWith('./scripts')
      ? existsSync(path.join(root, volume))
      : volume === './backups' || Object.hasOwn(compose.volumes, volume ?? '');
    expect([volume, isThere]).toEqual([volume, true]);
  }
});

test('compose.yaml passes on every variable that the server reads, and no other; with the example filled in it starts', () => {
  const decided = ['HOST', 'PORT', 'KIPUX_DATA_DIR']; // by the image
  const internal = ['KIPUX_SINGLE_PROCESS', 'STRIPE_API_BASE'];
  const names = Object.keys(first?.environment ?? {});
  const expected = CONFIG_VARIABLES.filter((name) => ![...decided, ...internal].includes(name));
  expect(new Set(names)).toEqual(new Set(expected));
  const required = new Map([...example].slice(0, 4));
  const { environment } = readImageFiles();
  const given: Record<string, string> = { ...environment };
  for (const [name, value] of Object.entries(first?.environment ?? {}))
    given[name] = filledIn(value, required);
  const config = readConfig(given);
  expect(config).toMatchObject({ isLoopback: false, trustProxy: 1, host: '0.0.0.0', dataDir: '/data' });
  expect(config.publicUrl?.href).toBe('https://kipux.example.org/');
  expect(config.registration.mode).toBe('invitation');
  // without its secrets it does not
  expect(() => readConfig({ ...given, SESSION_SECRET: '' })).toThrow('SESSION_SECRET');
});

test('.env.example names what compose.yaml asks for, no more and no less', () => {
  const asked = new Set(Array.from(read('compose.yaml').matchAll(/\$\{(\w+)/g), ([, name = '']) => name));
  expect([...example.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual(
    [...asked].toSorted((a, b) => a.localeCompare(b)),
  );
});

test('README.md tells every variable that the server reads', () => {
  const readme = read('README.md');
  const internal = new Set(['KIPUX_SINGLE_PROCESS', 'STRIPE_API_BASE']);
  expect(CONFIG_VARIABLES.filter((name) => !internal.has(name) && !readme.includes(`\`${name}\``))).toEqual(
    [],
  );
});

test('the proxy keeps the metrics to itself, however their path is written', () => {
  expect(read('scripts/deploy/Caddyfile')).toContain('respond /metrics* 404');
});

test('the proxy lets the largest upload through', () => {
  const megabytes = Number(/max_size (\d+)MB/.exec(read('scripts/deploy/Caddyfile'))?.[1]);
  expect(megabytes * 1_000_000).toBeGreaterThan(LIMITS.uploadBytes + 64 * 1024);
});

test('the image takes what is there or what the build makes, and nothing that it ignores', () => {
  const { sources, command } = readImageFiles();
  const made = ['node_modules', 'prisma/generated', 'dist/renderer'];
  const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
    .toString()
    .split('\n');
  for (const source of sources.filter((each) => !made.includes(each))) {
    expect([source, tracked.some((file) => file === source || file.startsWith(`${source}/`))]).toEqual([
      source,
      true,
    ]);
  }
  expect(sources.filter((source) => made.includes(source))).toEqual(made);
  expect(existsSync(path.join(root, command.at(-1) ?? ''))).toBe(true);
  const ignored = read('.dockerignore').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['.env', '.git', 'node_modules', 'dist']));
});

test('the scripts of the containers can be run', () => {
  for (const script of ['initDatabase.sh', 'kipux-admin.sh']) {
    const file = path.join(root, 'scripts/deploy', script);
    expect([script, statSync(file).mode & 0o111]).not.toEqual([script, 0]);
    execFileSync('sh', ['-n', file]);
  }
});
