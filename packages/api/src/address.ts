import { type Routes, routes } from './catalog.ts';
import { fillPath } from './path.ts';
import type { AddressInput } from './types.ts';

interface AnyAddress {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** Path and query of a route below the server's address, from `/api` on; values without meaning are left out. */
export function pathWithQuery(path: string, { params, query }: AnyAddress): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  return `/api${fillPath(path, params ?? {})}${search.size === 0 ? '' : `?${search}`}`;
}

/**
 * Where a route is, for links, pictures and frames: path and query below the server's base path, from `/api` on.
 *
 * @throws api/bad-call when a parameter of the path is missing
 */
export function addressOf<K extends keyof Routes>(name: K, input: AddressInput<Routes[K]>): string {
  return pathWithQuery(routes[name].path, input as AnyAddress); // its parts are records or absent
}
