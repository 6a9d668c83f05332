/**
 * A JSON value as the one text that stands for it: keys sorted by UTF-16 code unit, no spaces. What a hash of a
 * document is taken of. Keys whose value is `undefined` are left out, as JSON does.
 *
 * @param value parsed JSON or plain data; no cycles, no functions
 * @throws TypeError for what JSON cannot hold: NaN, infinities, functions, bigints
 * @see RFC 8785, doi:10.17487/RFC8785 (the same order of keys and form of numbers)
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      throw new TypeError('JSON has no place for a number without value');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`JSON has no place for a ${typeof value}`);
  const parts: string[] = [];
  // Entries of a plain object are data, whatever their names.
  const entries = Object.entries(value as Record<string, unknown>);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, entry] of entries) {
    if (entry !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(entry)}`);
  }
  return `{${parts.join(',')}}`;
}
