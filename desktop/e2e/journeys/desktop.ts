import type { Page } from 'playwright-core';
import { en } from '../../renderer/i18n/en.ts';
import { newEmail, PASSWORD } from './account.ts';

/** Goes through the choice of the server that the first start shows. */
export async function chooseThisComputer(page: Page): Promise<void> {
  await page.getByRole('heading', { name: en.desktop.chooseTitle }).waitFor();
  await page.getByRole('radio', { name: en.desktop.thisComputer, checked: true }).waitFor();
  await page.getByRole('button', { name: en.desktop.connect }).click();
  await page.getByRole('heading', { name: en.auth.loginTitle }).waitFor();
}

/** Creates an account from the login on. */
export async function registerHere(page: Page): Promise<string> {
  const email = newEmail();
  await page.getByRole('link', { name: en.auth.toRegisterLink }).click();
  await page.getByLabel(en.auth.email).fill(email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: en.auth.register, exact: true }).click();
  await page.getByText(en.home.greeting).waitFor();
  return email;
}

export async function logInHere(page: Page, email: string): Promise<void> {
  await page.getByLabel(en.auth.email).fill(email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: en.auth.login, exact: true }).click();
}
