import { shell } from 'electron';
import { logError } from './log.ts';

const SCHEMES = new Set(['https:', 'http:', 'mailto:']);

/**
 * The address that the system's browser or mail program may be given, normalised; undefined for everything else: other
 * schemes, credentials in the address, characters that are not as they look.
 */
export function outsideAddress(link: string): string | undefined {
  // A control character or a backslash is read differently by different programs: what was checked is not what opens.
  if (/[\p{Cc}\p{Cf}\\]/u.test(link) || link !== link.trim() || link.length > 8_000) return undefined;
  const url = URL.parse(link);
  if (!url || !SCHEMES.has(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  if (url.protocol !== 'mailto:' && url.hostname === '') return undefined;
  return url.href;
}

/** The only way in which anything leaves the app for another program. */
export function openOutside(link: string): void {
  const address = outsideAddress(link);
  if (address === undefined) return;
  shell
    .openExternal(address)
    .catch((error: unknown) => logError('a link could not be opened outside', error));
}
