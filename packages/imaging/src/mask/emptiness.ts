/** Which of two compared masks has no object. Every result names it, so that such cases can be counted. */
export type Emptiness = 'none' | 'both-empty' | 'reference-empty' | 'prediction-empty';

/**
 * Names the case.
 *
 * @param referenceCount object cells of the reference
 * @param predictedCount object cells of the prediction
 */
export function emptinessOf(referenceCount: number, predictedCount: number): Emptiness {
  if (referenceCount === 0) return predictedCount === 0 ? 'both-empty' : 'reference-empty';
  return predictedCount === 0 ? 'prediction-empty' : 'none';
}
