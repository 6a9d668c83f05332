import { checkSameGrid } from '../grid.ts';
import { none, some, type Value } from '../value.ts';
import { countCells, type Mask } from './mask.ts';
import { skeletonize } from './skeleton.ts';

/** How far the centre lines of two objects run inside each other. */
export interface CentrelineDice {
  /** Share of the predicted centre line that lies in the reference. */
  readonly topologyPrecision: Value;
  /** Share of the reference's centre line that lies in the prediction. */
  readonly topologySensitivity: Value;
  /** Harmonic mean of the two, 0 to 1; 1 for two empty masks, 0 when one is empty. */
  readonly clDice: Value;
}

/** Centre lines made elsewhere. */
export interface GivenSkeletons {
  readonly reference: Mask;
  readonly predicted: Mask;
}

/**
 * Centreline Dice of tubular objects such as vessels.
 *
 * @param reference mask
 * @param predicted mask on the same grid
 * @param skeletons centre lines of both; made by {@link skeletonize} when absent
 * @throws imaging/grid-mismatch when the grids differ
 * @see Shit et al. 2021, doi:10.1109/CVPR46437.2021.01629
 */
export function centrelineDice(
  reference: Mask,
  predicted: Mask,
  skeletons?: GivenSkeletons,
): CentrelineDice {
  checkSameGrid(reference, predicted);
  const [isNoReference, isNoPrediction] = [!hasObject(reference), !hasObject(predicted)];
  if (isNoReference && isNoPrediction) {
    return { topologyPrecision: some(1), topologySensitivity: some(1), clDice: some(1) };
  }
  if (isNoReference || isNoPrediction) {
    const nothing = none(isNoReference ? 'reference-empty' : 'prediction-empty');
    return { topologyPrecision: nothing, topologySensitivity: nothing, clDice: some(0) };
  }
  const lineOfReference = skeletons?.reference ?? skeletonize(reference);
  const lineOfPrediction = skeletons?.predicted ?? skeletonize(predicted);
  checkSameGrid(reference, lineOfReference);
  checkSameGrid(reference, lineOfPrediction);
  const precision = shareInside(lineOfPrediction, reference);
  const sensitivity = shareInside(lineOfReference, predicted);
  return {
    topologyPrecision: precision,
    topologySensitivity: sensitivity,
    clDice: harmonicMean(precision, sensitivity),
  };
}

function hasObject(mask: Mask): boolean {
  return mask.data.indexOf(1) >= 0;
}

function shareInside(line: Mask, object: Mask): Value {
  const length = countCells(line);
  if (length === 0) return none('no-centreline');
  let inside = 0;
  for (let i = 0; i < line.data.length; i++) inside += line.data[i]! & object.data[i]!;
  return some(inside / length);
}

function harmonicMean(a: Value, b: Value): Value {
  if (a.value === null || b.value === null) return none('no-centreline');
  const sum = a.value + b.value;
  return some(sum === 0 ? 0 : (2 * a.value * b.value) / sum);
}
