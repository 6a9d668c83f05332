import type { Linearised } from '@equipoise/stats';
import type { Room } from '../frame/room.ts';
import type { Mixtures } from './mixtures.ts';

/** Metrics whose gaps are taken apart. */
export type DecomposedMetric = 'accuracy' | 'ppv' | 'npv';

/** The value of a metric in one of the eight mixtures, with its slopes. */
interface Mixture {
  readonly value: number;
  /** prevalence, and the rates of calling negatives and positives positive */
  readonly prevalence: Linearised;
  readonly alarmRate: Linearised;
  readonly hitRate: Linearised;
  readonly partSlope: number;
  readonly wholeSlope: number;
}

/** A gap and its parts: label mix (prevalence), case mix and error rates. */
export interface GapParts {
  readonly labelMix: Linearised;
  readonly caseMix: Linearised;
  readonly conditional: Linearised;
  /** The sum of the three. */
  readonly gap: Linearised;
}

/**
 * Mean marginal effect of swapping each factor from the rest to the group, over the six orders.
 *
 * @param room its arrays hold the result until the next call
 * @returns null where the metric has no value in one of the eight mixtures
 */
export function shapley(
  { prevalence, rates }: Mixtures,
  metric: DecomposedMetric,
  room: Room,
): GapParts | null {
  const found: Mixture[] = [];
  for (let set = 0; set < 8; set += 1) {
    const one = mixture(prevalence[set & 1]!, rates[0]![set >> 1]!, rates[1]![set >> 1]!, metric);
    if (one === null) return null;
    found.push(one);
  }
  const at = found.map((one) => one.value);
  const names = ['labelMix', 'caseMix', 'conditional', 'gap'] as const;
  const [labels, cases, errors, gaps] = names.map((name) => room.cleared(name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]; // four names in, four arrays out
  const moved = found.map((_, set) => room.cleared(`set${set}`));
  found.forEach((one, set) => {
    moveMixture(one, metric, moved[set]!);
  });
  const [v0, v1, v2, v3, v4, v5, v6, v7] = moved as Eight<Float64Array>; // eight sets
  for (let c = 0; c < gaps.length; c += 1) {
    const [a, b, d, e] = [v0[c]!, v1[c]!, v2[c]!, v3[c]!];
    const [f, g, h, i] = [v4[c]!, v5[c]!, v6[c]!, v7[c]!];
    const ofLabels = meanStep(b - a, e - d, g - f, i - h);
    const ofCases = meanStep(d - a, e - b, h - f, i - g);
    const ofErrors = meanStep(f - a, g - b, h - d, i - e);
    labels[c] = ofLabels;
    cases[c] = ofCases;
    errors[c] = ofErrors;
    gaps[c] = ofLabels + ofCases + ofErrors;
  }
  const [w0, w1, w2, w3, w4, w5, w6, w7] = at as Eight<number>; // eight sets
  const labelMix = meanStep(w1 - w0, w3 - w2, w5 - w4, w7 - w6);
  const caseMix = meanStep(w2 - w0, w3 - w1, w6 - w4, w7 - w5);
  const conditional = meanStep(w4 - w0, w5 - w1, w6 - w2, w7 - w3);
  return {
    labelMix: { value: labelMix, byCluster: labels },
    caseMix: { value: caseMix, byCluster: cases },
    conditional: { value: conditional, byCluster: errors },
    gap: { value: labelMix + caseMix + conditional, byCluster: gaps },
  };
}

type Eight<T> = [T, T, T, T, T, T, T, T];

/** Mean of the steps that swap one factor, weighted by the orders in which none, either or both others were swapped before. */
function meanStep(none: number, afterOne: number, afterOther: number, last: number): number {
  return (1 / 3) * none + (1 / 6) * afterOne + (1 / 6) * afterOther + (1 / 3) * last;
}

/** A metric from prevalence and the two rates of calling positive, with the slopes of its chain rule. */
function mixture(
  prevalence: Linearised,
  alarmRate: Linearised,
  hitRate: Linearised,
  metric: DecomposedMetric,
): Mixture | null {
  const [p, a, h] = [prevalence.value, alarmRate.value, hitRate.value];
  const absent = 1 - p;
  const hit = p * h;
  const alarm = absent * a;
  const quiet = absent - alarm;
  const part = metric === 'npv' ? quiet : hit;
  const whole = metric === 'npv' ? quiet + (p - hit) : hit + alarm;
  if (metric !== 'accuracy' && whole === 0) return null;
  return {
    value: metric === 'accuracy' ? hit + quiet : part / whole,
    prevalence,
    alarmRate,
    hitRate,
    partSlope: 1 / whole,
    wholeSlope: -part / (whole * whole),
  };
}

/** How much each patient moves a mixture, in one pass: the chain rule of each step is written out. */
function moveMixture(
  { prevalence, alarmRate, hitRate, partSlope, wholeSlope }: Mixture,
  metric: DecomposedMetric,
  out: Float64Array,
): void {
  const [p, a, h] = [prevalence.value, alarmRate.value, hitRate.value];
  const absent = 1 - p;
  const prevalenceMoves = prevalence.byCluster;
  const alarmMoves = alarmRate.byCluster;
  const hitMoves = hitRate.byCluster;
  for (let c = 0; c < out.length; c += 1) {
    const dp = prevalenceMoves[c]!;
    const dHit = h * dp + p * hitMoves[c]!;
    const dAlarm = a * -dp + absent * alarmMoves[c]!;
    const dQuiet = -dp - dAlarm;
    out[c] =
      metric === 'accuracy'
        ? dHit + dQuiet
        : metric === 'ppv'
          ? partSlope * dHit + wholeSlope * (dHit + dAlarm)
          : partSlope * dQuiet + wholeSlope * (dQuiet + (dp - dHit));
  }
}
