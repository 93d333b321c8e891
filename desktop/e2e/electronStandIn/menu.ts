import { app } from './app.ts';
import { BrowserWindow } from './browserWindow.ts';
import { record } from './runtime.ts';

type Click = (item: MenuItem, window: BrowserWindow | null, event: object) => void;
type Template = {
  id?: string;
  label?: string;
  role?: string;
  type?: string;
  accelerator?: string;
  enabled?: boolean;
  submenu?: Template[];
  click?: Click;
};

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: string | undefined;
  readonly enabled: boolean;
  readonly submenu: Menu | undefined;
  readonly #click: Click | undefined;

  constructor(template: Template) {
    this.id = template.id;
    this.label = template.label ?? template.role ?? '';
    this.role = template.role;
    this.type = template.type ?? (template.submenu ? 'submenu' : 'normal');
    this.accelerator = template.accelerator;
    this.enabled = template.enabled ?? true;
    this.submenu = template.submenu && Menu.buildFromTemplate(template.submenu);
    this.#click = template.click;
  }

  click(): void {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0] ?? null;
    if (this.#click) this.#click(this, window, {});
    else if (this.role === 'quit') app.quit();
    else if (this.role === 'close') window?.close();
    else record('menu-role', this.role);
  }
}

export class Menu {
  static #application: Menu | null = null;
  static readonly setApplicationMenu = (menu: Menu | null) => void (Menu.#application = menu);
  static readonly getApplicationMenu = () => Menu.#application;
  static buildFromTemplate(template: Template[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.items.push(new MenuItem(item));
    return menu;
  }

  readonly items: MenuItem[] = [];

  popup(): void {
    record(
      'menu-popup',
      this.items.map((item) => item.label),
    );
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}
