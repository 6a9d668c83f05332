/** A page of this app to go to. */
export interface Destination {
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/**
 * Where to go after signing in, from `?to=`. An address of another origin counts as none.
 *
 * @param to path below the base path, with search and hash; anything else leads to the start
 */
export function whereTo(to: unknown, basePath: string): Destination {
  const start: Destination = { pathname: '/', search: '', hash: '' };
  if (typeof to !== 'string' || !/^\/(?![/\\])/.test(to)) return start;
  const home = 'http://here.invalid';
  let url: URL;
  try {
    url = new URL(to, home);
  } catch {
    return start;
  }
  if (url.origin !== home) return start;
  const isBelow = basePath !== '' && url.pathname.startsWith(`${basePath}/`);
  const pathname = isBelow ? url.pathname.slice(basePath.length) : url.pathname;
  if (pathname === '/sign-in') return start;
  return { pathname, search: url.search, hash: url.hash.slice(1) };
}
