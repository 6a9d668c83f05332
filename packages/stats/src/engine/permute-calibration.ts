import { newtonStep } from './calibration.ts';
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
  const sums = new Float64Array(5 * levels);
  const whole = new Float64Array(5);
  const steps = new Float64Array(2 * levels).fill(Number.NaN);
  const restSteps = new Float64Array(2 * levels).fill(Number.NaN);
  const squares = new Float64Array(2 * levels);
  const restSquares = new Float64Array(2 * levels);
  const step = new Float64Array(2);
  const rest = new Float64Array(5);
  for (let e = 0; e < entryLevel.length; e++) {
    for (let d = 0; d < 5; d++) {
      const here = 5 * entryLevel[e]! + d;
      sums[here] = sums[here]! + table.common[5 * e + d]!;
      whole[d] = whole[d]! + table.common[5 * e + d]!;
    }
  }
  for (let k = 0; k < levels; k++) {
    if (newtonStep(sums, 5 * k, step)) steps.set(step, 2 * k);
    for (let d = 0; d < 5; d++) rest[d] = whole[d]! - sums[5 * k + d]!;
    if (newtonStep(rest, 0, step)) restSteps.set(step, 2 * k);
  }
  const pooledSquares = new Float64Array(2 * levels);
  const pooled = new Float64Array(5);
  for (let e = 0; e < entryLevel.length; e++) {
    const k = entryLevel[e]!;
    const v = table.common.subarray(5 * e, 5 * e + 5);
    const s0 = steps[2 * k]!;
    const s1 = steps[2 * k + 1]!;
    pooled.set(sums.subarray(5 * k, 5 * k + 5));
    pooled[0] = v[0]! - v[2]! * s0 - v[3]! * s1;
    pooled[1] = v[1]! - v[3]! * s0 - v[4]! * s1;
    if (newtonStep(pooled, 0, step)) {
      squares[2 * k] = squares[2 * k]! + step[0]! * step[0]!;
      squares[2 * k + 1] = squares[2 * k + 1]! + step[1]! * step[1]!;
    }
    pooled.set(whole);
    pooled[0] = v[0]!;
    pooled[1] = v[1]!;
    if (newtonStep(pooled, 0, step)) {
      pooledSquares[2 * k] = pooledSquares[2 * k]! + step[0]! * step[0]!;
      pooledSquares[2 * k + 1] = pooledSquares[2 * k + 1]! + step[1]! * step[1]!;
    }
  }
  for (let k = 0; k < levels; k++) {
    const share = whole[2]! / (whole[2]! - sums[5 * k + 2]!);
    for (let c = 0; c < 2; c++) {
      let others = 0;
      for (let g = 0; g < levels; g++) if (g !== k) others += pooledSquares[2 * g + c]!;
      restSquares[2 * k + c] = others * share * share;
      const o = attribute.other[k]!;
      if (o >= 0) restSquares[2 * k + c] = squares[2 * o + c]!;
    }
  }
  for (const [c, m] of [plan.interceptMetric, plan.slopeMetric].entries()) {
    if (m < 0) continue;
    const value = steps.filter((_, i) => (i & 1) === c);
    const variance = squares.filter((_, i) => (i & 1) === c);
    rests.value.set(restSteps.filter((_, i) => (i & 1) === c));
    rests.variance.set(restSquares.filter((_, i) => (i & 1) === c));
    summarisePermutation(plan, a, m, value, variance, rests, original, out, place(m));
  }
}
