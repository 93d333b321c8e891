/**
 * The secret of the link that led here. It stands behind the # of the address, which browsers send nowhere; it is taken
 * out of the address at once, so that it stays neither in the history nor on the screen.
 */
export function takeLinkToken(): string | null {
  const token = /^#([\w-]{43})$/.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(history.state, '', location.href.slice(0, -token.length - 1));
  return token;
}
