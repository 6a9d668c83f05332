/** The path that the server lies below: empty, or `/…` without a slash at its end. */
export function basePath(): string {
  const said = document.querySelector('meta[name="equipoise-base"]')?.getAttribute('content') ?? '';
  // Opened without the server, as in a test of one page.
  return said === '__BASE_PATH__' ? '' : said;
}

/** The nonce that style elements made by the app must carry. */
export function styleNonce(): string {
  const mark = document.querySelector<HTMLElement>('meta[property="csp-nonce"]');
  return mark?.nonce || mark?.getAttribute('nonce') || '';
}
