/**
 * Digamma, the derivative of log gamma, by recurrence up to 10 and the asymptotic series.
 *
 * @param x above 0
 * @returns psi(x), good to about 1e-14 relative
 * @see Bernardo 1976, doi:10.2307/2347257
 */
export function digamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 10) {
    shift -= 1 / z;
    z += 1;
  }
  const r = 1 / (z * z);
  const series =
    r *
    (1 / 12 -
      r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - r * (691 / 32760 - r / 12))))));
  return shift + Math.log(z) - 0.5 / z - series;
}
