import { argsort } from '../special/argsort.ts';
import { none, some, type Value } from '../value.ts';
import { brierScore, checkForecast } from './probability-scores.ts';

/** Murphy's three parts of the Brier score: brier = reliability - resolution + uncertainty. */
export interface BrierDecomposition {
  /** The score itself. */
  readonly brier: Value;
  /** Squared distance of forecast and outcome share; smaller is better. */
  readonly reliability: Value;
  /** Spread of the outcome shares; larger is better. */
  readonly resolution: Value;
  /** Variance of the outcome. */
  readonly uncertainty: Value;
  /** Distinct forecasts. */
  readonly forecasts: number;
}

/**
 * Murphy's decomposition over the distinct forecasts. With many distinct forecasts reliability and resolution
 * both grow by chance; round the forecasts first where that matters.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @returns `no-rows` for empty input
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Murphy 1973, Journal of Applied Meteorology 12:595.
 */
export function brierDecomposition(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): BrierDecomposition {
  checkForecast(labels, probabilities);
  const n = labels.length;
  const brier = brierScore(labels, probabilities);
  if (n === 0) {
    const missing = none('no-rows');
    return { brier, reliability: missing, resolution: missing, uncertainty: missing, forecasts: 0 };
  }
  const order = argsort(probabilities);
  let positives = 0;
  for (let i = 0; i < n; i++) positives += labels[i]!;
  const base = positives / n;
  let reliability = 0;
  let resolution = 0;
  let forecasts = 0;
  let start = 0;
  while (start < n) {
    const p = probabilities[order[start]!]!;
    let end = start;
    let hits = 0;
    while (end < n && probabilities[order[end]!] === p) hits += labels[order[end++]!]!;
    const size = end - start;
    const share = hits / size;
    reliability += size * (p - share) * (p - share);
    resolution += size * (share - base) * (share - base);
    forecasts++;
    start = end;
  }
  return {
    brier,
    reliability: some(reliability / n),
    resolution: some(resolution / n),
    uncertainty: some(base * (1 - base)),
    forecasts,
  };
}
