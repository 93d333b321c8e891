import type { Page } from 'playwright-core';

/** A real PDF, printed by the browser: one page for each list of paragraphs, the first of them its heading. */
export async function writePdf(page: Page, pages: readonly (readonly string[])[]): Promise<Buffer> {
  const sheet = await page.context().newPage();
  const body = pages.map(
    ([heading = '', ...paragraphs]) =>
      `<section style="break-after: page"><h1>${heading}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('')}</section>`,
  );
  await sheet.setContent(`<!doctype html><html lang="es"><body>${body.join('')}</body></html>`);
  const pdf = await sheet.pdf({ format: 'A4' });
  await sheet.close();
  return pdf;
}
