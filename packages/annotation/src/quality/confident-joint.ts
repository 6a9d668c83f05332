import type { ScoredLabels } from './label-scores.ts';

/** Counts of given against probable true classes. */
export interface ConfidentJoint {
  /** Mean probability of a class over the rows labelled so; NaN where no row is. */
  readonly thresholds: Float64Array;
  /** Classes that no row is labelled with: excluded, and worth a warning. */
  readonly absentClasses: readonly number[];
  /** [given][true] counts of confident rows; every diagonal cell of a class that occurs is at least 1. */
  readonly raw: Float64Array;
  /** [given][true] whole counts: rows sum to the label counts. */
  readonly calibrated: Float64Array;
  /** Probable true class of each row, -1 where no class reaches its threshold. */
  readonly confidentClass: Int32Array;
  /** Rows per given class. */
  readonly labelCounts: Float64Array;
  /** Classes. */
  readonly classCount: number;
}

/** Slack of the threshold, against rounding. */
const SLACK = 1e-6;

/**
 * Confident joint: a row counts as truly of class j when p_j reaches the mean p_j of the rows labelled j. Where
 * several classes do, the row goes to its most probable class.
 *
 * @param input labels and out-of-sample probabilities
 * @see Northcutt, Jiang, Chuang 2021, doi:10.1613/jair.1.12125
 */
export function confidentJoint(input: ScoredLabels): ConfidentJoint {
  const { rowCount, classCount: k, labels, probabilities } = input;
  const sums = new Float64Array(k);
  const labelCounts = new Float64Array(k);
  for (let i = 0; i < rowCount; i++) {
    const given = labels[i]!;
    sums[given]! += probabilities[i * k + given]!;
    labelCounts[given]!++;
  }
  const thresholds = sums.map((sum, c) =>
    labelCounts[c]! > 0 ? sum / labelCounts[c]! : Number.NaN,
  );
  // NaN never lets a probability through: an absent class is excluded.
  const limits = thresholds.map((t) => t - SLACK);
  const raw = new Float64Array(k * k);
  const confidentClass = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const row = i * k;
    let hit = -1;
    let hits = 0;
    let leader = -1;
    let top = -1;
    for (let c = 0; c < k; c++) {
      const p = probabilities[row + c]!;
      if (p > top && labelCounts[c]! > 0) {
        top = p;
        leader = c;
      }
      if (p >= limits[c]!) {
        hit = c;
        hits++;
      }
    }
    const best = hits > 1 ? leader : hit;
    confidentClass[i] = best;
    if (best >= 0) raw[labels[i]! * k + best]!++;
  }
  for (let c = 0; c < k; c++) {
    if (labelCounts[c]! > 0) raw[c * k + c] = Math.max(1, raw[c * k + c]!);
  }
  const absentClasses: number[] = [];
  labelCounts.forEach((count, c) => {
    if (count === 0) absentClasses.push(c);
  });
  const calibrated = calibrateJoint(raw, labelCounts);
  return { thresholds, absentClasses, raw, calibrated, confidentClass, labelCounts, classCount: k };
}

/**
 * Scales the rows of a joint to the label counts and rounds so that every row keeps its sum: half to even, then
 * one more or one less in the cells that rounding moved furthest.
 *
 * @param raw [given][true] counts
 * @param labelCounts rows per given class
 * @returns whole counts
 */
export function calibrateJoint(raw: Float64Array, labelCounts: Float64Array): Float64Array {
  const k = labelCounts.length;
  const out = new Float64Array(k * k);
  for (let g = 0; g < k; g++) {
    let sum = 0;
    for (let c = 0; c < k; c++) sum += raw[g * k + c]!;
    if (sum === 0) continue;
    const exact = Float64Array.from(
      { length: k },
      (_, c) => (raw[g * k + c]! / sum) * labelCounts[g]!,
    );
    out.set(roundKeepingSum(exact, labelCounts[g]!), g * k);
  }
  return out;
}

function roundKeepingSum(exact: Float64Array, total: number): Float64Array {
  const whole = exact.map(halfToEven);
  let missing = total;
  for (const one of whole) missing -= one;
  while (missing !== 0) {
    const step = missing > 0 ? 1 : -1;
    const order = Array.from(exact.keys()).sort((a, b) => {
      const byOff = exact[a]! - whole[a]! - (exact[b]! - whole[b]!);
      return byOff !== 0 ? byOff : a - b;
    });
    if (step > 0) order.reverse();
    const changes = Math.min(Math.abs(missing), order.length);
    for (let i = 0; i < changes; i++) whole[order[i]!]! += step;
    missing -= step * changes;
  }
  return whole;
}

function halfToEven(x: number): number {
  const low = Math.floor(x);
  const part = x - low;
  if (part < 0.5) return low;
  if (part > 0.5) return low + 1;
  return low % 2 === 0 ? low : low + 1;
}

/** Prevalence and noise that a joint implies. */
export interface NoiseMatrices {
  /** Share of each true class. */
  readonly trueShares: Float64Array;
  /** P(given | true) as [given][true]; a column of zeros where a class is never true. */
  readonly noise: Float64Array;
  /** P(true | given) as [true][given]; a column of zeros where a class is never given. */
  readonly inverse: Float64Array;
}

/**
 * Shares and noise of a joint of counts.
 *
 * @param joint [given][true] counts
 * @param classCount classes
 */
export function noiseMatrices(joint: Float64Array, classCount: number): NoiseMatrices {
  const k = classCount;
  const given = new Float64Array(k);
  const truth = new Float64Array(k);
  let total = 0;
  for (let g = 0; g < k; g++) {
    for (let c = 0; c < k; c++) {
      const count = joint[g * k + c]!;
      given[g]! += count;
      truth[c]! += count;
      total += count;
    }
  }
  const noise = new Float64Array(k * k);
  const inverse = new Float64Array(k * k);
  for (let g = 0; g < k; g++) {
    for (let c = 0; c < k; c++) {
      const count = joint[g * k + c]!;
      if (truth[c]! > 0) noise[g * k + c] = count / truth[c]!;
      if (given[g]! > 0) inverse[c * k + g] = count / given[g]!;
    }
  }
  return { trueShares: truth.map((one) => (total > 0 ? one / total : 0)), noise, inverse };
}

/**
 * Rows whose probable true class is another than the given one.
 *
 * @param input labels
 * @param joint their joint
 * @returns row indices, ascending
 */
export function offDiagonalRows(input: ScoredLabels, joint: ConfidentJoint): number[] {
  const out: number[] = [];
  for (let i = 0; i < input.rowCount; i++) {
    if (joint.confidentClass[i]! >= 0 && joint.confidentClass[i] !== input.labels[i]) out.push(i);
  }
  return out;
}
