import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';
import { auroc } from './auroc.ts';

/** Averages of AUROC over classes or pairs of classes. */
export interface MulticlassAuroc {
  /** Hand and Till's M: plain mean over pairs of classes. */
  readonly ovoMacro: Value;
  /** Mean over pairs weighted by the pair's share of rows. */
  readonly ovoWeighted: Value;
  /** Plain mean of one class against the rest. */
  readonly ovrMacro: Value;
  /** Mean of one class against the rest weighted by prevalence. */
  readonly ovrWeighted: Value;
  /** One class against the rest, per class. */
  readonly perClass: readonly Value[];
}

/**
 * AUROC for more than two classes.
 *
 * @param labels class index per row, 0 to K-1
 * @param columns one array of scores per class
 * @returns the averages; `class-absent` for a mean that needs a class without rows
 *
 * Errors: `stats/bad-argument` for a label without column; those of {@link auroc}.
 * Source: Hand and Till 2001, Machine Learning 45:171; Provost and Domingos 2000 for one against the rest.
 */
export function multiclassAuroc(
  labels: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
): MulticlassAuroc {
  const K = columns.length;
  const counts = new Float64Array(K);
  for (let i = 0; i < labels.length; i++) {
    const k = labels[i]!;
    if (!Number.isInteger(k) || k < 0 || k >= K)
      fail(
        'stats/bad-argument',
        `Labels are class indices 0 to ${K - 1}; one is ${k}.`,
        'Map the labels to the columns.',
      );
    counts[k]!++;
  }
  const perClass = columns.map((column, k) =>
    auroc(
      Uint8Array.from(labels, (label) => (label === k ? 1 : 0)),
      column,
    ),
  );
  const pairs: { value: Value; weight: number }[] = [];
  for (let j = 0; j < K; j++)
    for (let k = j + 1; k < K; k++)
      pairs.push({
        value: pairValue(labels, columns, j, k),
        weight: counts[j]! + counts[k]!,
      });
  const ovr = perClass.map((value, k) => ({ value, weight: counts[k]! }));
  return {
    ovoMacro: average(pairs, false),
    ovoWeighted: average(pairs, true),
    ovrMacro: average(ovr, false),
    ovrWeighted: average(ovr, true),
    perClass,
  };
}

/** Mean of both directions on the rows of two classes. */
function pairValue(
  labels: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  j: number,
  k: number,
): Value {
  const rows: number[] = [];
  for (let i = 0; i < labels.length; i++) if (labels[i] === j || labels[i] === k) rows.push(i);
  const first = auroc(
    Uint8Array.from(rows, (i) => (labels[i] === j ? 1 : 0)),
    Float64Array.from(rows, (i) => columns[j]![i]!),
  );
  const second = auroc(
    Uint8Array.from(rows, (i) => (labels[i] === k ? 1 : 0)),
    Float64Array.from(rows, (i) => columns[k]![i]!),
  );
  if (first.value === null || second.value === null) return none('class-absent');
  return some((first.value + second.value) / 2);
}

function average(
  parts: readonly { readonly value: Value; readonly weight: number }[],
  weighted: boolean,
): Value {
  let sum = 0;
  let total = 0;
  for (const { value, weight } of parts) {
    if (value.value === null) return none('class-absent');
    const w = weighted ? weight : 1;
    sum += w * value.value;
    total += w;
  }
  return total > 0 ? some(sum / total) : none('no-classes');
}
