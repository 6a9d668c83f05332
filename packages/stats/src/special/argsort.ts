const SMALL = 512;
const BITS = 11;
const BUCKETS = 1 << BITS;
const MASK = BUCKETS - 1;

/** Rows in ascending order by comparison, ties by row. */
function compareSort(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => {
    const x = values[a]!;
    const y = values[b]!;
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}

/** 32-bit halves of every number, mapped so that unsigned order equals numeric order. */
function orderedBits(
  values: ArrayLike<number>,
): [Uint32Array<ArrayBuffer>, Uint32Array<ArrayBuffer>] {
  const n = values.length;
  const doubles = new Float64Array(n);
  for (let i = 0; i < n; i++) doubles[i] = values[i]! + 0;
  const words = new Uint32Array(doubles.buffer);
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  const h = littleEndian ? 1 : 0;
  for (let i = 0; i < n; i++) {
    const top = words[2 * i + h]!;
    const bottom = words[2 * i + 1 - h]!;
    const negative = top >>> 31 === 1;
    high[i] = negative ? ~top : top | 0x80000000;
    low[i] = negative ? ~bottom : bottom;
  }
  return [low, high];
}

/**
 * The row numbers in ascending order of their values; equal values keep the order of their rows.
 * Long arrays are sorted by radix in time linear in the length.
 *
 * @param values numbers without NaN; infinities are legal, -0 equals 0
 * @returns row indices, length as `values`
 *
 * Source: Knuth, The Art of Computer Programming 3, section 5.2.5 (radix sort).
 */
export function argsort(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  if (n < SMALL) return compareSort(values);
  let [low, high] = orderedBits(values);
  let order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let spareLow = new Uint32Array(n);
  let spareHigh = new Uint32Array(n);
  let spareOrder = new Uint32Array(n);
  const counts = new Uint32Array(BUCKETS + 1);
  for (let pass = 0; pass < 6; pass++) {
    const words = pass < 3 ? low : high;
    const shift = (pass % 3) * BITS;
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[((words[i]! >>> shift) & MASK) + 1]!++;
    if (counts[((words[0]! >>> shift) & MASK) + 1] === n) continue;
    for (let d = 0; d < BUCKETS; d++) counts[d + 1]! += counts[d]!;
    for (let i = 0; i < n; i++) {
      const digit = (words[i]! >>> shift) & MASK;
      const place = counts[digit]!;
      counts[digit] = place + 1;
      spareLow[place] = low[i]!;
      spareHigh[place] = high[i]!;
      spareOrder[place] = order[i]!;
    }
    [low, spareLow] = [spareLow, low];
    [high, spareHigh] = [spareHigh, high];
    [order, spareOrder] = [spareOrder, order];
  }
  return order;
}

/**
 * Mid-ranks: 1 for the smallest value, equal values share the mean of their ranks.
 *
 * @param values numbers without NaN
 * @param order the result of {@link argsort} for these values, when it is already there
 * @returns one rank per row
 */
export function midRanks(values: ArrayLike<number>, order?: Uint32Array): Float64Array {
  const rows = order ?? argsort(values);
  const ranks = new Float64Array(values.length);
  let start = 0;
  while (start < rows.length) {
    let end = start + 1;
    while (end < rows.length && values[rows[end]!] === values[rows[start]!]) end++;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) ranks[rows[i]!] = rank;
    start = end;
  }
  return ranks;
}
