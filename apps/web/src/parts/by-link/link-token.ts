const kept = new Map<string, string>();

/**
 * The token of the link that was opened. It is taken out of the address at once, so that it stays neither in the
 * history nor on the screen; the page that it was opened on keeps it while it is open.
 */
export function takeLinkToken(): string | null {
  const token = location.hash.slice(1);
  if (token.length >= 20) {
    kept.set(location.pathname, token);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return kept.get(location.pathname) ?? null;
}

/** Forgets the tokens once one is used. */
export function forgetLinkToken(): void {
  kept.clear();
}
