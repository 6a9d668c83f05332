import { expit, type Limits, logit, twoSidedZ } from '@equipoise/stats';
import { fail } from '../errors.ts';

/** A recalibration of wrong-probabilities on reviewed labels. */
export interface ReviewFit {
  /** Added to the log odds. */
  readonly shift: number;
  /** Its standard error; 0 without reviewed labels. */
  readonly se: number;
  /** Labels reviewed. */
  readonly reviewed: number;
  /** Of these, wrong. */
  readonly wrong: number;
}

/** One point of a cost curve. */
export interface CostPoint {
  /** Labels looked at, from the worst on. */
  readonly n: number;
  /** How many of them are expected to be wrong. */
  readonly expectedWrong: number;
  /** Limits of that number; whole-table uncertainty of the recalibration included. */
  readonly limits: Limits;
  /** Expected share among them. */
  readonly precision: number;
}

/** A cost curve. */
export interface CostCurve {
  readonly points: readonly CostPoint[];
  readonly review: ReviewFit;
  readonly level: number;
}

/** How a cost curve is made. */
export interface CostCurveOptions {
  /** Outcome of a review per row: 1 wrong, 0 right, -1 not reviewed. A random sample makes the curve honest. */
  readonly reviewed?: ArrayLike<number>;
  /** Patient code per row: doubts about one patient's labels go together. */
  readonly patients?: ArrayLike<number>;
  /** Correlation of the errors within a patient, 0 to 1; 1 (the widest limits) by default. */
  readonly withinPatient?: number;
  /** Points of the curve; 1, 2, 5, 10, 20, 50, ... and the end by default. */
  readonly at?: readonly number[];
  /** Confidence level; 0.95 by default. */
  readonly level?: number;
}

/**
 * Cost curve: how many of the next n labels are expected to be wrong when the list is worked through from the
 * worst on. Reviewed labels shift the probabilities on the log-odds scale (one parameter, with the light prior
 * of half a success and half a failure), and their error widens the limits.
 *
 * @param order row indices, the worst first
 * @param wrong probability per row that its label is wrong (`wrongChances`)
 * @param options review, patients, points, level
 * @throws annotation/bad-argument for a correlation outside 0 to 1
 * @see Cox 1958, doi:10.1093/biomet/45.3-4.562 (recalibration); Firth 1993, doi:10.1093/biomet/80.1.27 (prior)
 */
export function costCurve(
  order: ArrayLike<number>,
  wrong: ArrayLike<number>,
  options: CostCurveOptions = {},
): CostCurve {
  const { reviewed, patients, level = 0.95, withinPatient = 1 } = options;
  if (!(withinPatient >= 0 && withinPatient <= 1)) {
    fail(
      'annotation/bad-argument',
      `The correlation within a patient is ${withinPatient}.`,
      'Pass a number from 0 to 1.',
    );
  }
  const z = twoSidedZ(level);
  const review = fitReview(wrong, reviewed);
  const wanted = new Set(options.at ?? usualPoints(order.length));
  const points: CostPoint[] = [];
  const spreadOf = new Map<number, number>();
  let expected = 0;
  let known = 0;
  let open = 0;
  let slope = 0;
  let independent = 0;
  let together = 0;
  for (let n = 1; n <= order.length; n++) {
    const i = order[n - 1]!;
    const outcome = reviewed ? reviewed[i]! : -1;
    if (outcome >= 0) {
      expected += outcome;
      known += outcome;
    } else {
      const p = shifted(wrong[i]!, review.shift);
      expected += p;
      open++;
      const variance = p * (1 - p);
      slope += variance;
      independent += variance;
      if (patients) {
        const before = spreadOf.get(patients[i]!) ?? 0;
        const after = before + Math.sqrt(variance);
        spreadOf.set(patients[i]!, after);
        together += after * after - before * before;
      } else together += variance;
    }
    if (!wanted.has(n)) continue;
    const variance = (1 - withinPatient) * independent + withinPatient * together;
    const half = z * Math.sqrt(variance + slope * slope * review.se * review.se);
    points.push({
      n,
      expectedWrong: expected,
      limits: [Math.max(known, expected - half), Math.min(known + open, expected + half)],
      precision: expected / n,
    });
  }
  return { points, review, level };
}

function shifted(p: number, shift: number): number {
  if (shift === 0 || p <= 0 || p >= 1) return p;
  return expit(logit(p) + shift);
}

/** Newton steps for the one shift that makes expected and seen wrong labels meet. */
function fitReview(wrong: ArrayLike<number>, reviewed?: ArrayLike<number>): ReviewFit {
  const seen: number[] = [];
  let count = 0;
  for (let i = 0; reviewed && i < reviewed.length; i++) {
    if (reviewed[i]! < 0) continue;
    seen.push(Math.min(1 - 1e-6, Math.max(1e-6, wrong[i]!)));
    count += reviewed[i]!;
  }
  if (seen.length === 0) return { shift: 0, se: 0, reviewed: 0, wrong: 0 };
  let shift = 0;
  let information = 0;
  for (let round = 0; round < 100; round++) {
    // Half a success and half a failure at the middle keep the shift finite.
    const middle = expit(shift);
    let gap = count + 0.5 - middle;
    information = middle * (1 - middle);
    for (const p of seen) {
      const q = shifted(p, shift);
      gap -= q;
      information += q * (1 - q);
    }
    const step = Math.max(-2, Math.min(2, gap / information));
    shift += step;
    if (Math.abs(step) < 1e-10) break;
  }
  return { shift, se: 1 / Math.sqrt(information), reviewed: seen.length, wrong: count };
}

function usualPoints(rows: number): number[] {
  const out: number[] = [];
  for (let ten = 1; ten <= rows; ten *= 10) {
    for (const step of [1, 2, 5]) if (step * ten <= rows) out.push(step * ten);
  }
  if (rows > 0 && out.at(-1) !== rows) out.push(rows);
  return out;
}
