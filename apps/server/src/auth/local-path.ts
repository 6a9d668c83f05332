/**
 * A page of this app from what a browser sent along, so that a sign-in ends where it began.
 *
 * @param to path below the base path, with search and hash
 * @returns the path; empty, for the start, where it leads elsewhere, to the interface for programs or back to signing in
 */
export function localPath(to: string): string {
  // Browsers read a backslash as a slash, and pass over tabs and line ends.
  if (!/^\/(?![/\\])/.test(to) || /[\\\p{Cc}]/u.test(to)) return '';
  const home = 'http://here.invalid';
  let url: URL;
  try {
    url = new URL(to, home);
  } catch {
    return '';
  }
  const { pathname, search, hash } = url;
  if (url.origin !== home || pathname.startsWith('//')) return '';
  if (/^\/(api|sign-in|join)(\/|$)/.test(pathname)) return '';
  return `${pathname}${search}${hash}`;
}
