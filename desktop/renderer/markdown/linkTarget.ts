import { withoutBidiControls } from './displayNodes.ts';

/** Where a link leads: `host` is what tells the truth about it, a name in punycode or a mail address. */
export type LinkTarget = { href: string; host: string };

/** The target of a web or mail address; undefined for every other scheme and for what is relative to us. */
export function linkTarget(address: string): LinkTarget | undefined {
  const url = URL.parse(withoutBidiControls(address));
  if (url === null) return undefined;
  if (url.protocol === 'mailto:')
    return url.pathname === '' ? undefined : { href: url.href, host: url.pathname };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // A name before the host serves to look like another host.
  url.username = '';
  url.password = '';
  return { href: url.href, host: url.host };
}

const ADDRESS =
  /(?:[a-z][a-z\d+.-]*:\/{0,2}|www\.)\S+|[\p{L}\p{N}-]+(?:[.\u3002\uFF0E\uFF61][\p{L}\p{N}-]+)*[.\u3002\uFF0E\uFF61]\p{L}{2,}\S*/giu;

/**
 * Whether a link's text looks like an address that is not plainly the one it leads to: another host, a name before an
 * `@`, or letters that only look like those of the host.
 */
export function isMisleading(text: string, { href, host }: LinkTarget): boolean {
  if (href.startsWith('mailto:')) return !text.includes(host) && ADDRESS_ONCE.test(text);
  return [...text.matchAll(ADDRESS)].some(([shown]) => {
    const target = linkTarget(shown) ?? linkTarget(`https://${shown}`);
    return (
      target === undefined ||
      withoutWww(target.host) !== withoutWww(host) ||
      /xn--/.test(host) ||
      shown.includes('@')
    );
  });
}

const ADDRESS_ONCE = new RegExp(ADDRESS.source, 'iu');

function withoutWww(host: string): string {
  return host.replace(/^www\./, '');
}
