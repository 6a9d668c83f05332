import { fail } from '../errors.ts';
import { checkSameGrid, type Grid } from '../grid.ts';
import { none, some, type Value } from '../value.ts';
import type { CellData } from './mask.ts';

/** An image whose cells hold labels; 0 is background. */
export interface LabelImage extends Grid {
  readonly data: CellData;
}

/** Agreement of two label images. */
export interface MultilabelDice {
  /** Dice of each label, by label; no value (`both-empty`) for one that neither image holds. */
  readonly dice: ReadonlyMap<number, Value>;
  /** Mean over the labels that have a value. */
  readonly macro: Value;
  /** Labels that neither image holds and that the mean leaves out. */
  readonly absentLabels: readonly number[];
  /** Dice of all labels' cells pooled. */
  readonly micro: Value;
  /** Generalised Dice score, each label weighted by one over its squared reference size. */
  readonly generalised: Value;
}

/**
 * Compares two label images label by label.
 *
 * A label in one image only has Dice 0. In the generalised score a label that the reference does not
 * hold takes the largest weight of the others.
 *
 * @param reference label image
 * @param predicted label image on the same grid
 * @param labels labels to compare, background left out
 * @throws imaging/grid-mismatch when the grids differ; imaging/bad-argument when a label is named twice or is 0
 * @see Crum et al. 2006, doi:10.1109/TMI.2006.880587; Sudre et al. 2017, doi:10.1007/978-3-319-67558-9_28
 */
export function multilabelDice(
  reference: LabelImage,
  predicted: LabelImage,
  labels: readonly number[],
): MultilabelDice {
  checkSameGrid(reference, predicted);
  if (new Set(labels).size < labels.length || labels.includes(0)) {
    fail(
      'imaging/bad-argument',
      `the labels ${labels.join(', ')} name one twice or name the background 0.`,
      'Name each foreground label once.',
    );
  }
  const place = new Map(labels.map((label, k) => [label, k]));
  const shared = new Float64Array(labels.length);
  const inReference = new Float64Array(labels.length);
  const inPredicted = new Float64Array(labels.length);
  for (let i = 0; i < reference.data.length; i++) {
    const a = reference.data[i]!;
    const b = predicted.data[i]!;
    if (a === 0 && b === 0) continue;
    const k = place.get(a);
    if (k !== undefined) {
      inReference[k]!++;
      if (a === b) shared[k]!++;
    }
    const l = a === b ? k : place.get(b);
    if (l !== undefined) inPredicted[l]!++;
  }
  return summarise(labels, shared, inReference, inPredicted);
}

function summarise(
  labels: readonly number[],
  shared: Float64Array,
  inReference: Float64Array,
  inPredicted: Float64Array,
): MultilabelDice {
  const dice = new Map<number, Value>();
  const absentLabels: number[] = [];
  let sum = 0;
  labels.forEach((label, k) => {
    const total = inReference[k]! + inPredicted[k]!;
    const value = total === 0 ? none('both-empty') : some((2 * shared[k]!) / total);
    if (value.value === null) absentLabels.push(label);
    else sum += value.value;
    dice.set(label, value);
  });
  const present = labels.length - absentLabels.length;
  const one = labels.map(() => 1);
  return {
    dice,
    absentLabels,
    macro: present === 0 ? none('both-empty') : some(sum / present),
    micro: ratio(one, shared, inReference, inPredicted),
    generalised: ratio(generalisedWeights(inReference), shared, inReference, inPredicted),
  };
}

function generalisedWeights(inReference: Float64Array): number[] {
  const weights = Array.from(inReference, (n) => (n === 0 ? 0 : 1 / (n * n)));
  const largest = Math.max(0, ...weights) || 1;
  return weights.map((w) => (w === 0 ? largest : w));
}

function ratio(
  weights: readonly number[],
  shared: Float64Array,
  inReference: Float64Array,
  inPredicted: Float64Array,
): Value {
  let top = 0;
  let bottom = 0;
  weights.forEach((w, k) => {
    top += w * shared[k]!;
    bottom += w * (inReference[k]! + inPredicted[k]!);
  });
  return bottom === 0 ? none('both-empty') : some((2 * top) / bottom);
}
