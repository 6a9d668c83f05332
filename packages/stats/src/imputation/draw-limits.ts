import { wilsonWithCritical } from '../rates/proportion-interval.ts';
import { tQuantile } from '../special/distributions.ts';
import { clipLimits, logitLimits } from '../special/interval.ts';
import type { Limits } from '../value.ts';
import type { CombinedDraws } from './combine-draws.ts';

/** On which scale limits are taken. */
export type DrawScale = 'share' | 'logit' | 'log' | 'bounded' | 'plain';

/**
 * Limits of a quantity combined over draws, t on its degrees of freedom.
 * `share`: Wilson's form at the sample size that gives the whole variance; `logit` and `log`: by the delta
 * method; `bounded`: plain, cut at −1 and 1.
 *
 * @param combined value, standard error, degrees of freedom
 * @param scale the scale on which the metric's limits are taken without draws too
 * @param level e.g. .95
 * @param patients behind a share: its sample size where nothing varies
 * @returns null where nothing varies and no patients are named
 * @see Lott, Reiter 2020, doi:10.1080/00031305.2018.1473796 (Wilson's form after multiple imputation)
 */
export function drawLimits(
  combined: Pick<CombinedDraws, 'value' | 'standardError' | 'df'>,
  scale: DrawScale,
  level: number,
  patients: number | null = null,
): Limits | null {
  const { value, standardError: error, df } = combined;
  const t = tQuantile(0.5 + level / 2, df);
  const hasSpread = error > 0 && (scale !== 'share' || value * (1 - value) > 0);
  if (!hasSpread) {
    if (scale !== 'share' || patients === null || patients < 1) return null;
    return wilsonWithCritical(Math.min(1, Math.max(0, value)), patients, t);
  }
  switch (scale) {
    case 'share':
      return wilsonWithCritical(value, (value * (1 - value)) / (error * error), t);
    case 'logit':
      return logitLimits(value, error, t);
    case 'log':
      return value > 0
        ? [value * Math.exp((-t * error) / value), value * Math.exp((t * error) / value)]
        : null;
    case 'bounded':
      return clipLimits([value - t * error, value + t * error], -1, 1);
    case 'plain':
      return [value - t * error, value + t * error];
    default:
      return scale satisfies never;
  }
}
