import { type Linearised, sumOfProducts } from '@equipoise/stats';

/** Metrics whose gaps are taken apart. */
export type DecomposedMetric = 'accuracy' | 'ppv' | 'npv';

/** One side of a comparison: prevalence, and by stratum the mix within each label and the error rates. */
export interface Side {
  readonly prevalence: Linearised;
  /** Share of the positives (negatives) that lie in each supported stratum. */
  readonly mix: readonly (readonly Linearised[])[];
  /** Rate of calling positive, by label and stratum. */
  readonly called: readonly (readonly Linearised[])[];
}

/**
 * Rate of calling positive, by label and by whose case mix (bit 1) and whose error rates (bit 2) are taken:
 * rates[label][0] is all of the rest, rates[label][3] all of the group.
 */
export type Rates = readonly (readonly Linearised[])[];

/** The rates of two sides. */
export function ratesOf(here: Side, there: Side, patients: number): Rates {
  return [0, 1].map((label) =>
    [0, 1, 2, 3].map((set) => {
      const mix = (set & 1 ? here : there).mix[label]!;
      const called = (set & 2 ? here : there).called[label]!;
      return sumOfProducts(mix, called, patients);
    }),
  );
}

/**
 * Mean marginal effect of swapping each factor from the rest to the group, over the six orders.
 *
 * @returns prevalence, case mix, error rates; null where the metric has no value in one of the eight mixtures
 */
export function shapley(
  here: Side,
  there: Side,
  rates: Rates,
  metric: DecomposedMetric,
): readonly [Linearised, Linearised, Linearised] | null {
  const values: Linearised[] = [];
  for (let set = 0; set < 8; set += 1) {
    const value = evaluate(
      (set & 1 ? here : there).prevalence,
      rates[0]![set >> 1]!,
      rates[1]![set >> 1]!,
      metric,
    );
    if (value === null) return null;
    values.push(value);
  }
  return [meanStep(values, 1, 2, 4), meanStep(values, 2, 1, 4), meanStep(values, 4, 1, 2)];
}

/** Mean of the steps that swap `bit`, weighted by the orders in which a, b, both or none were swapped before. */
function meanStep(values: readonly Linearised[], bit: number, a: number, b: number): Linearised {
  const [none, afterA, afterB, last] = [0, a, b, a | b].map((from) => ({
    before: values[from]!,
    after: values[from | bit]!,
  })) as [Step, Step, Step, Step]; // four places in, four out
  const byCluster = new Float64Array(none.before.byCluster.length);
  for (let c = 0; c < byCluster.length; c += 1) {
    byCluster[c] =
      (1 / 3) * (none.after.byCluster[c]! - none.before.byCluster[c]!) +
      (1 / 6) * (afterA.after.byCluster[c]! - afterA.before.byCluster[c]!) +
      (1 / 6) * (afterB.after.byCluster[c]! - afterB.before.byCluster[c]!) +
      (1 / 3) * (last.after.byCluster[c]! - last.before.byCluster[c]!);
  }
  const value =
    (1 / 3) * (none.after.value - none.before.value) +
    (1 / 6) * (afterA.after.value - afterA.before.value) +
    (1 / 6) * (afterB.after.value - afterB.before.value) +
    (1 / 3) * (last.after.value - last.before.value);
  return { value, byCluster };
}

interface Step {
  readonly before: Linearised;
  readonly after: Linearised;
}

/**
 * A metric from prevalence and the two rates of calling positive. One pass over the clusters: the chain rule of each
 * step is written out, since an array for each of them costs more than the arithmetic.
 */
function evaluate(
  prevalence: Linearised,
  alarmRate: Linearised,
  hitRate: Linearised,
  metric: DecomposedMetric,
): Linearised | null {
  const [p, a, h] = [prevalence.value, alarmRate.value, hitRate.value];
  const absent = 1 - p;
  const hit = p * h;
  const alarm = absent * a;
  const quiet = absent - alarm;
  const part = metric === 'npv' ? quiet : hit;
  const whole = metric === 'npv' ? quiet + (p - hit) : hit + alarm;
  if (metric !== 'accuracy' && whole === 0) return null;
  const partSlope = 1 / whole;
  const wholeSlope = -part / (whole * whole);
  const byCluster = new Float64Array(prevalence.byCluster.length);
  for (let c = 0; c < byCluster.length; c += 1) {
    const dp = prevalence.byCluster[c]!;
    const dHit = h * dp + p * hitRate.byCluster[c]!;
    const dAlarm = a * -dp + absent * alarmRate.byCluster[c]!;
    const dQuiet = -dp - dAlarm;
    byCluster[c] =
      metric === 'accuracy'
        ? dHit + dQuiet
        : metric === 'ppv'
          ? partSlope * dHit + wholeSlope * (dHit + dAlarm)
          : partSlope * dQuiet + wholeSlope * (dQuiet + (dp - dHit));
  }
  return { value: metric === 'accuracy' ? hit + quiet : part / whole, byCluster };
}
