let kept: string | null = null;

/**
 * The token of the link that was opened. It is taken out of the address at once, so that it stays neither in the
 * history nor on the screen; the page keeps it while it is open.
 */
export function takeLinkToken(): string | null {
  const token = location.hash.slice(1);
  if (token.length >= 20) {
    kept = token;
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return kept;
}

/** Forgets the token once it is used. */
export function forgetLinkToken(): void {
  kept = null;
}
