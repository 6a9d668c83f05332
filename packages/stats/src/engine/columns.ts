import { needsOf } from './count-metrics.ts';
import { type ColumnPlan, countColumns, levelColumns } from './plan.ts';
import type { EngineMetric } from './types.ts';

/** Fewest patients of a level, and fewest that feed a denominator, for a gap with limits. */
export const fewestPatients = 5;
/** Fewest patients that feed a denominator, for a gap with limits. */
export const fewestFeedingPatients = 10;
/** Most numbers that the replicates of one job may hold: levels beyond get values without limits. */
const mostNumbers = 32_000_000;

const names = ['positive', 'negative', 'called-positive', 'called-negative'] as const;

/**
 * Why a cell has too few patients for a metric.
 *
 * @param metric the metric
 * @param counts counts in the order of `countColumns`, from `at` on
 * @param at first place
 * @returns null when there are enough, else such as `too-few-positive-patients`
 */
export function tooFew(metric: EngineMetric, counts: Float64Array, at: number): string | null {
  if (counts[at + countColumns.patients]! < fewestPatients) return 'too-few-patients';
  const need = needsOf(metric);
  for (let bit = 0; bit < 4; bit++) {
    if ((need & (1 << bit)) === 0) continue;
    if (counts[at + 4 + bit]! < fewestFeedingPatients) return `too-few-${names[bit]!}-patients`;
  }
  return null;
}

/**
 * Which levels stay outside the family of each metric and attribute, and why.
 *
 * @param metrics metrics of the job
 * @param metricReason why a metric has no value at all
 * @param levelCounts attribute -> level × 8 counts
 * @param restCounts attribute -> level × 8 counts of the rest
 * @param replicates number of replicates, for the bound on memory
 */
export function leftOutLevels(
  metrics: readonly EngineMetric[],
  metricReason: readonly (string | null)[],
  levelCounts: readonly Float64Array[],
  restCounts: readonly Float64Array[],
  replicates: number,
): (string | null)[][][] {
  const most = Math.max(
    50,
    Math.floor(mostNumbers / (levelColumns * metrics.length * Math.max(1, replicates))),
  );
  const kept = largestLevels(levelCounts, most);
  return metrics.map((metric, m) =>
    levelCounts.map((counts, a) => {
      const levels = counts.length / 8;
      return Array.from({ length: levels }, (_, k) => {
        const reason = metricReason[m] ?? null;
        if (reason !== null) return reason;
        if (counts[8 * k + countColumns.rows] === 0) return 'no-rows';
        const own = tooFew(metric, counts, 8 * k);
        if (own !== null) return own;
        const rest = tooFew(metric, restCounts[a]!, 8 * k);
        if (rest !== null) return `${rest}-in-rest`;
        return kept[a]![k] === 1 ? null : 'too-many-levels';
      });
    }),
  );
}

function largestLevels(levelCounts: readonly Float64Array[], most: number): Uint8Array[] {
  const all: { a: number; k: number; patients: number }[] = [];
  levelCounts.forEach((counts, a) => {
    for (let k = 0; 8 * k < counts.length; k++) {
      all.push({ a, k, patients: counts[8 * k + countColumns.patients]! });
    }
  });
  all.sort((x, y) => y.patients - x.patients || x.a - y.a || x.k - y.k);
  const kept = levelCounts.map((counts) => new Uint8Array(counts.length / 8));
  for (const { a, k } of all.slice(0, most)) kept[a]![k] = 1;
  return kept;
}

/**
 * Lays out the columns of one replicate.
 *
 * @param metricCount number of metrics
 * @param levelCounts number of levels of each attribute
 * @param keep whether a level of a metric and attribute has columns
 */
export function layOutColumns(
  metricCount: number,
  levelCounts: readonly number[],
  keep: (m: number, a: number, k: number) => boolean,
): ColumnPlan {
  let next = 0;
  const overall = new Int32Array(metricCount);
  const level: Int32Array[][] = [];
  for (let m = 0; m < metricCount; m++) {
    overall[m] = next;
    next += 2;
    level.push(
      levelCounts.map((count, a) => {
        const places = new Int32Array(count).fill(-1);
        for (let k = 0; k < count; k++) {
          if (!keep(m, a, k)) continue;
          places[k] = next;
          next += levelColumns;
        }
        return places;
      }),
    );
  }
  return { columnCount: next, overall, level };
}
