/** One part of a whole. */
export interface SharePart {
  readonly key: string;
  readonly label: string;
  readonly count: number;
}

/** Left edge and width of each part in percent of the whole; parts of nothing have no width. */
export function shareSpans(parts: readonly SharePart[]): readonly (readonly [number, number])[] {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  let left = 0;
  return parts.map((part) => {
    const width = total === 0 ? 0 : (100 * part.count) / total;
    const span = [left, width] as const;
    left += width;
    return span;
  });
}
