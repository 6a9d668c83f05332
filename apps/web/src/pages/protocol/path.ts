/** Keys and 0-based places from the root of a document. */
export type Path = readonly (string | number)[];

/** What stands at a place; undefined where there is nothing. */
export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    // Only own keys are followed.
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** The document with something else at a place; all the rest is shared with the old one. */
export function withValue<T>(document: T, path: Path, value: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return value as T; // the whole document
  if (Array.isArray(document)) {
    const copy = [...document];
    copy[Number(key)] = withValue(copy[Number(key)], rest, value);
    return copy as T; // a list stays a list
  }
  const old = document as Record<string | number, unknown>; // paths lead through objects and lists
  return { ...old, [key]: withValue(old[key], rest, value) } as T;
}

/** A list without one entry. */
export function without<T>(list: readonly T[], at: number): readonly T[] {
  return list.filter((_, k) => k !== at);
}

/** A list with one entry a place further up or down; the same list at its ends. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): readonly T[] {
  const to = at + by;
  if (to < 0 || to >= list.length) return list;
  const copy = [...list];
  copy.splice(to, 0, ...copy.splice(at, 1));
  return copy;
}

/** The id of the element that edits a place. */
export function fieldId(path: Path): string {
  return `f.${path.join('.')}`;
}
