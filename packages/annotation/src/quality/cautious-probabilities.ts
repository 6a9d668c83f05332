import { type ConfidentJoint, noiseMatrices } from './confident-joint.ts';
import type { ScoredLabels } from './label-scores.ts';

/**
 * The least probable reading of each label being wrong: the noise of the whole table weighs as much as the row's
 * own score. Right on average over a whole table whose scores are calibrated on the given labels; among suspects,
 * and with scores of a model trained elsewhere, far below what a review finds. `wrongChances` is the figure to
 * show; this one is its lower reading, and no export of the package.
 *
 * @param input labels and out-of-sample probabilities
 * @param joint their confident joint
 * @returns 0 to 1 per row
 * @see Northcutt, Jiang, Chuang 2021, doi:10.1613/jair.1.12125 (noise matrices)
 */
export function cautiousProbabilities(input: ScoredLabels, joint: ConfidentJoint): Float64Array {
  const { rowCount, classCount: k, labels, probabilities } = input;
  const { noise, inverse } = noiseMatrices(joint.calibrated, k);
  const out = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const given = labels[i]!;
    let total = 0;
    let own = 0;
    for (let truth = 0; truth < k; truth++) {
      const seen = noise[given * k + truth]!;
      if (seen === 0) continue;
      let p = 0;
      for (let g = 0; g < k; g++) p += inverse[truth * k + g]! * probabilities[i * k + g]!;
      total += p * seen;
      if (truth === given) own = p * seen;
    }
    out[i] = total > 0 ? 1 - own / total : 0;
  }
  return out;
}
