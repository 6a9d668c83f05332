import type { ConfusionCounts } from '../classification/confusion.ts';
import { fail } from '../errors.ts';
import { expit, logit } from '../special/logit.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { groupMetric } from './group-counts.ts';
import { atPrevalence } from './prevalence-adjusted.ts';

/** PPV and NPV of one group at a common prevalence, with errors on the logit scale over patients. */
export interface PredictiveValues {
  readonly counts: ConfusionCounts;
  readonly ppv: Value;
  readonly ppvLimits: Limits | null;
  readonly npv: Value;
  readonly npvLimits: Limits | null;
  readonly patientCount: number;
}

/** PPV and NPV of all groups, and gaps between them. */
export interface PredictiveComparison {
  readonly groups: readonly PredictiveValues[];
  /** Gap of two groups, first minus second, with a delta error that pairs patients in both. */
  readonly gap: (
    kind: 'ppv' | 'npv',
    a: number,
    b: number,
  ) => { readonly difference: Value; readonly se: Value; readonly limits: Limits | null };
}

/**
 * PPV and NPV of groups at one stated prevalence: differences that remain are due to sensitivity and
 * specificity, not to how common the finding is in the group.
 *
 * @param y labels 0 or 1
 * @param pred decisions 0 or 1
 * @param group group of each row, from 0; -1 leaves the row out
 * @param groupCount number of groups
 * @param prevalence the common prevalence, 0 to 1
 * @param cluster patient of each row, from 0; default: every row is one
 * @param level of the limits
 * @returns values with reasons where a group lacks a class; limits null at sensitivity or specificity 0 or 1
 * @throws stats/length-mismatch, stats/bad-argument
 * @see Mercaldo, Lau, Zhou 2007, doi:10.1002/sim.2677
 */
export function predictiveAtPrevalence(
  y: ArrayLike<number>,
  pred: ArrayLike<number>,
  group: ArrayLike<number>,
  groupCount: number,
  prevalence: number,
  cluster?: ArrayLike<number>,
  level = 0.95,
): PredictiveComparison {
  const n = y.length;
  if (pred.length !== n || group.length !== n || (cluster !== undefined && cluster.length !== n)) {
    fail(
      'stats/length-mismatch',
      `${n} labels came with ${pred.length} decisions and ${group.length} groups.`,
      'Pass one of each per row.',
    );
  }
  let clusters = n;
  if (cluster !== undefined) {
    clusters = 0;
    for (let i = 0; i < n; i++) clusters = Math.max(clusters, cluster[i]! + 1);
  }
  // Per group and patient: false and true calls among positives and negatives.
  const cells = new Float64Array(groupCount * clusters * 4);
  const totals = new Float64Array(groupCount * 4);
  for (let i = 0; i < n; i++) {
    const g = group[i]!;
    if (g < 0) continue;
    const cell = (y[i] ? 2 : 0) + (pred[i] ? 1 : 0);
    const c = cluster === undefined ? i : cluster[i]!;
    cells[(g * clusters + c) * 4 + cell]!++;
    totals[g * 4 + cell]!++;
  }
  const z = twoSidedZ(level);
  const influences = { ppv: [] as (Float64Array | null)[], npv: [] as (Float64Array | null)[] };
  const groups = Array.from({ length: groupCount }, (_, g): PredictiveValues => {
    const counts = {
      tn: totals[g * 4]!,
      fp: totals[g * 4 + 1]!,
      fn: totals[g * 4 + 2]!,
      tp: totals[g * 4 + 3]!,
    };
    const sensitivity = groupMetric(counts, 'tpr');
    const specificity = groupMetric(counts, 'tnr');
    let patientCount = 0;
    for (let c = 0; c < clusters; c++) {
      const at = (g * clusters + c) * 4;
      if (cells[at]! + cells[at + 1]! + cells[at + 2]! + cells[at + 3]! > 0) patientCount++;
    }
    if (sensitivity.value === null || specificity.value === null) {
      influences.ppv.push(null);
      influences.npv.push(null);
      const reason = sensitivity.value === null ? sensitivity : specificity;
      return { counts, ppv: reason, ppvLimits: null, npv: reason, npvLimits: null, patientCount };
    }
    const s = sensitivity.value;
    const f = specificity.value;
    const { ppv, npv } = atPrevalence(s, f, prevalence);
    // d logit(PPV) = ds/s + df/(1 - f); d logit(NPV) = df/f + ds/(1 - s).
    const own = {
      ppv: s > 0 && f < 1 ? new Float64Array(clusters) : null,
      npv: f > 0 && s < 1 ? new Float64Array(clusters) : null,
    };
    for (let c = 0; c < clusters; c++) {
      const at = (g * clusters + c) * 4;
      const ds = (cells[at + 3]! - s * (cells[at + 3]! + cells[at + 2]!)) / (counts.tp + counts.fn);
      const df = (cells[at]! - f * (cells[at]! + cells[at + 1]!)) / (counts.tn + counts.fp);
      if (own.ppv !== null) own.ppv[c] = ds / s + df / (1 - f);
      if (own.npv !== null) own.npv[c] = df / f + ds / (1 - s);
    }
    influences.ppv.push(own.ppv);
    influences.npv.push(own.npv);
    return {
      counts,
      ppv,
      ppvLimits: limitsOf(ppv, own.ppv, z),
      npv,
      npvLimits: limitsOf(npv, own.npv, z),
      patientCount,
    };
  });
  return {
    groups,
    gap: (kind, a, b) => {
      const first = groups[a]![kind];
      const second = groups[b]![kind];
      if (first.value === null || second.value === null) {
        const reason = first.value === null ? first : second;
        return { difference: reason, se: reason, limits: null };
      }
      const p = first.value;
      const q = second.value;
      const difference = some(p - q);
      const u = influences[kind][a] ?? null;
      const v = influences[kind][b] ?? null;
      if (u === null || v === null) return { difference, se: none('boundary'), limits: null };
      const se = seOf(u.map((x, c) => p * (1 - p) * x - q * (1 - q) * v[c]!));
      return { difference, se: some(se), limits: [p - q - z * se, p - q + z * se] };
    },
  };
}

function seOf(influence: Float64Array): number {
  let active = 0;
  let squares = 0;
  for (const u of influence) {
    if (u !== 0) active++;
    squares += u * u;
  }
  return Math.sqrt(squares * (active > 1 ? active / (active - 1) : 1));
}

function limitsOf(value: Value, influence: Float64Array | null, z: number): Limits | null {
  if (value.value === null || influence === null) return null;
  if (value.value <= 0 || value.value >= 1) return null;
  const centre = logit(value.value);
  const half = z * seOf(influence);
  return [expit(centre - half), expit(centre + half)];
}
