import { none, some, type Value } from '../value.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';

/** How a disagreement of i and j categories apart counts. */
export type KappaWeights = 'none' | 'linear' | 'quadratic';

/**
 * Kappa of labels and decisions with disagreement weights |i - j| or (i - j)^2 over the order of the classes.
 *
 * @param matrix the table; the order of its classes is the scale
 * @param weights how far misses count
 * @returns 1 for perfect, 0 for chance; `no-variation` when chance leaves no disagreement
 *
 * Source: Cohen 1968, Psychological Bulletin 70:213.
 */
export function weightedKappa(matrix: ConfusionMatrix, weights: KappaWeights = 'none'): Value {
  const K = matrix.classes.length;
  const rows = new Float64Array(K);
  const columns = new Float64Array(K);
  let all = 0;
  for (let i = 0; i < K; i++)
    for (let j = 0; j < K; j++) {
      const cell = matrix.table[i * K + j]!;
      rows[i]! += cell;
      columns[j]! += cell;
      all += cell;
    }
  if (!(all > 0)) return none('no-rows');
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < K; i++)
    for (let j = 0; j < K; j++) {
      const d = Math.abs(i - j);
      const w = weights === 'none' ? (d > 0 ? 1 : 0) : weights === 'linear' ? d : d * d;
      observed += w * matrix.table[i * K + j]!;
      expected += (w * rows[i]! * columns[j]!) / all;
    }
  return expected > 0 ? some(1 - observed / expected) : none('no-variation');
}

/** Errors on an ordered scale, counted in categories. */
export interface OrdinalErrors {
  /** Mean distance in categories. */
  readonly meanAbsoluteError: Value;
  /** Share of decisions within one category. */
  readonly withinOne: Value;
  /** Mean over classes of their mean distance: each grade counts alike. */
  readonly macroMeanAbsoluteError: Value;
  /** Mean of decided minus true category: above 0 means over-grading. */
  readonly bias: Value;
}

/**
 * Distances between true and decided grade.
 *
 * @param matrix the table; the order of its classes is the scale
 *
 * Source: Baccianella, Esuli and Sebastiani 2009, ISDA 283 (macro-averaged error).
 */
export function ordinalErrors(matrix: ConfusionMatrix): OrdinalErrors {
  const K = matrix.classes.length;
  let all = 0;
  let distance = 0;
  let near = 0;
  let signed = 0;
  let macro = 0;
  let filled = 0;
  for (let i = 0; i < K; i++) {
    let row = 0;
    let rowDistance = 0;
    for (let j = 0; j < K; j++) {
      const cell = matrix.table[i * K + j]!;
      row += cell;
      rowDistance += cell * Math.abs(i - j);
      signed += cell * (j - i);
      if (Math.abs(i - j) <= 1) near += cell;
    }
    all += row;
    distance += rowDistance;
    if (row > 0) {
      macro += rowDistance / row;
      filled++;
    }
  }
  if (!(all > 0)) {
    const missing = none('no-rows');
    return {
      meanAbsoluteError: missing,
      withinOne: missing,
      macroMeanAbsoluteError: missing,
      bias: missing,
    };
  }
  return {
    meanAbsoluteError: some(distance / all),
    withinOne: some(near / all),
    macroMeanAbsoluteError: some(macro / filled),
    bias: some(signed / all),
  };
}
