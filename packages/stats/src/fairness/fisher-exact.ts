import { lgamma } from '../special/gamma.ts';

/**
 * Fisher's exact two-sided p of two proportions: the sum of all tables with these margins that are not more
 * probable than the observed one.
 *
 * @param k1 hits of the first group, whole number
 * @param n1 size of the first group
 * @param k2 hits of the second group
 * @param n2 size of the second group
 * @returns in (0, 1]
 * @see Fisher 1935; Agresti 1992, doi:10.1214/ss/1177011454
 */
export function fisherExact(k1: number, n1: number, k2: number, n2: number): number {
  const hits = k1 + k2;
  const low = Math.max(0, hits - n2);
  const high = Math.min(n1, hits);
  const logOf = (x: number): number =>
    -(lgamma(x + 1) + lgamma(n1 - x + 1) + lgamma(hits - x + 1) + lgamma(n2 - hits + x + 1));
  // Probabilities relative to the mode, by the ratio of neighbours: no cancellation in the tails.
  const mode = Math.min(high, Math.max(low, Math.floor(((n1 + 1) * (hits + 1)) / (n1 + n2 + 2))));
  const ratioUp = (x: number): number => ((n1 - x) * (hits - x)) / ((x + 1) * (n2 - hits + x + 1));
  let observed = 1;
  if (Math.abs(k1 - mode) > 20000) observed = Math.exp(logOf(k1) - logOf(mode));
  else if (k1 >= mode) for (let x = mode; x < k1; x++) observed *= ratioUp(x);
  else for (let x = mode; x > k1; x--) observed /= ratioUp(x - 1);
  const border = observed * (1 + 1e-7);
  let total = 0;
  let extreme = 0;
  const add = (p: number): void => {
    total += p;
    if (p <= border) extreme += p;
  };
  let p = 1;
  for (let x = mode; x <= high && p > 0; x++) {
    add(p);
    p *= ratioUp(x);
  }
  p = 1;
  for (let x = mode; x > low; x--) {
    p /= ratioUp(x - 1);
    if (p === 0) break;
    add(p);
  }
  return Math.min(1, extreme / total);
}
