import type { Locator, Page } from 'playwright-core';

export type DroppedFile = { name: string; content: Buffer };

/** Drops files on the window, as the system's file manager would. */
export async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const sent = files.map(({ name, content }) => ({ name, base64: content.toString('base64') }));
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, sent);
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

/** The words that the source panel marks. */
export function markedWords(page: Page): Locator {
  return page.locator('aside mark');
}

/** What they say together: a page marks each of its lines. */
export async function markedText(page: Page): Promise<string> {
  return (await markedWords(page).allTextContents()).join(' ').replace(/\s+/g, ' ').trim();
}
