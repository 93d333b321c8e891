/* oxlint-disable typescript/no-unsafe-type-assertion, no-eval, typescript/no-implied-eval, typescript/no-unsafe-call -- the page and the main process are other processes; what the policy must stop is tried */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { en } from '../renderer/i18n/en.ts';
import { es } from '../renderer/i18n/es.ts';
import { deviceFolder, realElectron, startDesktop } from './support/desktopApp.ts';
import { currentUrl, recordOpened, windowCount } from './support/shell.ts';

const eventually = (read: () => unknown) => expect.poll(read, { timeout: 10_000, interval: 50 });
const start = (env: Record<string, string> = {}) => startDesktop({ userData: deviceFolder(), env });

async function clickLink(page: Page, href: string, attributes = ''): Promise<void> {
  await page.evaluate(
    ([target, rest]) => {
      const link = Object.assign(document.createElement('a'), {
        href: target,
        textContent: 'link',
        id: 'probe',
      });
      if (rest) link.setAttribute('target', rest);
      document.querySelector('#probe')?.remove();
      document.body.append(link);
      link.click();
    },
    [href, attributes] as const,
  );
}

test('case 2: every page is sandboxed and isolated, and knows nothing of Node', async () => {
  const { app, page } = await start();
  const preferences = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // Electron has it, its types do not.
      const known = contents as typeof contents & { getLastWebPreferences(): Record<string, unknown> };
      return known.getLastWebPreferences();
    }),
  );
  for (const preference of preferences) {
    expect(preference).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  }
  expect(
    await page.evaluate(() =>
      ['require', 'process', 'Buffer', 'module', 'global'].filter((name) => name in globalThis),
    ),
  ).toEqual([]);
});

