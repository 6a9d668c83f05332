/**
 * Writes the six columns of a level.
 *
 * @param out receives value, standard error, rest, its standard error, and those of both gaps
 * @param at first of the six
 * @param value the level's value
 * @param variance its variance
 * @param rest value of the rest
 * @param restVariance its variance
 * @param gapVariance variance of level minus rest
 * @param referenceVariance variance of level minus reference
 */
export function writeLevel(
  out: Float64Array,
  at: number,
  value: number,
  variance: number,
  rest: number,
  restVariance: number,
  gapVariance: number,
  referenceVariance: number,
): void {
  out[at] = value;
  out[at + 1] = Math.sqrt(variance);
  out[at + 2] = rest;
  out[at + 3] = Math.sqrt(restVariance);
  out[at + 4] = Math.sqrt(Math.max(0, gapVariance));
  out[at + 5] = Math.sqrt(Math.max(0, referenceVariance));
}
