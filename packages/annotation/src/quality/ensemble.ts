import { fail } from '../errors.ts';
import { predictedClass, type ScoredLabels, selfConfidence } from './label-scores.ts';

/**
 * Self-confidence of several models' probabilities, averaged with weights.
 *
 * @param members the same labels with each model's out-of-sample probabilities
 * @param weighting `agreement`: each model by its share of agreement with the given labels (default); `uniform`
 * @returns 0 (worst) to 1 per row; plain mean where no model agrees with any label
 * @throws annotation/length-mismatch
 * @see Kuan, Mueller 2022, Model-agnostic label quality scoring (ICML DataPerf workshop)
 */
export function ensembleScores(
  members: readonly ScoredLabels[],
  weighting: 'agreement' | 'uniform' = 'agreement',
): Float64Array {
  const rowCount = members[0]?.rowCount ?? 0;
  members.forEach((one, m) => {
    if (one.rowCount === rowCount) return;
    fail(
      'annotation/length-mismatch',
      `Model 1 has ${rowCount} rows, model ${m + 1} has ${one.rowCount}.`,
      'Score the same rows with every model.',
    );
  });
  const weights = members.map((one) => (weighting === 'uniform' ? 1 : agreement(one)));
  let total = weights.reduce((sum, one) => sum + one, 0);
  if (total === 0) {
    weights.fill(1);
    total = weights.length;
  }
  const out = new Float64Array(rowCount);
  members.forEach((one, m) => {
    const scores = selfConfidence(one);
    for (let i = 0; i < rowCount; i++) out[i]! += (weights[m]! / total) * scores[i]!;
  });
  return out;
}

function agreement(input: ScoredLabels): number {
  const predicted = predictedClass(input);
  let same = 0;
  for (let i = 0; i < predicted.length; i++) if (predicted[i] === input.labels[i]) same++;
  return input.rowCount > 0 ? same / input.rowCount : 0;
}
