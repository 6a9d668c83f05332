/**
 * The k-th largest number, by quickselect in place.
 *
 * @param values numbers, reordered
 * @param k 1 for the largest, up to the length
 * @param length how many of the values count; all by default
 * @see Hoare 1961, doi:10.1145/366622.366647
 */
export function kthLargest(
  values: Float64Array,
  k: number,
  length: number = values.length,
): number {
  let low = 0;
  let high = length - 1;
  const target = length - k;
  while (low < high) {
    // Median of three keeps sorted input from being the worst case.
    const middle = (low + high) >> 1;
    const pivot = medianOf(values[low]!, values[middle]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const kept = values[i]!;
        values[i] = values[j]!;
        values[j] = kept;
        i++;
        j--;
      }
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return values[target]!;
}

function medianOf(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : Math.max(a, c)) : a < c ? a : Math.max(b, c);
}
