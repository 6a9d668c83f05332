/** Ways to adjust p-values of one family. */
export type AdjustMethod =
  | 'bonferroni'
  | 'holm'
  | 'hochberg'
  | 'hommel'
  | 'bh'
  | 'by'
  | 'sidak'
  | 'holm-sidak';

/** A p-value, or null (or NaN) where a test had no result. */
export type MaybeP = number | null;

function isPresent(p: MaybeP | undefined): p is number {
  return p !== null && p !== undefined && !Number.isNaN(p);
}

/** Adjusts the present p-values, ascending, by `step`; missing ones stay missing and do not count. */
function adjustSorted(
  p: ArrayLike<MaybeP>,
  step: (sorted: Float64Array) => Float64Array,
): MaybeP[] {
  const places: number[] = [];
  for (let i = 0; i < p.length; i++) if (isPresent(p[i])) places.push(i);
  places.sort((a, b) => (p[a] as number) - (p[b] as number) || a - b); // only present places
  const sorted = Float64Array.from(places, (i) => p[i] as number);
  const adjusted = step(sorted);
  const result: MaybeP[] = new Array<MaybeP>(p.length).fill(null);
  for (let rank = 0; rank < places.length; rank++) {
    result[places[rank]!] = Math.min(1, adjusted[rank]!);
  }
  return result;
}

function runningMaximum(x: Float64Array): Float64Array {
  for (let i = 1; i < x.length; i++) x[i] = Math.max(x[i]!, x[i - 1]!);
  return x;
}

function runningMinimumFromEnd(x: Float64Array): Float64Array {
  for (let i = x.length - 2; i >= 0; i--) x[i] = Math.min(x[i]!, x[i + 1]!);
  return x;
}

/** 1 - (1 - p)^m without loss for small p. */
function sidakOf(p: number, m: number): number {
  return p >= 1 ? 1 : -Math.expm1(m * Math.log1p(-p));
}

/**
 * Bonferroni: p times the number of present p-values; controls the family-wise error.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @returns adjusted p-values in the same places, missing ones stay null
 */
export function bonferroni(p: ArrayLike<MaybeP>): MaybeP[] {
  return adjustSorted(p, (s) => s.map((v) => v * s.length));
}

/**
 * Holm step-down; family-wise error under any dependence.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @returns adjusted p-values in the same places, missing ones stay null
 * @see Holm 1979
 */
export function holm(p: ArrayLike<MaybeP>): MaybeP[] {
  return adjustSorted(p, (s) => runningMaximum(s.map((v, i) => v * (s.length - i))));
}

/**
 * Hochberg step-up; family-wise error under independence and common positive dependence.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @returns adjusted p-values in the same places, missing ones stay null
 * @see Hochberg 1988, doi:10.1093/biomet/75.4.800
 */
export function hochberg(p: ArrayLike<MaybeP>): MaybeP[] {
  return adjustSorted(p, (s) => runningMinimumFromEnd(s.map((v, i) => v * (s.length - i))));
}

/**
 * Hommel: the closed procedure of Simes tests; family-wise error under positive dependence.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @returns adjusted p-values in the same places, missing ones stay null
 * @see Hommel 1988, doi:10.1093/biomet/75.2.383; Wright 1992, doi:10.2307/2532694
 */
export function hommel(p: ArrayLike<MaybeP>): MaybeP[] {
  return adjustSorted(p, hommelSorted);
}

/**
 * A hypothesis is rejected when every Simes test of an intersection that holds it rejects. For each size
 * m the worst intersection takes the m - 1 (or m) largest p-values beside it.
 */
function hommelSorted(s: Float64Array): Float64Array {
  const n = s.length;
  const adjusted = Float64Array.from(s);
  for (let m = n; m >= 1; m--) {
    // Simes bound from the m - 1 largest p-values, ranks 2 to m.
    let tail = Number.POSITIVE_INFINITY;
    for (let rank = 2; rank <= m; rank++) {
      tail = Math.min(tail, (m * s[n - m + rank - 1]!) / rank);
    }
    const border = n - m;
    for (let i = 0; i <= border; i++) {
      adjusted[i] = Math.max(adjusted[i]!, Math.min(m * s[i]!, tail));
    }
    const atBorder = Math.min(m * s[border]!, tail);
    for (let i = border + 1; i < n; i++) adjusted[i] = Math.max(adjusted[i]!, atBorder);
  }
  return adjusted;
}

/**
 * Benjamini-Hochberg; false discovery rate under independence and positive regression dependence.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @returns adjusted p-values in the same places, missing ones stay null
 * @see Benjamini, Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x
 */
export function benjaminiHochberg(p: ArrayLike<MaybeP>): MaybeP[] {
  return adjustSorted(p, (s) => runningMinimumFromEnd(s.map((v, i) => (v * s.length) / (i + 1))));
}

/**
 * Benjamini-Yekutieli; false discovery rate under any dependence.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @returns adjusted p-values in the same places, missing ones stay null
 * @see Benjamini, Yekutieli 2001, doi:10.1214/aos/1013699998
 */
export function benjaminiYekutieli(p: ArrayLike<MaybeP>): MaybeP[] {
  return adjustSorted(p, (s) => {
    let harmonic = 0;
    for (let i = 1; i <= s.length; i++) harmonic += 1 / i;
    return runningMinimumFromEnd(s.map((v, i) => (v * s.length * harmonic) / (i + 1)));
  });
}

/**
 * Šidák single step: 1 - (1 - p)^m; family-wise error under independence.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @returns adjusted p-values in the same places, missing ones stay null
 * @see Šidák 1967, doi:10.2307/2283989
 */
export function sidak(p: ArrayLike<MaybeP>): MaybeP[] {
  return adjustSorted(p, (s) => s.map((v) => sidakOf(v, s.length)));
}

/**
 * Holm's step-down with Šidák's bound; family-wise error under independence.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @returns adjusted p-values in the same places, missing ones stay null
 */
export function holmSidak(p: ArrayLike<MaybeP>): MaybeP[] {
  return adjustSorted(p, (s) => runningMaximum(s.map((v, i) => sidakOf(v, s.length - i))));
}

const methods: Record<AdjustMethod, (p: ArrayLike<MaybeP>) => MaybeP[]> = {
  bonferroni,
  holm,
  hochberg,
  hommel,
  bh: benjaminiHochberg,
  by: benjaminiYekutieli,
  sidak,
  'holm-sidak': holmSidak,
};

/**
 * Adjusts p-values by a named method; an empty family gives an empty list.
 *
 * @param p p-values, 0 to 1; null or NaN is missing
 * @param method one of {@link AdjustMethod}
 * @returns adjusted p-values in the same places, missing ones stay null
 */
export function adjustPValues(p: ArrayLike<MaybeP>, method: AdjustMethod): MaybeP[] {
  return methods[method](p);
}
