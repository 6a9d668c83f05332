/** One quantity over several draws of what is not known. */
export interface CombinedDraws {
  /** Mean over draws. */
  readonly value: number;
  /** W: mean of the squared standard errors, what sampling alone leaves open. */
  readonly withinVariance: number;
  /** (1 + 1/M) B: what the unknown labels add. */
  readonly betweenVariance: number;
  /** Square root of the sum of both. */
  readonly standardError: number;
  /** Share of the whole variance that the draws add, 0 to 1. */
  readonly drawnShare: number;
  /** Barnard and Rubin's degrees of freedom. */
  readonly df: number;
  /** Draws in which the quantity had a value. */
  readonly drawCount: number;
}

/**
 * Combines a quantity over draws of the labels by Rubin's rules.
 *
 * @param values one a draw, NaN where undefined
 * @param standardErrors of the same draws, as if their labels were true
 * @param completeDf degrees of freedom if the labels were known: patients − 1
 * @returns null where fewer than two draws have a value
 * @see Rubin 1987, doi:10.1002/9780470316696; Barnard, Rubin 1999, doi:10.1093/biomet/86.4.948
 */
export function combineDraws(
  values: ArrayLike<number>,
  standardErrors: ArrayLike<number>,
  completeDf: number,
): CombinedDraws | null {
  let count = 0;
  let sum = 0;
  let within = 0;
  const isKnown = (m: number): boolean =>
    Number.isFinite(values[m]!) && Number.isFinite(standardErrors[m]!);
  for (let m = 0; m < values.length; m++) {
    if (!isKnown(m)) continue;
    count++;
    sum += values[m]!;
    within += standardErrors[m]! * standardErrors[m]!;
  }
  if (count < 2) return null;
  const value = sum / count;
  within /= count;
  let squares = 0;
  for (let m = 0; m < values.length; m++) {
    if (isKnown(m)) squares += (values[m]! - value) * (values[m]! - value);
  }
  const between = (1 + 1 / count) * (squares / (count - 1));
  const total = within + between;
  const share = total > 0 ? between / total : 0;
  const known = Math.max(1, completeDf);
  const observed = (known * (1 - share) * (known + 1)) / (known + 3);
  // One over Rubin's degrees of freedom: 0 where the draws agree.
  const drawn = (share * share) / (count - 1);
  return {
    value,
    withinVariance: within,
    betweenVariance: between,
    standardError: Math.sqrt(total),
    drawnShare: share,
    df: Math.max(1, observed / (1 + drawn * observed)),
    drawCount: count,
  };
}
