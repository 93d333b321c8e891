import { linkTarget } from '../markdown/linkTarget.ts';

/**
 * Opens a page of the payment provider: in a browser in place of ours, which it comes back to; from the desktop in the
 * system's browser, which is where the window sends every address that is not the app's own.
 */
export function openPaymentPage(url: string, isDesktop: boolean): void {
  const target = linkTarget(url);
  if (target === undefined) throw new TypeError('the payment provider has no such address');
  if (isDesktop) window.open(target.href, '_blank', 'noopener');
  else window.location.assign(target.href);
}
