import { fail } from './errors.ts';

/**
 * Fills the parameters of a path.
 *
 * @throws api/bad-call when one is missing
 */
export function fillPath(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) return fail('api/bad-call', `${name} is missing.`, `Pass ${name}.`);
    return encodeURIComponent(String(value));
  });
}

/** Names of a path's parameters, in order. */
export function paramsOf(path: string): readonly string[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map((found) => found[1] ?? '');
}
