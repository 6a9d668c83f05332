import { none, some, type Value } from '../value.ts';

/**
 * Generalised entropy of order 2 of benefits: mean((b/m)^2 - 1)/2, half the squared coefficient of variation.
 *
 * @param benefit one benefit per person, at least 0
 * @returns at least 0; `no-benefit` when the mean is 0
 * @see Speicher et al. 2018, doi:10.1145/3219819.3220046
 */
export function generalisedEntropy(benefit: ArrayLike<number>): Value {
  const m = meanOf(benefit);
  if (!(m > 0)) return none('no-benefit');
  let sum = 0;
  for (let i = 0; i < benefit.length; i++) {
    const r = benefit[i]! / m;
    sum += r * r - 1;
  }
  return some(sum / benefit.length / 2);
}

/**
 * The part between groups: generalised entropy after each benefit is replaced by the mean of its group.
 *
 * @param benefit one benefit per person, at least 0
 * @param codes group of each person, from 0
 * @returns at least 0; `no-benefit` when the mean is 0
 */
export function betweenGroupEntropy(benefit: ArrayLike<number>, codes: ArrayLike<number>): Value {
  const sums = new Map<number, [sum: number, count: number]>();
  for (let i = 0; i < benefit.length; i++) {
    const entry = sums.get(codes[i]!) ?? [0, 0];
    entry[0] += benefit[i]!;
    entry[1]++;
    sums.set(codes[i]!, entry);
  }
  return generalisedEntropy(
    Float64Array.from(benefit, (_, i) => {
      const [sum, count] = sums.get(codes[i]!) ?? [0, 1];
      return sum / count;
    }),
  );
}

/**
 * Theil index of benefits: mean (b/m) ln(b/m), with 0 ln 0 = 0.
 *
 * @param benefit one benefit per person, at least 0
 * @returns at least 0; `no-benefit` when the mean is 0
 */
export function theilIndex(benefit: ArrayLike<number>): Value {
  const m = meanOf(benefit);
  if (!(m > 0)) return none('no-benefit');
  let sum = 0;
  for (let i = 0; i < benefit.length; i++) {
    const r = benefit[i]! / m;
    if (r > 0) sum += r * Math.log(r);
  }
  return some(sum / benefit.length);
}

/**
 * Benefit of each decision: 2 for a false positive, 1 for a right one, 0 for a miss (pred - y + 1).
 *
 * @param y labels 0 or 1
 * @param pred decisions 0 or 1
 */
export function decisionBenefit(y: ArrayLike<number>, pred: ArrayLike<number>): Float64Array {
  return Float64Array.from(y, (label, i) => pred[i]! - label + 1);
}

function meanOf(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum / x.length;
}
