function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + change);
    }
    previous = current;
  }
  return previous[b.length]!;
}

/**
 * The names nearest to one that was mistyped: by edit distance, or because one holds the other.
 *
 * @param name what was typed
 * @param names what there is
 * @returns up to three names, nearest first; empty when nothing is near
 */
export function nearNames(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const limit = wanted.length < 3 ? wanted.length - 1 : Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((candidate, order) => {
      const lower = candidate.toLowerCase();
      const holds =
        wanted.length > 2 &&
        (lower.includes(wanted) || (lower.length > 2 && wanted.includes(lower)));
      const edits = distance(wanted.slice(0, 60), lower.slice(0, 60));
      return { candidate, order, cost: holds ? Math.min(edits, 1) : edits };
    })
    .filter((one) => one.cost <= limit && one.cost < one.candidate.length)
    .sort((a, b) => a.cost - b.cost || a.order - b.order)
    .slice(0, 3)
    .map((one) => one.candidate);
}
