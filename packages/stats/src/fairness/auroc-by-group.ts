import { auroc } from '../roc/auroc.ts';
import { type AurocEstimate, delong } from '../roc/delong.ts';
import { chiSquareUpper } from '../special/distributions.ts';
import { normalTwoSided, twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import type { GroupCodes } from './group-codes.ts';

/** Difference of the AUROCs of two groups of independent cases, a minus b. */
export interface AurocPair {
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  readonly se: number;
  readonly limits: Limits;
  readonly z: Value;
  readonly pValue: Value;
}

/** AUROC of every group and how they differ. */
export interface AurocByGroup {
  readonly labels: readonly string[];
  readonly estimates: readonly AurocEstimate[];
  /** All pairs of groups that have an AUROC with a standard error. */
  readonly pairs: readonly AurocPair[];
  /** Homogeneity over groups with a standard error above 0. */
  readonly homogeneityQ: Value;
  readonly degreesOfFreedom: number;
  readonly homogeneityP: Value;
  /** max(0, (Q - df)/Q). */
  readonly i2: Value;
  /** AUROC of all rows. */
  readonly overall: Value;
  /** Overall over 1 + sum of distances of the groups to it. */
  readonly equityScaled: Value;
  /** Place of the group with the smallest AUROC, -1 without. */
  readonly worst: number;
  /** Largest minus smallest. */
  readonly gap: Value;
  /** Places of groups without an AUROC. */
  readonly undefinedPlaces: readonly number[];
}

/**
 * AUROC by group with DeLong errors, pairwise differences, a homogeneity test and the equity-scaled AUROC.
 * Rows are taken as independent; patients with several rows need clustered errors.
 *
 * @param y labels 0 or 1
 * @param score scores, infinities allowed
 * @param groups group of each row
 * @param level of the intervals
 * @throws stats/length-mismatch, stats/not-a-number, stats/bad-argument
 * @see DeLong, DeLong, Clarke-Pearson 1988, doi:10.2307/2531595; Luo et al. 2024, arXiv:2306.09264
 */
export function aurocByGroup(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
  groups: GroupCodes,
  level = 0.95,
): AurocByGroup {
  const { labels, codes } = groups;
  const sizes = new Int32Array(labels.length);
  for (const code of codes) if (code >= 0) sizes[code]!++;
  const yOf = labels.map((_, g) => new Float64Array(sizes[g]!));
  const scoreOf = labels.map((_, g) => new Float64Array(sizes[g]!));
  const next = new Int32Array(labels.length);
  for (let i = 0; i < codes.length; i++) {
    const g = codes[i]!;
    if (g < 0) continue;
    const place = next[g]!;
    next[g] = place + 1;
    yOf[g]![place] = y[i]!;
    scoreOf[g]![place] = score[i]!;
  }
  const estimates = labels.map((_, g) => delong(yOf[g]!, scoreOf[g]!, { level }));
  const overall = auroc(y, score);
  const pairs: AurocPair[] = [];
  const critical = twoSidedZ(level);
  for (let a = 0; a < labels.length; a++) {
    for (let b = a + 1; b < labels.length; b++) {
      const pair = pairOf(estimates, a, b, critical);
      if (pair !== null) pairs.push(pair);
    }
  }
  const places = labels.map((_, g) => g);
  const defined = places.filter((g) => estimates[g]!.auroc.value !== null);
  const valueAt = (g: number): number => estimates[g]!.auroc.value ?? Number.NaN;
  let worst = -1;
  let best = -1;
  let spread = 0;
  for (const g of defined) {
    if (worst < 0 || valueAt(g) < valueAt(worst)) worst = g;
    if (best < 0 || valueAt(g) > valueAt(best)) best = g;
    spread += Math.abs((overall.value ?? 0) - valueAt(g));
  }
  return {
    labels,
    estimates,
    pairs,
    ...homogeneity(estimates),
    overall,
    equityScaled: overall.value === null ? overall : some(overall.value / (1 + spread)),
    worst,
    gap: defined.length < 2 ? none('too-few-groups') : some(valueAt(best) - valueAt(worst)),
    undefinedPlaces: places.filter((g) => !defined.includes(g)),
  };
}

function pairOf(
  estimates: readonly AurocEstimate[],
  a: number,
  b: number,
  critical: number,
): AurocPair | null {
  const first = estimates[a]!;
  const second = estimates[b]!;
  const seA = first.se.value;
  const seB = second.se.value;
  if (first.auroc.value === null || second.auroc.value === null) return null;
  if (seA === null || seB === null) return null;
  const difference = first.auroc.value - second.auroc.value;
  const se = Math.sqrt(seA * seA + seB * seB);
  const z = se > 0 ? some(difference / se) : none('no-variance');
  return {
    a,
    b,
    difference,
    se,
    limits: [difference - critical * se, difference + critical * se],
    z,
    pValue: z.value === null ? z : some(normalTwoSided(z.value)),
  };
}

function homogeneity(
  estimates: readonly AurocEstimate[],
): Pick<AurocByGroup, 'homogeneityQ' | 'degreesOfFreedom' | 'homogeneityP' | 'i2'> {
  let weights = 0;
  let weighted = 0;
  let count = 0;
  for (const { auroc: a, se } of estimates) {
    if (a.value === null || se.value === null || se.value === 0) continue;
    const w = 1 / (se.value * se.value);
    weights += w;
    weighted += w * a.value;
    count++;
  }
  if (count < 2) {
    const reason = none('too-few-groups');
    return { homogeneityQ: reason, degreesOfFreedom: 0, homogeneityP: reason, i2: reason };
  }
  const mean = weighted / weights;
  let q = 0;
  for (const { auroc: a, se } of estimates) {
    if (a.value === null || se.value === null || se.value === 0) continue;
    const d = (a.value - mean) / se.value;
    q += d * d;
  }
  const df = count - 1;
  return {
    homogeneityQ: some(q),
    degreesOfFreedom: df,
    homogeneityP: some(chiSquareUpper(q, df)),
    i2: some(q > 0 ? Math.max(0, (q - df) / q) : 0),
  };
}
