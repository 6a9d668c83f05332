import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';

/** A gap of mean loss, a minus b, split over a discrete covariate. */
export interface CovariateDecomposition {
  readonly gap: Value;
  /** From the covariate mix of a to the shared mix, under the losses of a. */
  readonly xShiftA: Value;
  /** Losses of a against losses of b on the shared mix. */
  readonly conditional: Value;
  /** From the shared mix to the mix of b, under the losses of b. */
  readonly xShiftB: Value;
  /** Symmetric Oaxaca parts: mix difference at mean losses, and the rest. */
  readonly oaxacaExplained: Value;
  readonly oaxacaUnexplained: Value;
  /** Share of each group at levels that the other group does not have; never extrapolated. */
  readonly outsideSupportA: Value;
  readonly outsideSupportB: Value;
}

/**
 * Splits the difference of mean loss of two groups into a part from their covariate mix and a part at equal
 * covariates, through a shared distribution proportional to qa qb / (qa + qb).
 *
 * @param loss loss of each row
 * @param level covariate level of each row, from 0
 * @param side 0 for rows of a, 1 for rows of b, anything else leaves the row out
 * @returns `empty-group`, or `no-common-support` for the shared parts; Oaxaca needs every level on both sides
 *   (`outside-support`)
 * @throws stats/length-mismatch
 * @see Cai, Namkoong, Yadlowsky 2023, arXiv:2303.02011; Oaxaca 1973, doi:10.2307/2525981;
 *   Blinder 1973, doi:10.2307/144855
 */
export function decomposeCovariate(
  loss: ArrayLike<number>,
  level: ArrayLike<number>,
  side: ArrayLike<number>,
): CovariateDecomposition {
  const n = loss.length;
  if (level.length !== n || side.length !== n) {
    fail(
      'stats/length-mismatch',
      `${n} losses came with ${level.length} levels and ${side.length} sides.`,
      'Pass one of each per row.',
    );
  }
  let levels = 0;
  for (let i = 0; i < n; i++) levels = Math.max(levels, level[i]! + 1);
  const counts = [new Float64Array(levels), new Float64Array(levels)] as const;
  const sums = [new Float64Array(levels), new Float64Array(levels)] as const;
  const totals = [0, 0];
  for (let i = 0; i < n; i++) {
    const s = side[i]!;
    if (s !== 0 && s !== 1) continue;
    counts[s][level[i]!]!++;
    sums[s][level[i]!]! += loss[i]!;
    totals[s]!++;
  }
  if (totals[0] === 0 || totals[1] === 0) return nothing('empty-group');
  let meanA = 0;
  let meanB = 0;
  let sharedA = 0;
  let sharedB = 0;
  let mass = 0;
  let explained = 0;
  let outsideA = 0;
  let outsideB = 0;
  for (let x = 0; x < levels; x++) {
    const qa = counts[0][x]! / totals[0]!;
    const qb = counts[1][x]! / totals[1]!;
    const lossA = qa > 0 ? sums[0][x]! / counts[0][x]! : 0;
    const lossB = qb > 0 ? sums[1][x]! / counts[1][x]! : 0;
    meanA += qa * lossA;
    meanB += qb * lossB;
    if (qa > 0 && qb > 0) {
      const s = (qa * qb) / (qa + qb);
      mass += s;
      sharedA += s * lossA;
      sharedB += s * lossB;
      explained += ((qa - qb) * (lossA + lossB)) / 2;
    } else {
      outsideA += qa;
      outsideB += qb;
    }
  }
  const gap = meanA - meanB;
  const outside = { outsideSupportA: some(outsideA), outsideSupportB: some(outsideB) };
  if (mass === 0) return { ...nothing('no-common-support'), gap: some(gap), ...outside };
  const isWhole = outsideA === 0 && outsideB === 0;
  return {
    gap: some(gap),
    xShiftA: some(meanA - sharedA / mass),
    conditional: some((sharedA - sharedB) / mass),
    xShiftB: some(sharedB / mass - meanB),
    oaxacaExplained: isWhole ? some(explained) : none('outside-support'),
    oaxacaUnexplained: isWhole ? some(gap - explained) : none('outside-support'),
    ...outside,
  };
}

function nothing(reason: string): CovariateDecomposition {
  const value = none(reason);
  return {
    gap: value,
    xShiftA: value,
    conditional: value,
    xShiftB: value,
    oaxacaExplained: value,
    oaxacaUnexplained: value,
    outsideSupportA: value,
    outsideSupportB: value,
  };
}
