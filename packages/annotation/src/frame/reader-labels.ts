/**
 * The names of readers as a report shows them: pseudonyms numbered in the order of the names by code point,
 * or the names themselves where they were asked for.
 */
export function readerLabels(names: readonly string[], isNamed: boolean): string[] {
  if (isNamed) return [...names];
  const order = names.map((_, at) => at).sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
  const labels: string[] = new Array(names.length);
  const width = String(names.length).length;
  order.forEach((at, rank) => {
    labels[at] = `Reader ${String(rank + 1).padStart(width, '0')}`;
  });
  return labels;
}
