import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packageDesktop } from '../../scripts/package.ts';
import { deviceFolder, startDesktop } from './support/desktopApp.ts';

test.runIf(process.platform === 'linux')(
  'the packaged folder starts by itself and carries nothing that it does not need',
  async () => {
    const output = mkdtempSync(path.join(tmpdir(), 'kipux-package-'));
    onTestFinished(() => rmSync(output, { recursive: true, force: true }));
    await packageDesktop({ output, unpacked: true });
    const folder = path.join(output, 'linux-unpacked');
    const content = path.join(folder, 'resources/app');
    // With the real binary everything lies in an archive.
    const packed = existsSync(content) ? readdirSync(content).toSorted() : ['dist', 'package.json'];
    expect(packed).toEqual(['dist', 'package.json']);
    const { app, page } = await startDesktop({
      userData: deviceFolder(),
      executablePath: path.join(folder, 'kipux'),
    });
    expect(await app.evaluate(({ app: electronApp }) => electronApp.isPackaged)).toBe(true);
    expect(await page.evaluate(() => kipux.status())).toMatchObject({ ok: true, value: { cache: 'ok' } });
    expect(await page.evaluate(() => kipux.version)).toMatch(/^\d+\.\d+\.\d+/);
  },
);
