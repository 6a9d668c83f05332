const people =
  'patients?|people|persons?|cases?|images?|rows?|readers?|positives?|negatives?|labels?|scores?|ages?|children|women|men';

/**
 * Replaces counts of people below a number in free text: `7 patients` becomes `fewer than 10
 * patients`; a fraction with a small part loses its parts, and lists of row numbers go.
 */
export function scrub(text: string, below: number): string {
  const counted = new RegExp(
    `(?<![\\d.,\\u2212-])(\\d+)((?: [a-z-]+){0,2} (?:${people}))\\b`,
    'gi',
  );
  return text
    .replace(/ ?\((?:first in )?rows? \d+(?:, \d+)*(?:, …| and \d+(?: more)?)?\)/g, '')
    .replace(counted, (whole, digits: string, rest: string) =>
      Number(digits) < below ? `fewer than ${below}${rest}` : whole,
    )
    .replace(
      /(?<![\d./])(\d+)\s*(?:\/|of)\s*(\d+)(?![\d./])/g,
      (whole, part: string, total: string) =>
        Number(part) < below || Number(total) - Number(part) < below ? `(counts hidden)` : whole,
    );
}

/** {@link scrub} for every text inside a value; keys, ids and hashes stay. */
export function scrubDeep<T>(value: T, below: number): T {
  const walk = (entry: unknown, key: string): unknown => {
    if (typeof entry === 'string')
      return /^(sentence|note|remark|conclusion|tension|found|planted|reason|message)$/.test(key)
        ? scrub(entry, below)
        : entry;
    if (Array.isArray(entry)) return entry.map((item) => walk(item, key));
    if (entry === null || typeof entry !== 'object') return entry;
    return Object.fromEntries(
      Object.entries(entry).map(([name, item]) => [name, walk(item, name)]),
    );
  };
  // The walk changes texts only, so the shape stays.
  return walk(value, '') as T;
}
