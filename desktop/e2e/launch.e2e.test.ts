import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { realElectron } from './support/desktopApp.ts';

const script = path.resolve(import.meta.dirname, '../../scripts/launch.ts');
const standIn = path.resolve(import.meta.dirname, 'electronStandIn/launcher');

type Launched = {
  child: ChildProcess;
  ended: Promise<number | null>;
  said(pattern: RegExp): Promise<string>;
};

/** What `npm start` does once everything is built, in a group of processes of its own. */
function launch(dataDir: string, env: Record<string, string> = {}): Launched {
  const child = spawn(process.execPath, [script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: dataDir,
      KIPUX_DATA_DIR: dataDir,
      KIPUX_CHROMIUM: process.env.KIPUX_CHROMIUM ?? '',
      ...env,
    },
  });
  let output = '';
  const read = (piece: Buffer) => void (output += piece.toString());
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // all of it has ended
    }
  });
  const said = async (pattern: RegExp) => {
    await expect.poll(() => output, { timeout: 30_000, interval: 50 }).toMatch(pattern);
    return pattern.exec(output)?.[1] ?? '';
  };
  return { child, ended, said };
}

/** The page in the window that the stand-in opened. */
async function windowOf({ said }: Launched): Promise<Page> {
  const browser = await chromium.connectOverCDP(await said(/DevTools listening on (\S+)/));
  onTestFinished(() => browser.close());
  const pages = () => browser.contexts().flatMap((context) => context.pages());
  await expect.poll(() => pages().length, { timeout: 15_000, interval: 50 }).toBeGreaterThan(0);
  const [page] = pages();
  if (!page) throw new Error('the desktop opened no window');
  await page.waitForFunction(() => 'kipux' in globalThis);
  await page.waitForLoadState();
  return page;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-launch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

const answers = (url: string) =>
  fetch(`${url}/healthz`).then(
    () => true,
    () => false,
  );

test.skipIf(realElectron() !== undefined)(
  'npm start opens the desktop; a second one goes to the first; closing the window ends the server in order',
  async () => {
    const dataDir = temporaryFolder();
    const env = { ELECTRON_OVERRIDE_DIST_PATH: standIn };
    const first = launch(dataDir, env);
    const url = await first.said(/ready at (\S+)/);
    const page = await windowOf(first);
    const status = await page.evaluate(() => kipux.status());
    expect(status).toMatchObject({ ok: true, value: { thisComputer: true, serverAddress: null } });

    const second = launch(dataDir, env);
    await second.said(/already running/);
    expect(await second.ended).toBe(0);
    expect(await answers(url)).toBe(true);

    await page.close();
    expect(await first.ended).toBe(0);
    expect(await answers(url)).toBe(false);

    const again = launch(dataDir, env);
    await windowOf(again);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
    await expect.poll(() => groupIsEmpty(again.child), { timeout: 10_000, interval: 50 }).toBe(true);
  },
);

test('without a screen one line says where Kipux is, and a window that fails leaves the server running', async () => {
  const dataDir = temporaryFolder();
  const { said, child, ended } = launch(dataDir, { CI: 'true' });
  const url = await said(/no screen here for the desktop window: open (\S+) in a browser/);
  const broken = launch(dataDir, { ELECTRON_OVERRIDE_DIST_PATH: brokenProgram() });
  await broken.said(/The desktop window ended by itself/);
  expect(await answers(url)).toBe(true);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

function brokenProgram(): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'electron'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
  return folder;
}

function groupIsEmpty(leader: ChildProcess): boolean {
  try {
    return !process.kill(-(leader.pid ?? 0), 0);
  } catch {
    return true;
  }
}
