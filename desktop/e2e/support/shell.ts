import type { Desktop } from './desktopApp.ts';

/** How many windows are open. */
export const windowCount = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
/** Where the first window is. */
export const currentUrl = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());

/** Replaces what would leave the app, and gives what did. */
export async function recordOpened({ app }: Desktop): Promise<() => Promise<string[]>> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  return () =>
    app.evaluate(
      () =>
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- put there by the lines above
        (globalThis as typeof globalThis & { opened: string[] }).opened,
    );
}
