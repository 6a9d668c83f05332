/**
 * Puts the k-th smallest number in place k, smaller ones before it and larger ones after it.
 *
 * @param values numbers without NaN, reordered from `from` to `to`
 * @param k a place between them
 * @see Hoare 1961, doi:10.1145/366622.366647
 */
function placeKth(values: Float64Array, k: number, from: number, to: number): void {
  let left = from;
  let right = to;
  while (left < right) {
    const pivot = medianOfThree(values[left]!, values[(left + right) >> 1]!, values[right]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const kept = values[i]!;
        values[i++] = values[j]!;
        values[j--] = kept;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/**
 * Quantiles by linear interpolation between order statistics (type 7), without a sort.
 *
 * @param values numbers without NaN in any order, at least one; reordered
 * @param qs quantiles in [0, 1], ascending
 * @returns what `quantileSorted` would give on the sorted numbers
 */
export function selectQuantiles(values: Float64Array, qs: readonly number[]): number[] {
  const last = values.length - 1;
  let from = 0;
  return qs.map((q) => {
    const place = q * last;
    const below = Math.floor(place);
    placeKth(values, below, Math.min(from, below), last);
    from = below;
    const low = values[below]!;
    const share = place - below;
    if (share === 0) return low;
    let high = Number.POSITIVE_INFINITY;
    for (let i = below + 1; i <= last; i++) if (values[i]! < high) high = values[i]!;
    return low === high ? low : low + share * (high - low);
  });
}
