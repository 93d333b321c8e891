import type { Locator, Page } from 'playwright-core';
import { en } from '../../renderer/i18n/en.ts';
import { words } from './account.ts';

/** Writes a message and sends it with Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel(en.composer.label).fill(text);
  await page.getByLabel(en.composer.label).press('Enter');
}

/** A conversation's row in the list at the left. */
export function conversationNamed(page: Page, title: string, language: 'en' | 'es' = 'en'): Locator {
  const { label } = words[language].sidebar;
  return page.getByRole('navigation', { name: label }).getByText(title, { exact: true });
}

/** Opens the menu of a conversation and picks an entry. */
export async function pickOption(page: Page, title: string, option: string): Promise<void> {
  await conversationNamed(page, title).hover();
  const list = page.getByRole('navigation', { name: en.sidebar.label });
  await list.getByRole('button', { name: en.sidebar.options.replace('{{title}}', title) }).click();
  await page.getByRole('menuitem', { name: option, exact: true }).click();
}
