import { expect, test } from 'vitest';
import { deviceFolder, startDesktop } from './support/desktopApp.ts';
import { currentUrl, recordOpened, windowCount } from './support/shell.ts';

test('case 13, case 14, case 16: nothing from a command line, a dropped file or a menu leads away from our pages', async () => {
  const desktop = await startDesktop({ userData: deviceFolder() });
  const { app } = desktop;
  const opened = await recordOpened(desktop);
  const before = await currentUrl(desktop);
  await app.evaluate(({ app: electronApp }) => {
    for (const argument of [
      'kipux://c/1?send=yes',
      'javascript:alert(1)',
      'file:///etc/passwd',
      '--no-sandbox',
    ])
      electronApp.emit('second-instance', {}, ['kipux', argument], '', null);
  });
  const found = await app.evaluate(({ BrowserWindow, Menu }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    let prevented = false;
    contents?.emit('will-attach-webview', { preventDefault: () => (prevented = true) }, {}, {});
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Electron has it, its types do not
    const known = contents as typeof contents & { getLastWebPreferences(): Record<string, unknown> };
    return {
      prevented,
      preferences: known.getLastWebPreferences(),
      roles: items.map(({ role }) => String(role).toLowerCase()),
    };
  });
  expect(found.prevented).toBe(true);
  expect(found.preferences).toMatchObject({ webviewTag: false, navigateOnDragDrop: false });
  expect(found.roles).toContain('undo');
  expect(found.roles.filter((role) => /devtools|reload/.test(role))).toEqual([]);
  expect([await opened(), await currentUrl(desktop), await windowCount(desktop)]).toEqual([[], before, 1]);
});
