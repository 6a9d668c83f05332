/** What a row of each kind adds to the numerator and to the denominator of a ratio. */
export interface RatioOfKinds {
  /** one entry a kind */
  readonly top: Float64Array;
  /** one entry a kind */
  readonly bottom: Float64Array;
}

/** The columns that rows are looked up in; a row is an index into each. */
export interface ClusteredRows {
  /** row -> 0 to clusterCount-1 */
  readonly cluster: Int32Array;
  /** row -> at least 0; null for 1 each */
  readonly weight: Float64Array | null;
}

/**
 * The ratio of two sums over some rows, where a row counts by its kind alone. Its linearisation is added to a
 * given array, so that no array is made for each of many ratios.
 *
 * @param rows indices of rows; those from `from` up to `to` take part
 * @param kinds row -> kind
 * @param ratio what each kind adds
 * @param into cluster -> how much it moves the value, added to what stands there
 * @returns the value; null when the denominators add up to 0, `into` then stays as it is
 */
export function addRatioOfKinds(
  rows: Int32Array,
  from: number,
  to: number,
  kinds: Uint8Array,
  ratio: RatioOfKinds,
  { cluster, weight }: ClusteredRows,
  into: Float64Array,
): number | null {
  const { top, bottom } = ratio;
  let above = 0;
  let below = 0;
  if (weight === null) {
    for (let k = from; k < to; k += 1) {
      const kind = kinds[rows[k]!]!;
      above += top[kind]!;
      below += bottom[kind]!;
    }
    if (below === 0) return null;
    const value = above / below;
    const moves = new Float64Array(top.length);
    for (let kind = 0; kind < moves.length; kind += 1)
      moves[kind] = (top[kind]! - value * bottom[kind]!) / below;
    for (let k = from; k < to; k += 1) {
      const i = rows[k]!;
      into[cluster[i]!]! += moves[kinds[i]!]!;
    }
    return value;
  }
  for (let k = from; k < to; k += 1) {
    const i = rows[k]!;
    const kind = kinds[i]!;
    above += top[kind]! * weight[i]!;
    below += bottom[kind]! * weight[i]!;
  }
  if (below === 0) return null;
  const value = above / below;
  for (let k = from; k < to; k += 1) {
    const i = rows[k]!;
    const w = weight[i]!;
    const kind = kinds[i]!;
    into[cluster[i]!]! += (top[kind]! * w - value * (bottom[kind]! * w)) / below;
  }
  return value;
}

/** The columns of an area under the curve. */
export interface RankedRows extends ClusteredRows {
  /** row -> 1 positive, 0 negative */
  readonly label: Uint8Array;
  readonly score: Float64Array;
  /** one entry a row, overwritten */
  readonly placement: Float64Array;
}

/**
 * AUROC over some rows, its linearisation added to a given array (placement values summed by cluster; ties count
 * half).
 *
 * @param rows indices of rows; those from `from` up to `to` take part
 * @param sorted the same rows in the same places, by rising score
 * @param into cluster -> how much it moves the value, added to what stands there
 * @returns the value; null unless both classes are present, `into` then stays as it is
 * @see Obuchowski 1997, doi:10.2307/2533958
 */
export function addAuroc(
  rows: Int32Array,
  sorted: Int32Array,
  from: number,
  to: number,
  ranked: RankedRows,
  into: Float64Array,
): number | null {
  const { label, score, cluster, weight, placement } = ranked;
  if (weight === null) return addPlainAuroc(rows, sorted, from, to, ranked, into);
  let positives = 0;
  let negatives = 0;
  for (let k = from; k < to; k += 1) {
    const i = rows[k]!;
    if (label[i] === 1) positives += weight[i]!;
    else negatives += weight[i]!;
  }
  if (positives === 0 || negatives === 0) return null;
  let below = 0;
  let positivesBelow = 0;
  let wins = 0;
  for (let start = from; start < to; ) {
    const end = endOfTie(sorted, start, to, score);
    let tiedPositive = 0;
    let tiedNegative = 0;
    for (let k = start; k < end; k += 1) {
      const i = sorted[k]!;
      if (label[i] === 1) tiedPositive += weight[i]!;
      else tiedNegative += weight[i]!;
    }
    const ofPositive = (below + tiedNegative / 2) / negatives;
    const ofNegative = (positives - positivesBelow - tiedPositive / 2) / positives;
    for (let k = start; k < end; k += 1) {
      const i = sorted[k]!;
      placement[i] = label[i] === 1 ? ofPositive : ofNegative;
    }
    wins += tiedPositive * (below + tiedNegative / 2);
    below += tiedNegative;
    positivesBelow += tiedPositive;
    start = end;
  }
  const value = wins / (positives * negatives);
  for (let k = from; k < to; k += 1) {
    const i = rows[k]!;
    const share = weight[i]! / (label[i] === 1 ? positives : negatives);
    into[cluster[i]!]! += share * (placement[i]! - value);
  }
  return value;
}

/** The place after the last row of the score that stands at `start`. */
function endOfTie(sorted: Int32Array, start: number, to: number, score: Float64Array): number {
  const tie = score[sorted[start]!]!;
  let end = start + 1;
  while (end < to && score[sorted[end]!] === tie) end += 1;
  return end;
}

/** The same where every row weighs 1. */
function addPlainAuroc(
  rows: Int32Array,
  sorted: Int32Array,
  from: number,
  to: number,
  { label, score, cluster, placement }: RankedRows,
  into: Float64Array,
): number | null {
  let positives = 0;
  for (let k = from; k < to; k += 1) positives += label[rows[k]!]!;
  const negatives = to - from - positives;
  if (positives === 0 || negatives === 0) return null;
  // Looked up, not branched on: a label would be guessed wrong too often.
  const byLabel = new Float64Array(2);
  let below = 0;
  let positivesBelow = 0;
  let wins = 0;
  for (let start = from; start < to; ) {
    const first = sorted[start]!;
    const tie = score[first]!;
    let tiedPositive = label[first]!;
    let end = start + 1;
    while (end < to) {
      const i = sorted[end]!;
      if (score[i] !== tie) break;
      tiedPositive += label[i]!;
      end += 1;
    }
    const tiedNegative = end - start - tiedPositive;
    byLabel[1] = (below + tiedNegative / 2) / negatives;
    byLabel[0] = (positives - positivesBelow - tiedPositive / 2) / positives;
    for (let k = start; k < end; k += 1) {
      const i = sorted[k]!;
      placement[i] = byLabel[label[i]!]!;
    }
    wins += tiedPositive * (below + tiedNegative / 2);
    below += tiedNegative;
    positivesBelow += tiedPositive;
    start = end;
  }
  const value = wins / (positives * negatives);
  byLabel[1] = 1 / positives;
  byLabel[0] = 1 / negatives;
  let k = from;
  for (const last = to - 1; k < last; k += 2) {
    const i = rows[k]!;
    const j = rows[k + 1]!;
    into[cluster[i]!]! += byLabel[label[i]!]! * (placement[i]! - value);
    into[cluster[j]!]! += byLabel[label[j]!]! * (placement[j]! - value);
  }
  for (; k < to; k += 1) {
    const i = rows[k]!;
    into[cluster[i]!]! += byLabel[label[i]!]! * (placement[i]! - value);
  }
  return value;
}
