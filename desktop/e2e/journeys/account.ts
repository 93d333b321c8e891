import type { Page } from 'playwright-core';
import { en } from '../../renderer/i18n/en.ts';
import { es } from '../../renderer/i18n/es.ts';

export const PASSWORD = 'correcto caballo 42 batería';

/** The words of the interface in the page's language. */
export const words = { en, es } as const;

let count = 0;

/** An address that nobody has used yet. */
export function newEmail(): string {
  count += 1;
  return `person-${process.pid}-${Date.now()}-${count}@example.org`;
}

/** Creates an account from the first page on and arrives at home. */
export async function registerAt(page: Page, url: string, language: 'en' | 'es' = 'en'): Promise<string> {
  const text = words[language];
  const email = newEmail();
  await page.goto(`${url}/register`);
  await page.getByLabel(text.auth.email).fill(email);
  await page.getByLabel(text.auth.password, { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: text.auth.register, exact: true }).click();
  await page.getByText(text.home.greeting).waitFor();
  return email;
}

export async function logInAt(page: Page, url: string, email: string, password = PASSWORD): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel(en.auth.email).fill(email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: en.auth.login, exact: true }).click();
}

export async function logOut(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: en.account.menu.replace('{{name}}', email) }).click();
  await page.getByRole('menuitem', { name: en.account.logout }).click();
  await page.getByRole('heading', { name: en.auth.loginTitle }).waitFor();
}
