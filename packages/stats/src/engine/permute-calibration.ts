import { calibrationInfluence, calibrationSteps, calibrationWidth } from './calibration.ts';
import { type PermutedRests, summarisePermutation } from './permute-summary.ts';
import type { Plan } from './plan.ts';

/** Calibration by one step from the pooled fit, for attributes that are constant within patients. */
export function permuteCalibration(
  plan: Plan,
  a: number,
  entryLevel: Int32Array,
  rests: PermutedRests,
  original: Float64Array,
  out: Float64Array,
  place: (m: number) => number,
): void {
  const attribute = plan.attributes[a]!;
  const table = attribute.calibration!;
  const levels = attribute.levelCount;
  const width = calibrationWidth;
  const sums = new Float64Array(width * levels);
  const whole = new Float64Array(width);
  const steps = new Float64Array(3 * levels);
  const restSteps = new Float64Array(3 * levels);
  const squares = new Float64Array(2 * levels);
  const restSquares = new Float64Array(2 * levels);
  const step = new Float64Array(3);
  const rest = new Float64Array(width);
  for (let e = 0; e < entryLevel.length; e++) {
    for (let d = 0; d < width; d++) {
      const here = width * entryLevel[e]! + d;
      sums[here] = sums[here]! + table.common[width * e + d]!;
      whole[d] = whole[d]! + table.common[width * e + d]!;
    }
  }
  for (let k = 0; k < levels; k++) {
    calibrationSteps(sums, width * k, step);
    steps.set(step, 3 * k);
    for (let d = 0; d < width; d++) rest[d] = whole[d]! - sums[width * k + d]!;
    calibrationSteps(rest, 0, step);
    restSteps.set(step, 3 * k);
  }
  const pooledSquares = new Float64Array(2 * levels);
  const moved = new Float64Array(2);
  const none = new Float64Array(3);
  for (let e = 0; e < entryLevel.length; e++) {
    const k = entryLevel[e]!;
    const own = steps.subarray(3 * k, 3 * k + 3);
    calibrationInfluence(sums, width * k, table.common, width * e, own, moved, 0);
    for (let c = 0; c < 2; c++) squares[2 * k + c] = squares[2 * k + c]! + moved[c]! * moved[c]!;
    calibrationInfluence(whole, 0, table.common, width * e, none, moved, 0);
    for (let c = 0; c < 2; c++) {
      pooledSquares[2 * k + c] = pooledSquares[2 * k + c]! + moved[c]! * moved[c]!;
    }
  }
  for (let k = 0; k < levels; k++) {
    for (let c = 0; c < 2; c++) {
      const part = c === 0 ? 6 : 2;
      const share = whole[part]! / (whole[part]! - sums[width * k + part]!);
      let others = 0;
      for (let g = 0; g < levels; g++) if (g !== k) others += pooledSquares[2 * g + c]!;
      restSquares[2 * k + c] = others * share * share;
      const o = attribute.other[k]!;
      if (o >= 0) restSquares[2 * k + c] = squares[2 * o + c]!;
    }
  }
  for (const [c, m] of [plan.interceptMetric, plan.slopeMetric].entries()) {
    if (m < 0) continue;
    const value = steps.filter((_, i) => i % 3 === c);
    const variance = squares.filter((_, i) => (i & 1) === c);
    rests.value.set(restSteps.filter((_, i) => i % 3 === c));
    rests.variance.set(restSquares.filter((_, i) => (i & 1) === c));
    summarisePermutation(plan, a, m, value, variance, rests, original, out, place(m));
  }
}
