/** Index of the largest score of one row; the first of equals. */
export function argmax(scores: readonly Float64Array[], row: number): number {
  let best = 0;
  for (let k = 1; k < scores.length; k += 1) if (scores[k]![row]! > scores[best]![row]!) best = k;
  return best;
}
