import { noncentralTCdf, normalQuantile, tQuantile } from '@equipoise/stats';

/** More readers than this in a version are not counted out. */
const most = 10_000;

/**
 * Readers in each of two versions for a difference to be found: the least number at which the two-sided t test of their
 * means has the power wanted.
 *
 * @param difference that is there, above 0
 * @param deviation standard deviation of the readers' figures, above 0
 * @param level of the interval, e.g. .95
 * @param power wanted, e.g. .8
 * @returns null beyond 10,000
 * @see Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, chapter 2
 */
export function readersNeeded(
  difference: number,
  deviation: number,
  level: number,
  power: number,
): number | null {
  const reached = (n: number): number => {
    const df = 2 * n - 2;
    const centre = difference / (deviation * Math.sqrt(2 / n));
    return 1 - noncentralTCdf(tQuantile((1 + level) / 2, df), df, centre);
  };
  const z = normalQuantile((1 + level) / 2) + normalQuantile(power);
  const ratio = (z * deviation) / difference;
  // The normal law asks for no more than the t test does.
  const first = Math.max(2, Math.floor(2 * ratio * ratio));
  if (!(first <= most)) return null;
  let n = first;
  while (n > 2 && reached(n - 1) >= power) n--;
  while (n <= most && reached(n) < power) n++;
  return n <= most ? n : null;
}
