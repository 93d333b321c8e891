import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { en as desk } from '../renderer/admin/strings/en.ts';
import { en } from '../renderer/i18n/en.ts';
import { logInAt, registerAt } from './journeys/account.ts';
import { closeBrowser, openWindow } from './support/browserWindow.ts';
import { serveKipux } from './support/servedKipux.ts';

afterAll(closeBrowser);

/**
 * From a click of an admin to the words in another person's window. The server's part is a second, and tested there; two
 * browsers on a busy machine take some of their own. By itself the window would find out after 15 s at the earliest.
 */
const AT_ONCE_MS = 5_000;

test('an admin gives somebody a plan of their own, suspends them, whose open window says so, and takes it back', async () => {
  const kipux = await serveKipux();
  const admin = await openWindow();
  await registerAt(admin, kipux.url);
  const user = await openWindow();
  const email = await registerAt(user, kipux.url);

  await admin.goto(`${kipux.url}/admin/plans/new`);
  await admin.getByLabel(desk.plan.name).fill('Taller');
  await admin.getByLabel(desk.plan.code).fill('taller');
  await admin.getByLabel(desk.plan.messageLimit).fill('7');
  await admin.getByRole('button', { name: desk.plan.create }).click();
  await admin.getByRole('heading', { name: 'Taller' }).waitFor();
  await admin.getByRole('link', { name: desk.nav.people, exact: true }).click();
  await admin.getByLabel(desk.people.search).fill(email);
  await admin.getByRole('link', { name: email }).click();
  await admin.getByLabel(desk.person.planLabel).selectOption({ label: 'Taller' });
  await admin.getByText(en.notices.planAssigned).waitFor();
  await user.getByRole('button', { name: accountOf(email) }).click();
  await user.getByText(/Taller.*0 of 7/).waitFor();
  await user.keyboard.press('Escape');

  await admin.getByRole('button', { name: desk.person.suspend }).click();
  const clickedAt = Date.now();
  await user.getByText(en.auth.sessionEnded).waitFor();
  expect(Date.now() - clickedAt).toBeLessThan(AT_ONCE_MS);
  await logInAt(user, kipux.url, email);
  await user.getByText(en.auth.suspended).waitFor();

  await undo(admin);
  await admin.getByRole('button', { name: desk.person.suspend }).waitFor();
  await logInAt(user, kipux.url, email);
  await user.getByText(en.home.greeting).waitFor();
  await readEverything(admin);
  await user.goto(`${kipux.url}/admin`);
  await user.getByRole('heading', { name: en.notFound.title }).waitFor();
});

function accountOf(email: string): string {
  return en.account.menu.replace('{{name}}', email);
}

/** Every page of the desk can be read, and the log has what was done. */
async function readEverything(admin: Page): Promise<void> {
  for (const place of ['overview', 'usage', 'jobs', 'health', 'settings', 'audit'] as const) {
    await admin.getByRole('link', { name: desk.nav[place], exact: true }).click();
    await admin.getByRole('heading', { level: 1, name: desk[place].title }).waitFor();
    await expect.poll(() => admin.locator('main').getByText(en.app.loading).count()).toBe(0);
    expect(await admin.getByText(desk.notRead).count(), place).toBe(0);
  }
  for (const act of [' suspended ', ' restored ', ' assigned a plan to ', ' created the plan Taller']) {
    await admin.getByText(act).first().waitFor();
  }
}

/** Of the notices in view the last one is about what was just done. */
async function undo(page: Page): Promise<void> {
  await page.getByRole('button', { name: en.common.undo }).last().click();
}
