import type { Figure } from '@equipoise/domain';
import { quantile, randomStream } from '@equipoise/stats';
import type { AuditContext } from '../frame/audit-spec.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';
import { undefinedFigure } from '../frame/rates.ts';

/** A reader and the majority of the others, on the rows that both have judged. */
export interface Compared {
  readonly rows: Int32Array;
  readonly said: Int8Array;
  readonly others: Int8Array;
}

const mostReplicates = 1000;
/** Positives, their hits by model and reader; negatives, and theirs. */
const sums = 6;

/**
 * The share of readers that the model exceeds in balanced accuracy, each against the majority of the others on
 * the cases of this reader; half a reader where both are equal. Percentiles over resampled patients.
 *
 * @param compared one entry a reader who can be compared
 */
export function exceededShare(
  run: PredictionRun,
  compared: readonly Compared[],
  context: Pick<AuditContext, 'settings'>,
): { exceeded: Figure; rank: number | null; replicates: number } {
  if (compared.length === 0)
    return { exceeded: undefinedFigure('no-reader-to-compare'), rank: null, replicates: 0 };
  const { patientCount } = run.job;
  const { of, sizes, tables } = patterns(compared.map((one) => patientSums(run, one)));
  const value = shareExceeded(tables, sizes);
  if (value === null) return { exceeded: undefinedFigure('one-class'), rank: null, replicates: 0 };
  const { replicates: asked, seed, level } = context.settings;
  const replicates = Math.min(asked, mostReplicates);
  const found: number[] = [];
  const weight = new Float64Array(sizes.length);
  for (let b = 0; b < replicates; b++) {
    const uniform = randomStream(seed, 31, b);
    weight.fill(0);
    for (let p = 0; p < patientCount; p++) weight[of[Math.floor(uniform() * patientCount)]!]!++;
    const share = shareExceeded(tables, weight);
    if (share !== null) found.push(share);
  }
  const tail = (1 - level) / 2;
  const hasLimits = found.length > replicates / 2;
  return {
    exceeded: {
      value,
      low: hasLimits ? quantile(found, tail) : null,
      high: hasLimits ? quantile(found, 1 - tail) : null,
      reason: null,
    },
    rank: 1 + countAbove(tables, sizes),
    replicates,
  };
}

/** Patients whose sums are equal for all readers, stored once. */
interface Patterns {
  /** patient -> pattern */
  readonly of: Int32Array;
  /** patients of each pattern */
  readonly sizes: Float64Array;
  /** sums of each pattern, one table a reader */
  readonly tables: readonly Float64Array[];
}

function patterns(tables: readonly Float64Array[]): Patterns {
  const patientCount = (tables[0]?.length ?? 0) / sums;
  const known = new Map<string, number>();
  const of = new Int32Array(patientCount);
  const example: number[] = [];
  const sizes: number[] = [];
  for (let p = 0; p < patientCount; p++) {
    const key = tables.map((table) => table.subarray(p * sums, (p + 1) * sums).join()).join();
    let pattern = known.get(key);
    if (pattern === undefined) {
      pattern = example.length;
      known.set(key, pattern);
      example.push(p);
      sizes.push(0);
    }
    of[p] = pattern;
    sizes[pattern]!++;
  }
  return {
    of,
    sizes: Float64Array.from(sizes),
    tables: tables.map((table) => {
      const out = new Float64Array(example.length * sums);
      example.forEach((p, at) => {
        out.set(table.subarray(p * sums, (p + 1) * sums), at * sums);
      });
      return out;
    }),
  };
}

/** Patient-major sums of one reader. */
function patientSums(run: PredictionRun, { rows, said, others }: Compared): Float64Array {
  const table = new Float64Array(run.job.patientCount * sums);
  for (const i of rows) {
    const at = run.job.patient[i]! * sums + (others[i] === 1 ? 0 : 3);
    const w = run.job.rowWeight?.[i] ?? 1;
    const called = run.job.decision?.[i] === 1 ? 1 : 0;
    table[at]! += w;
    if (called === others[i]) table[at + 1]! += w;
    if (said[i] === others[i]) table[at + 2]! += w;
  }
  return table;
}

/** Balanced accuracy of model minus that of the reader; null with one class. */
function margin(table: Float64Array, weight: Float64Array): number | null {
  const total = new Float64Array(sums);
  for (let p = 0; p < weight.length; p++) {
    const w = weight[p]!;
    if (w === 0) continue;
    for (let k = 0; k < sums; k++) total[k]! += w * table[p * sums + k]!;
  }
  const [positives, modelHits, readerHits, negatives, modelRight, readerRight] = total;
  if (!positives || !negatives) return null;
  return (modelHits! - readerHits!) / positives + (modelRight! - readerRight!) / negatives;
}

const isEqual = (difference: number): boolean => Math.abs(difference) < 1e-12;

function shareExceeded(tables: readonly Float64Array[], weight: Float64Array): number | null {
  let sum = 0;
  let count = 0;
  for (const table of tables) {
    const difference = margin(table, weight);
    if (difference === null) continue;
    count++;
    sum += isEqual(difference) ? 0.5 : Number(difference > 0);
  }
  return count === 0 ? null : sum / count;
}

function countAbove(tables: readonly Float64Array[], weight: Float64Array): number {
  return tables.filter((table) => {
    const difference = margin(table, weight);
    return difference !== null && difference < 0 && !isEqual(difference);
  }).length;
}
