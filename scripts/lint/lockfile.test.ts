import { expect, test } from 'vitest';
import { missingBuilds } from './lockfile.ts';

const tool = { version: '2.0.0', dev: true, optionalDependencies: { '@tool/linux-x64-musl': '2.0.0' } };

test('a build for another system that the lockfile forgot is found, with the system it is for', () => {
  expect(missingBuilds({ packages: { '': {}, 'node_modules/tool': tool } })).toEqual([
    [
      'node_modules/@tool/linux-x64-musl',
      { version: '2.0.0', dev: true, optional: true, cpu: ['x64'], os: ['linux'], libc: ['musl'] },
    ],
  ]);
});

test.each(['node_modules/@tool/linux-x64-musl', 'node_modules/outer/node_modules/@tool/linux-x64-musl'])(
  'a build that is locked at %s is not missed',
  (path) => {
    expect(missingBuilds({ packages: { 'node_modules/outer/node_modules/tool': tool, [path]: {} } })).toEqual(
      [],
    );
  },
);
