import { none, some, type Value } from '../value.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';

/** One class of a table of decisions, seen against the rest. */
export interface ClassMetrics {
  /** The class code. */
  readonly label: number;
  /** Rows of the class. */
  readonly support: number;
  /** Share of its rows that were found. */
  readonly recall: Value;
  /** Share of its calls that were right. */
  readonly precision: Value;
  /** 2 tp / (2 tp + fp + fn). */
  readonly f1: Value;
}

/** Averages over classes. */
export interface MulticlassMetrics {
  /** Share of right decisions. */
  readonly accuracy: Value;
  /** Plain mean of F1 over all classes that occur in labels or decisions. */
  readonly f1Macro: Value;
  /** F1 of the pooled counts; equals accuracy. */
  readonly f1Micro: Value;
  /** Mean of F1 weighted by the rows of the class. */
  readonly f1Weighted: Value;
  /** Mean recall over classes that have rows. */
  readonly balancedAccuracy: Value;
  /** Gorodkin's correlation. */
  readonly mcc: Value;
  /** Every class against the rest. */
  readonly perClass: readonly ClassMetrics[];
}

/**
 * Averages and per-class metrics of a table of decisions.
 *
 * @param matrix the table
 * @returns `no-rows` for an empty table; `empty-margin` for the correlation of one constant side
 *
 * Source: Gorodkin 2004, Computational Biology and Chemistry 28:367; Sokolova and Lapalme 2009,
 * Information Processing and Management 45:427.
 */
export function multiclassMetrics(matrix: ConfusionMatrix): MulticlassMetrics {
  const K = matrix.classes.length;
  const rows = new Float64Array(K);
  const columns = new Float64Array(K);
  let all = 0;
  let right = 0;
  for (let i = 0; i < K; i++)
    for (let j = 0; j < K; j++) {
      const cell = matrix.table[i * K + j]!;
      rows[i]! += cell;
      columns[j]! += cell;
      all += cell;
      if (i === j) right += cell;
    }
  const perClass = matrix.classes.map((label, k): ClassMetrics => {
    const tp = matrix.table[k * K + k]!;
    const support = rows[k]!;
    const called = columns[k]!;
    return {
      label,
      support,
      recall: support > 0 ? some(tp / support) : none('no-positives'),
      precision: called > 0 ? some(tp / called) : none('none-called-positive'),
      f1:
        support + called > 0 ? some((2 * tp) / (support + called)) : none('no-positives-anywhere'),
    };
  });
  const accuracy = all > 0 ? some(right / all) : none('no-rows');
  return {
    accuracy,
    f1Macro: average(
      perClass,
      (c) => c.f1,
      () => 1,
    ),
    f1Micro: accuracy,
    f1Weighted: average(
      perClass,
      (c) => c.f1,
      (c) => c.support,
    ),
    balancedAccuracy: average(
      perClass,
      (c) => c.recall,
      () => 1,
    ),
    mcc: gorodkin(rows, columns, right, all),
    perClass,
  };
}

function average(
  classes: readonly ClassMetrics[],
  pick: (c: ClassMetrics) => Value,
  weigh: (c: ClassMetrics) => number,
): Value {
  let sum = 0;
  let total = 0;
  for (const c of classes) {
    const { value } = pick(c);
    if (value === null) continue;
    sum += weigh(c) * value;
    total += weigh(c);
  }
  return total > 0 ? some(sum / total) : none('no-rows');
}

function gorodkin(rows: Float64Array, columns: Float64Array, right: number, all: number): Value {
  let cross = 0;
  let r2 = 0;
  let c2 = 0;
  for (let k = 0; k < rows.length; k++) {
    cross += rows[k]! * columns[k]!;
    r2 += rows[k]! * rows[k]!;
    c2 += columns[k]! * columns[k]!;
  }
  const root = Math.sqrt(all * all - r2) * Math.sqrt(all * all - c2);
  return root > 0 ? some((right * all - cross) / root) : none('empty-margin');
}
