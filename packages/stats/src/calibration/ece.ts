import { fail } from '../errors.ts';
import { argsort } from '../special/argsort.ts';
import { none, some, type Value } from '../value.ts';
import { checkForecast } from './probability-scores.ts';

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  /** Lower edge (equal width) or least p (equal mass). */
  readonly low: number;
  /** Upper edge (equal width) or largest p (equal mass). */
  readonly high: number;
  /** Rows in the bin. */
  readonly count: number;
  /** Mean predicted probability; null in an empty bin. */
  readonly meanProbability: number | null;
  /** Share of positives; null in an empty bin. */
  readonly observed: number | null;
}

/** How rows are put into bins. */
export type Binning = 'equal-width' | 'equal-mass';

/** Settings of {@link reliabilityBins} and {@link expectedCalibrationError}. */
export interface EceOptions {
  /** Number of bins, 15 by default. */
  readonly bins?: number;
  /** Equal mass by default. */
  readonly binning?: Binning;
}

/** Binned calibration error in its usual norms. */
export interface CalibrationError {
  /** Count-weighted mean gap (ECE). */
  readonly l1: Value;
  /** Root of the count-weighted mean squared gap. */
  readonly l2: Value;
  /** `l2` less the part that a calibrated forecast would show by chance, 0 at least. */
  readonly l2Debiased: Value;
  /** Largest gap (MCE). */
  readonly max: Value;
  /** The bins. */
  readonly bins: readonly ReliabilityBin[];
  /** How they were made. */
  readonly binning: Binning;
}

/**
 * Bins of a reliability diagram. Equal width: left-closed, the last bin closed, edges i / bins. Equal mass:
 * rows in stable order of p, sizes as equal as can be, the first bins take the remainder.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @param options number and kind of bins
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Naeini, Cooper and Hauskrecht 2015, AAAI 29.
 */
export function reliabilityBins(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: EceOptions = {},
): ReliabilityBin[] {
  checkForecast(labels, probabilities);
  const bins = options.bins ?? 15;
  if (!Number.isInteger(bins) || bins < 1)
    fail('stats/bad-argument', `The number of bins is at least 1 and got ${bins}.`, 'Use 15.');
  return (options.binning ?? 'equal-mass') === 'equal-width'
    ? equalWidth(labels, probabilities, bins)
    : equalMass(labels, probabilities, bins);
}

/**
 * Binned calibration error of a binary forecast.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @param options number and kind of bins
 * @returns `no-rows` for empty input
 *
 * Errors: as {@link reliabilityBins}.
 * Source: Naeini, Cooper and Hauskrecht 2015, AAAI 29; Kumar, Liang and Ma 2019, NeurIPS 32 (debiased).
 */
export function expectedCalibrationError(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: EceOptions = {},
): CalibrationError {
  const bins = reliabilityBins(labels, probabilities, options);
  const binning = options.binning ?? 'equal-mass';
  const n = labels.length;
  if (n === 0) {
    const missing = none('no-rows');
    return { l1: missing, l2: missing, l2Debiased: missing, max: missing, bins, binning };
  }
  let l1 = 0;
  let squares = 0;
  let debiased = 0;
  let max = 0;
  for (const bin of bins) {
    if (bin.observed === null || bin.meanProbability === null) continue;
    const gap = Math.abs(bin.observed - bin.meanProbability);
    const weight = bin.count / n;
    l1 += weight * gap;
    squares += weight * gap * gap;
    const noise = bin.count > 1 ? (bin.observed * (1 - bin.observed)) / (bin.count - 1) : gap * gap;
    debiased += weight * (gap * gap - noise);
    max = Math.max(max, gap);
  }
  return {
    l1: some(l1),
    l2: some(Math.sqrt(squares)),
    l2Debiased: some(Math.sqrt(Math.max(0, debiased))),
    max: some(max),
    bins,
    binning,
  };
}

function equalWidth(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins: number,
): ReliabilityBin[] {
  const count = new Float64Array(bins);
  const sumP = new Float64Array(bins);
  const sumY = new Float64Array(bins);
  for (let i = 0; i < labels.length; i++) {
    const p = probabilities[i]!;
    let b = Math.min(bins - 1, Math.floor(p * bins));
    while (b > 0 && p < b / bins) b--;
    while (b + 1 < bins && p >= (b + 1) / bins) b++;
    count[b]!++;
    sumP[b]! += p;
    sumY[b]! += labels[i]!;
  }
  return Array.from({ length: bins }, (_, b) =>
    bin(b / bins, (b + 1) / bins, count[b]!, sumP[b]!, sumY[b]!),
  );
}

function equalMass(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins: number,
): ReliabilityBin[] {
  const order = argsort(probabilities);
  const n = order.length;
  const out: ReliabilityBin[] = [];
  let start = 0;
  for (let b = 0; b < bins; b++) {
    const size = Math.floor(n / bins) + (b < n % bins ? 1 : 0);
    if (size === 0) break;
    let sumP = 0;
    let sumY = 0;
    for (let i = start; i < start + size; i++) {
      sumP += probabilities[order[i]!]!;
      sumY += labels[order[i]!]!;
    }
    const low = probabilities[order[start]!]!;
    const high = probabilities[order[start + size - 1]!]!;
    out.push(bin(low, high, size, sumP, sumY));
    start += size;
  }
  return out;
}

function bin(low: number, high: number, count: number, sumP: number, sumY: number): ReliabilityBin {
  if (count === 0) return { low, high, count, meanProbability: null, observed: null };
  return { low, high, count, meanProbability: sumP / count, observed: sumY / count };
}
