import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#shared/bridge.ts';
import { menuTexts } from './menuTexts.ts';

export type MenuActions = {
  command(command: MenuCommand): void;
  newWindow(): void;
  /** The focused window, by how much; null: back to the normal size. */
  zoom(step: number | null): void;
};

type Item = MenuItemConstructorOptions;

/** Builds the application's menu in the language of `menuTexts` and shows it. */
export function showApplicationMenu(actions: MenuActions): void {
  const mac = process.platform === 'darwin';
  const template = [
    ...(mac ? [{ role: 'appMenu' } satisfies Item] : []),
    fileMenu(actions, mac),
    editMenu(),
    viewMenu(actions),
    windowMenu(),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function fileMenu({ command, newWindow }: MenuActions, mac: boolean): Item {
  const texts = menuTexts();
  const item = (id: MenuCommand, accelerator?: string): Item => ({
    id,
    label: texts[id],
    click: () => command(id),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  return {
    label: texts.file,
    submenu: [
      item('newConversation', 'CmdOrCtrl+N'),
      item('findConversation', 'CmdOrCtrl+K'),
      item('documents'),
      { type: 'separator' },
      { id: 'newWindow', label: texts.newWindow, accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
      { type: 'separator' },
      item('settings', 'CmdOrCtrl+,'),
      item('chooseServer'),
      { type: 'separator' },
      { role: 'close', label: texts.close },
      ...(mac ? [] : [{ role: 'quit', label: texts.quit } satisfies Item]),
    ],
  };
}

function editMenu(): Item {
  const texts = menuTexts();
  return {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      { type: 'separator' },
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'pasteAndMatchStyle', label: texts.pasteAsText },
      { role: 'selectAll', label: texts.selectAll },
    ],
  };
}

function viewMenu({ zoom }: MenuActions): Item {
  const texts = menuTexts();
  const item = (id: 'zoomIn' | 'zoomOut' | 'zoomReset', accelerator: string, step: number | null): Item => ({
    id,
    label: texts[id],
    accelerator,
    click: () => zoom(step),
  });
  return {
    label: texts.view,
    submenu: [
      item('zoomIn', 'CmdOrCtrl+Plus', 0.5),
      item('zoomOut', 'CmdOrCtrl+-', -0.5),
      item('zoomReset', 'CmdOrCtrl+0', null),
      { type: 'separator' },
      { role: 'togglefullscreen', label: texts.fullScreen },
    ],
  };
}

function windowMenu(): Item {
  const texts = menuTexts();
  return { label: texts.window, submenu: [{ role: 'minimize', label: texts.minimize }, { role: 'zoom' }] };
}