test('case 3: the page runs no foreign script, evaluates no text and fetches nothing from elsewhere', async () => {
  let hits = 0;
  const sink = createServer((_request, response) => {
    hits += 1;
    response.end();
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void sink.close());
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`;
  const { page } = await start();
  const outcome = await page.evaluate(async (foreign) => {
    // What the debugger itself evaluates is exempt from the policy; a task of its own is not.
    await new Promise((resolve) => setTimeout(resolve));
    const failed = async (act: () => unknown) => {
      try {
        await act();
        return false;
      } catch {
        return true;
      }
    };
    const script = document.createElement('script');
    const image = new Image();
    return {
      fetch: await failed(() => fetch(foreign)),
      evaluated: await failed(() => globalThis.eval('1')),
      built: await failed(() => new Function('return 1')()),
      injected: await failed(() => {
        script.textContent = 'globalThis.injected = true';
        document.head.append(script);
      }).then(() => 'injected' in globalThis),
      image: await new Promise((resolve) => {
        image.onerror = () => resolve('refused');
        image.onload = () => resolve('loaded');
        image.src = foreign;
      }),
    };
  }, url);
  expect(outcome).toEqual({ fetch: true, evaluated: true, built: true, injected: false, image: 'refused' });
  expect(hits).toBe(0);
});

test('case 4: no link and no script takes the window away', async () => {
  const desktop = await start();
  const opened = await recordOpened(desktop);
  const before = await currentUrl(desktop);
  for (const href of [
    'https://example.org/page',
    'file:///etc/passwd',
    'app://other/x',
    'data:text/html,x',
    'javascript:void(0)',
  ]) {
    await clickLink(desktop.page, href);
    await desktop.page.waitForTimeout(100);
    expect(await currentUrl(desktop)).toBe(before);
  }
  await desktop.page.evaluate(() => location.assign('https://example.org/script'));
  await eventually(opened).toEqual(['https://example.org/page', 'https://example.org/script']);
  expect(await currentUrl(desktop)).toBe(before);
});

test('case 5, case 6: no window opens beside ours, and only ordinary addresses leave', async () => {
  const desktop = await start();
  const opened = await recordOpened(desktop);
  for (const href of [
    'https://example.org/a',
    'smb://host/share',
    'vscode://file/x',
    'https://user@host.test/',
  ]) {
    await clickLink(desktop.page, href, '_blank');
    await desktop.page.evaluate((target) => window.open(target), href);
  }
  await eventually(opened).toEqual(['https://example.org/a', 'https://example.org/a']);
  expect(await windowCount(desktop)).toBe(1);
});

test('case 8: a frame inside the page gets no bridge', async () => {
  const { page } = await start();
  const inside = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return frame.contentWindow !== null && 'kipux' in frame.contentWindow;
  });
  expect(inside).toBe(false);
});

test('case 10: the bridge is exactly this, and no listener gets an event of Electron', async () => {
  const { page } = await start();
  const surface = await page.evaluate(() =>
    Object.entries(kipux)
      .map(
        ([name, value]) => `${name}: ${typeof value}${typeof value === 'function' ? `/${value.length}` : ''}`,
      )
      .toSorted(),
  );
  expect(surface.map((line) => line.replace(/\/\d+$/, ''))).toEqual([
    'call: function',
    'chooseServer: function',
    'freeStorage: function',
    'onCommand: function',
    'platform: string',
    'saveDocument: function',
    'setAppearance: function',
    'setStorage: function',
    'settleChange: function',
    'status: function',
    'storage: function',
    'stream: function',
    'version: string',
    'watch: function',
  ]);
  expect(await page.evaluate(() => Object.isFrozen(kipux))).toBe(true);
  expect(await page.evaluate(() => kipux.call('kipux:request' as 'login', {}).answer)).toMatchObject({
    ok: false,
    error: { code: 'bad_request' },
  });
});

test('case 12: the page is granted nothing that it could ask for', async () => {
  const { page } = await start();
  const states = await page.evaluate(() =>
    Promise.all(
      (
        ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'] as PermissionName[]
      ).map((name) => navigator.permissions.query({ name }).then(({ state }) => state)),
    ),
  );
  expect(states).not.toContain('granted');
});

test.skipIf(realElectron() !== undefined)(
  'the menu speaks the language of the account and commands the focused window',
  async () => {
    const { app, page } = await start();
    // The screens have told the window their own language, and listen to its menu.
    await page.getByRole('heading', { level: 1 }).waitFor();
    const label = (id: string) =>
      app.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.label, id);
    expect(await label('newConversation')).toBe('New conversation');
    await page.evaluate(() => kipux.setAppearance({ locale: 'es', theme: 'dark' }));
    await eventually(() => label('newConversation')).toBe('Nueva conversación');
    expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
    await page.evaluate(() => {
      const commands: string[] = [];
      Object.assign(globalThis, { commands });
      kipux.onCommand((command) => commands.push(command));
    });
    // A command goes to the window that has the focus, which it may only just be getting.
    const commands = async () => {
      await page.evaluate(() => {
        (globalThis as typeof globalThis & { commands: string[] }).commands.length = 0;
      });
      await app.evaluate(({ Menu }) => {
        for (const id of ['newConversation', 'findConversation', 'settings'])
          Menu.getApplicationMenu()?.getMenuItemById(id)?.click();
      });
      await page.waitForTimeout(200);
      return page.evaluate(() => (globalThis as typeof globalThis & { commands: string[] }).commands);
    };
    await eventually(commands).toEqual(['newConversation', 'findConversation', 'settings']);
  },
);

test('a window comes back where it was, as large and as zoomed, in the language it had', async () => {
  const userData = deviceFolder();
  const bounds = { x: 120, y: 60, width: 900, height: 640 };
  const first = await startDesktop({ userData });
  await first.page.getByLabel(en.common.language).selectOption('es');
  await first.page.getByRole('heading', { name: es.desktop.chooseTitle }).waitFor();
  await first.app.evaluate(({ BrowserWindow, Menu }, place) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(place);
    Menu.getApplicationMenu()?.getMenuItemById('zoomIn')?.click();
  }, bounds);
  await first.close();
  const { app } = await startDesktop({ userData });
  const state = () =>
    app.evaluate(({ BrowserWindow, Menu }) => ({
      bounds: BrowserWindow.getAllWindows()[0]?.getBounds(),
      zoom: BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel(),
      label: Menu.getApplicationMenu()?.getMenuItemById('newWindow')?.label,
    }));
  await eventually(state).toEqual({ bounds, zoom: 0.5, label: 'Nueva ventana' });
});

test.skipIf(realElectron() !== undefined)(
  'spelling is checked in Spanish and English, and the context menu offers words',
  async () => {
    const { app } = await start();
    const languages = await app.evaluate(
      ({ session }) =>
        (session.defaultSession as typeof session.defaultSession & { spellCheckerLanguages: string[] })
          .spellCheckerLanguages,
    );
    expect(languages).toEqual(['es', 'en-US']);
    const shown = await app.evaluate((electron) => {
      const { BrowserWindow, standIn } = electron as typeof electron & {
        standIn: { asked: { what: string; detail: unknown }[] };
      };
      const params = {
        misspelledWord: 'hola',
        dictionarySuggestions: ['holas'],
        linkURL: 'https://example.org/',
        isEditable: true,
        selectionText: '',
        editFlags: { canCut: true, canCopy: true, canPaste: true, canSelectAll: true },
      };
      BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, params);
      return standIn.asked.find(({ what }) => what === 'menu-popup')?.detail;
    });
    expect(shown).toEqual([
      'holas',
      'Add to dictionary',
      '',
      'Open link in the browser',
      'Copy link',
      '',
      'Cut',
      'Copy',
      'Paste',
      'Select all',
    ]);
  },
);

test('until a server was chosen everything says so and nothing hangs', async () => {
  const { page } = await start();
  expect(await page.evaluate(() => kipux.status())).toMatchObject({
    ok: true,
    value: { serverAddress: null, thisComputer: false },
  });
  expect(await page.evaluate(() => kipux.call('listConversations', {}).answer)).toMatchObject({
    ok: false,
    error: { code: 'offline' },
  });
  const choose = (address: string | null) => page.evaluate((text) => kipux.chooseServer(text), address);
  expect(await choose('http://127.0.0.1:1')).toMatchObject({ ok: false, error: { code: 'offline' } });
  expect(await choose('nothing like an address')).toMatchObject({
    ok: false,
    error: { code: 'invalid_address' },
  });
  expect(await choose('http://example.org')).toMatchObject({ ok: false, error: { code: 'not_secure' } });
});
