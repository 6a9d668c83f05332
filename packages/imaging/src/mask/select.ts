/**
 * Quantile of type 7: linear between the two nearest order statistics.
 *
 * @param values finite numbers, at least one; their order is changed
 * @param share 0 to 1
 * @see Hyndman & Fan 1996, doi:10.2307/2684934
 */
export function quantileInPlace(values: Float64Array, share: number): number {
  const place = (values.length - 1) * share;
  const below = Math.floor(place);
  const low = orderStatistic(values, below);
  const part = place - below;
  if (part === 0 || below + 1 >= values.length) return low;
  let next = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < values.length; i++) next = Math.min(next, values[i]!);
  return low + part * (next - low);
}

/**
 * Smallest value at which the cumulative weight reaches a share of all weight.
 *
 * @param values numbers, at least one
 * @param weights one weight above 0 per value
 * @param share 0 to 1
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array,
  share: number,
): number {
  const v = values.slice();
  const w = weights.slice();
  let total = 0;
  for (let i = 0; i < w.length; i++) total += w[i]!;
  // Equal areas may add up to the share exactly; rounding must not push the answer to the next value.
  let wanted = total * share * (1 - 1e-12);
  let low = 0;
  let high = v.length - 1;
  while (low < high) {
    const pivot = middleOfThree(v, low, high);
    let i = low;
    let less = low;
    let more = high;
    let lessWeight = 0;
    let sameWeight = 0;
    while (i <= more) {
      const value = v[i]!;
      const weight = w[i]!;
      if (value < pivot) {
        lessWeight += weight;
        swap(v, i, less);
        swap(w, i++, less++);
      } else if (value > pivot) {
        swap(v, i, more);
        swap(w, i, more--);
      } else {
        sameWeight += weight;
        i++;
      }
    }
    if (wanted <= lessWeight && less > low) high = less - 1;
    else if (wanted <= lessWeight + sameWeight || more === high) return pivot;
    else {
      wanted -= lessWeight + sameWeight;
      low = more + 1;
    }
  }
  return v[low]!;
}

/** Value at place k of the ascending order; values before k end up no larger, values after k no smaller. */
function orderStatistic(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = middleOfThree(values, low, high);
    let i = low;
    let less = low;
    let more = high;
    while (i <= more) {
      const value = values[i]!;
      if (value < pivot) swap(values, i++, less++);
      else if (value > pivot) swap(values, i, more--);
      else i++;
    }
    if (k < less) high = less - 1;
    else if (k > more) low = more + 1;
    else return pivot;
  }
  return values[k]!;
}

function middleOfThree(values: Float64Array, low: number, high: number): number {
  const a = values[low]!;
  const b = values[(low + high) >> 1]!;
  const c = values[high]!;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(values: Float64Array, i: number, j: number): void {
  const kept = values[i]!;
  values[i] = values[j]!;
  values[j] = kept;
}
