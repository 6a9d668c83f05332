/**
 * Log odds log(p / (1 - p)).
 *
 * @param p a probability; 0 and 1 give the infinities
 */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

/**
 * Inverse of the logit, 1 / (1 + exp(-x)), without overflow.
 *
 * @param x any real
 * @returns a probability
 */
export function expit(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}
