import type { EngineMetric } from './types.ts';

/** A metric as constant + sum of factor × (numerator · totals) / (denominator · totals). */
export interface RatioSum {
  readonly constant: number;
  readonly terms: readonly {
    readonly factor: number;
    readonly numerator: readonly number[];
    readonly denominator: readonly number[];
  }[];
}

const tp = [1, 0, 0, 0];
const fp = [0, 1, 0, 0];
const fn = [0, 0, 1, 0];
const tn = [0, 0, 0, 1];
const positives = [1, 0, 1, 0];
const negatives = [0, 1, 0, 1];
const calledPositive = [1, 1, 0, 0];
const calledNegative = [0, 0, 1, 1];
const everyone = [1, 1, 1, 1];

function one(numerator: readonly number[], denominator: readonly number[]): RatioSum {
  return { constant: 0, terms: [{ factor: 1, numerator, denominator }] };
}

function two(factor: number, constant: number): RatioSum {
  return {
    constant,
    terms: [
      { factor, numerator: tp, denominator: positives },
      { factor, numerator: tn, denominator: negatives },
    ],
  };
}

const table: Readonly<Record<string, RatioSum>> = {
  sensitivity: one(tp, positives),
  specificity: one(tn, negatives),
  ppv: one(tp, calledPositive),
  npv: one(tn, calledNegative),
  accuracy: one([1, 0, 0, 1], everyone),
  'balanced-accuracy': two(0.5, 0),
  f1: one([2, 0, 0, 0], [2, 1, 1, 0]),
  youden: two(1, -1),
  fnr: one(fn, positives),
  fpr: one(fp, negatives),
  'selection-rate': one(calledPositive, everyone),
  prevalence: one(positives, everyone),
};

const meanOfTwo: RatioSum = one([1, 0], [0, 1]);

/**
 * The definition of a metric in terms of its totals.
 *
 * @param metric any metric made of totals, other than `mcc`
 * @returns totals are TP, FP, FN, TN for counting metrics, and numerator and denominator otherwise
 */
export function ratioSumOf(metric: EngineMetric): RatioSum {
  return table[metric] ?? meanOfTwo;
}

/** Whether a metric is made of the four cells of a confusion table. */
export function isCountMetric(metric: EngineMetric): boolean {
  return metric === 'mcc' || metric in table;
}

/** Whether a metric is a share of rows, so that Wilson-type limits fit. */
export function isProportion(metric: EngineMetric): boolean {
  const found = table[metric];
  return found !== undefined && found.terms.length === 1 && metric !== 'f1';
}

/** Which denominators a metric needs patients in: 1 positives, 2 negatives, 4 called positive, 8 called negative. */
export function needsOf(metric: EngineMetric): number {
  switch (metric) {
    case 'sensitivity':
    case 'fnr':
    case 'observed-expected':
      return 1;
    case 'specificity':
    case 'fpr':
      return 2;
    case 'ppv':
      return 4;
    case 'npv':
      return 8;
    case 'f1':
      return 1;
    case 'auroc':
    case 'auprc':
    case 'balanced-accuracy':
    case 'youden':
    case 'mcc':
    case 'calibration-slope':
    case 'calibration-intercept':
      return 3;
    default:
      return 0;
  }
}

/**
 * Value and gradient of a sum of ratios at given totals.
 *
 * @param ratios the metric
 * @param totals array that holds the totals from `at` on
 * @param at first place
 * @param dimension number of totals
 * @param gradient receives `dimension` derivatives
 * @returns the value, NaN when a denominator is 0
 */
export function evaluateRatios(
  ratios: RatioSum,
  totals: Float64Array,
  at: number,
  dimension: number,
  gradient: Float64Array,
): number {
  let value = ratios.constant;
  for (let d = 0; d < dimension; d++) gradient[d] = 0;
  for (const { factor, numerator, denominator } of ratios.terms) {
    let above = 0;
    let below = 0;
    for (let d = 0; d < dimension; d++) {
      above += numerator[d]! * totals[at + d]!;
      below += denominator[d]! * totals[at + d]!;
    }
    if (!(below > 0)) return Number.NaN;
    const ratio = above / below;
    value += factor * ratio;
    for (let d = 0; d < dimension; d++) {
      gradient[d] = gradient[d]! + (factor * (numerator[d]! - ratio * denominator[d]!)) / below;
    }
  }
  return value;
}

/**
 * Matthews correlation and its gradient.
 *
 * @param totals TP, FP, FN, TN from `at` on
 * @param at first place
 * @param gradient receives four derivatives
 * @returns -1 to 1, NaN when a margin is empty
 * @see Matthews 1975, doi:10.1016/0005-2795(75)90109-9
 */
export function evaluateMcc(totals: Float64Array, at: number, gradient: Float64Array): number {
  const a = totals[at]!;
  const b = totals[at + 1]!;
  const c = totals[at + 2]!;
  const d = totals[at + 3]!;
  const product = (a + b) * (a + c) * (d + b) * (d + c);
  if (!(product > 0)) return Number.NaN;
  const root = Math.sqrt(product);
  const top = a * d - b * c;
  const value = top / root;
  const ab = 1 / (a + b);
  const ac = 1 / (a + c);
  const db = 1 / (d + b);
  const dc = 1 / (d + c);
  gradient[0] = d / root - 0.5 * value * (ab + ac);
  gradient[1] = -c / root - 0.5 * value * (ab + db);
  gradient[2] = -b / root - 0.5 * value * (ac + dc);
  gradient[3] = a / root - 0.5 * value * (db + dc);
  return value;
}
