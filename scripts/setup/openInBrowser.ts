import { spawn } from 'node:child_process';

type Environment = Record<string, string | undefined>;

/**
 * Opens an address in the person's browser, where there is a screen to see it on. `BROWSER=none` keeps it from doing so.
 * @param url an address of our own making
 */
export function openInBrowser(url: string): void {
  const [command, ...args] = opener(process.platform, process.env);
  if (command === undefined) return;
  const child = spawn(command, [...args, url], { detached: true, stdio: 'ignore' });
  // No such program: the address has been printed and can be opened by hand.
  child.once('error', () => {});
  child.unref();
}

/** Whether somebody sits before this machine who would see a window open. */
export function hasOnlooker(): boolean {
  return opener(process.platform, process.env).length > 0;
}

/** The command that opens an address, empty where nobody would see it. */
export function opener(platform: string, env: Environment): readonly string[] {
  if (env['BROWSER'] === 'none' || env['CI']) return [];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (platform === 'darwin') return env['SSH_CONNECTION'] ? [] : ['open'];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : [];
}
