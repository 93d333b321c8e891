import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { chooseThisComputer } from '../../desktop/e2e/journeys/desktop.ts';
import { en } from '../../desktop/renderer/i18n/en.ts';
import { findBrowser } from '../test/browser.ts';
import { delay, now } from './clock.ts';
import type { BenchContext } from './context.ts';
import { findDesktop } from './desktopProgram.ts';
import { type BenchPerson, fill, PASSWORD, register } from './people.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { alternate, median } from './statistics.ts';

const STARTS = 5;
/** The latest of the conversations that `fill` writes. */
const LATEST = 'Conversation number 1000';

/**
 * From the start of the desktop to the list that the device has, with the server gone: without Electron's program on the
 * stand-in. What drives it is part of the time.
 */
export async function benchDesktop(context: BenchContext): Promise<Measurement[]> {
  const start = await findDesktop();
  if (start === undefined) {
    context.say('there is no browser for the desktop');
    return [];
  }
  const device = mkdtempSync(path.join(tmpdir(), 'kipux-bench-device-'));
  const product = await startProduct(context);
  try {
    const person = await register(product.url);
    await fill(context.databaseUrl, person.id);
    context.say('first start of the desktop, which fills the cache');
    const first = await start(device, product.url);
    await signIn(first.page, person);
    await showsLatest(first.page);
    await delay(5_000); // all 2,000 changes
    await first.close();
    await product.stop();
    context.say('starts with the cache that is there');
    const times = await alternate(
      {
        floor: timeBareBrowser,
        kipux: async () => {
          const started = now();
          const desktop = await start(device, product.url);
          await showsLatest(desktop.page);
          const ms = now() - started;
          await desktop.close();
          return [ms];
        },
      },
      { warmUp: 1, rounds: STARTS },
    );
    const [floor, kipux] = [median(times.floor), median(times.kipux)];
    return [
      {
        name: 'desktop, to the list that its cache has',
        floor,
        kipux,
        unit: 'ms',
        compare: 'alone',
        target: 1_500,
      },
      { name: 'the same, beyond a bare browser', floor, kipux, unit: 'ms', compare: 'difference' },
    ];
  } finally {
    await product.stop();
    rmSync(device, { recursive: true, force: true });
  }
}

/** What driving a Chromium to its first words takes on this machine. */
async function timeBareBrowser(): Promise<number[]> {
  const found = await findBrowser();
  if (found === undefined) return [];
  const started = now();
  const browser = await chromium.launch({ executablePath: found.executablePath, args: [...found.args] });
  const page = await browser.newPage();
  await page.setContent(LATEST);
  await showsLatest(page);
  const ms = now() - started;
  await browser.close();
  return [ms];
}

async function signIn(page: Page, { email }: BenchPerson): Promise<void> {
  await chooseThisComputer(page);
  await page.getByLabel(en.auth.email).fill(email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: en.auth.login, exact: true }).click();
}

function showsLatest(page: Page): Promise<void> {
  return page.getByText(LATEST).first().waitFor();
}
