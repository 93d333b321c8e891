import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** What the packaged program must not do is off; what protects the app's files and cookies is on. */
const EXPECTED = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

function configuredFuses(): Record<string, boolean> {
  const [, block = ''] = /^electronFuses:\n((?:[ #].*\n)+)/m.exec(read('electron-builder.yml')) ?? [];
  const lines = block.matchAll(/^ {2}(\w+): (true|false)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value]) => [name, value === 'true']));
}

test('case 1: the configuration sets each fuse as it has to be (that a built program has them is not proven here: its real binary is needed)', () => {
  expect(configuredFuses()).toEqual(EXPECTED);
});

// electron-builder 26 has no `strictlyRequireAllFuses`, which would refuse to build without a fuse that Electron has got since.
test('case 1: no fuse that electron-builder knows is left at its default', () => {
  const schema = z.object({
    definitions: z.object({ FuseOptionsV1: z.object({ properties: z.record(z.string(), z.unknown()) }) }),
  });
  const { definitions } = schema.parse(JSON.parse(read('node_modules/app-builder-lib/scheme.json')));
  const { resetAdHocDarwinSignature: _notAFuse, ...fuses } = definitions.FuseOptionsV1.properties;
  expect(Object.keys(configuredFuses()).toSorted()).toEqual(Object.keys(fuses).toSorted());
});
