/** Headers of every answer: nothing of another origin, nothing inline. */
export function securityHeaders(isSecure: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentPolicy(null),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    ...(isSecure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/**
 * The policy of pages: own scripts only, none inline; styles of the page's nonce.
 *
 * @param nonce of this answer, for style elements that the app makes; null without
 */
export function contentPolicy(nonce: string | null): string {
  const style = nonce === null ? "'self'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src ${style}`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The policy in the head of a report, which stands before anything that came from data. */
const headOfReport =
  /^<!doctype html>\s*<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="([^"<>]*)">/;

/**
 * The policy of a report shown in a frame: no rights of this origin, and no script but the one that whoever wrote the
 * report named by its hash in the head. The scripts of the page itself are not asked: one that got in by the data would
 * name itself.
 *
 * @param document the report; of one without such a head no script runs
 */
export function reportPolicy(document: string): string {
  const [, named = ''] = headOfReport.exec(document) ?? [];
  const hashes = named.match(/'sha256-[A-Za-z0-9+/]{43}='/g) ?? [];
  return [
    'sandbox allow-scripts allow-popups',
    "default-src 'none'",
    `script-src ${hashes.length === 0 ? "'none'" : hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}
