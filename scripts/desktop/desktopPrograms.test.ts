import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { downloadElectron } from './downloadElectron.ts';
import { downloadedElectron, electronProgram } from './electronProgram.ts';

/** An installed Electron package whose install script is the one given. */
function installedPackage(installScript: string): { folder: string; stamp: string; runs: () => boolean } {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-electron-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const mark = path.join(folder, 'ran');
  writeFileSync(path.join(folder, 'package.json'), '{"version":"1.2.3","type":"commonjs"}');
  writeFileSync(
    path.join(folder, 'install.js'),
    `const fs = require('fs');\nfs.writeFileSync(${JSON.stringify(mark)}, '');\n${installScript}`,
  );
  const runs = () => {
    const ran = existsSync(mark);
    rmSync(mark, { force: true });
    return ran;
  };
  return { folder, stamp: path.join(folder, 'stamp'), runs };
}

const WORKS = `
fs.mkdirSync(__dirname + '/dist');
fs.writeFileSync(__dirname + '/dist/electron', '');
fs.writeFileSync(__dirname + '/path.txt', 'electron');`;

test('a download leaves the program, and the next start finds it without asking anybody', async () => {
  const { folder, stamp, runs } = installedPackage(WORKS);
  expect(downloadedElectron(folder)).toBeUndefined();
  const program = path.join(folder, 'dist', 'electron');
  expect(await downloadElectron({ folder, stamp })).toBe(program);
  expect(runs()).toBe(true);
  expect(electronProgram({}, folder)).toBe(program);
});

test('what could not be downloaded is not tried again by the next start', async () => {
  const { folder, stamp, runs } = installedPackage('process.exit(1)');
  expect(await downloadElectron({ folder, stamp })).toBeUndefined();
  expect(runs()).toBe(true);
  expect(await downloadElectron({ folder, stamp })).toBeUndefined();
  expect(runs()).toBe(false);
});

test('another version is tried again', async () => {
  const { folder, stamp, runs } = installedPackage('process.exit(1)');
  await downloadElectron({ folder, stamp });
  runs();
  writeFileSync(path.join(folder, 'package.json'), '{"version":"1.2.4","type":"commonjs"}');
  await downloadElectron({ folder, stamp });
  expect(runs()).toBe(true);
});

test('a download that hangs keeps nobody waiting for longer than its time', async () => {
  const { folder, stamp } = installedPackage('setInterval(() => {}, 1000)');
  const start = performance.now();
  expect(await downloadElectron({ folder, stamp, timeLimitMs: 500 })).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('a folder that was named goes before what was downloaded', async () => {
  const { folder, stamp } = installedPackage(WORKS);
  await downloadElectron({ folder, stamp });
  const named = path.join(folder, 'named');
  expect(electronProgram({ ELECTRON_OVERRIDE_DIST_PATH: named }, folder)).toBeUndefined();
  mkdirSync(named);
  writeFileSync(path.join(named, 'electron'), '');
  expect(electronProgram({ ELECTRON_OVERRIDE_DIST_PATH: named }, folder)).toBe(path.join(named, 'electron'));
});
