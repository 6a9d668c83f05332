import type { Value } from '@equipoise/stats';
import { none, some } from '@equipoise/stats';
import { fail } from '../errors.ts';
import {
  patternShares,
  spreadMask,
  spreadPatterns,
  type VotePatterns,
  votePatterns,
} from './vote-patterns.ts';

/** How STAPLE is fitted. */
export interface StapleOptions {
  /** Factor on the prior, above 0; 1 by default. */
  readonly confidenceWeight?: number;
  /** Most rounds; 10000 by default. */
  readonly maxRounds?: number;
  /** Largest move of a sensitivity or specificity at which to stop; 1e-7 by default. */
  readonly tolerance?: number;
  /** Voxels that count (1), such as the union's bounding box plus a margin; the whole frame by default. The prior changes with the field of view. */
  readonly voxels?: ArrayLike<number>;
}

/** A fitted STAPLE model. */
export interface StapleFit {
  /** Share of the true voxels that each reader marked; null where no voxel is true. */
  readonly sensitivity: readonly Value[];
  /** Share of the other voxels that each reader left out; null where every voxel is true. */
  readonly specificity: readonly Value[];
  /** Probability of belonging to the structure, per voxel. */
  readonly probability: Float64Array;
  /** 1 where the probability is at least one half. */
  readonly mask: Uint8Array;
  /** Sum of the probabilities: the expected number of voxels. */
  readonly sumProbability: number;
  /** Prior probability of a voxel. */
  readonly prior: number;
  /** Rounds done. */
  readonly rounds: number;
  /** Whether all sensitivities and specificities stood still. */
  readonly isConverged: boolean;
  /** Voxels that counted. */
  readonly voxelCount: number;
}

/**
 * STAPLE for binary masks: a latent mask and each reader's sensitivity and specificity, by EM in logs. The
 * start is the mean vote, the prior is the mean of all masks times the confidence weight, fixed.
 *
 * @param masks one mask per reader on one grid
 * @param options weight, stopping rule, field of view
 * @throws annotation/grid-mismatch, annotation/bad-argument
 * @see Warfield, Zou, Wells 2004, doi:10.1109/TMI.2004.828354
 */
export function staple(
  masks: readonly ArrayLike<number>[],
  options: StapleOptions = {},
): StapleFit {
  const { confidenceWeight = 1, maxRounds = 10_000, tolerance = 1e-7 } = options;
  if (!(confidenceWeight > 0)) {
    fail(
      'annotation/bad-argument',
      `The confidence weight must be above 0, got ${confidenceWeight}.`,
      'Pass 1 for the plain prior.',
    );
  }
  const patterns = votePatterns(masks, options.voxels);
  const { patternCount, readerCount, sizes } = patterns;
  const weight = patternShares(patterns);
  let voxels = 0;
  let marked = 0;
  for (let p = 0; p < patternCount; p++) {
    voxels += sizes[p]!;
    marked += sizes[p]! * weight[p]!;
  }
  const prior = voxels > 0 ? Math.min(1, (marked / voxels) * confidenceWeight) : 0;
  const rates = new Float64Array(2 * readerCount);
  let rounds = 0;
  let isConverged = false;
  let inside = 0;
  while (rounds < maxRounds && !isConverged) {
    inside = 0;
    for (let p = 0; p < patternCount; p++) inside += sizes[p]! * weight[p]!;
    const moved = estimateRates(patterns, weight, inside, voxels, rates);
    expectWeights(patterns, rates, prior, weight);
    rounds++;
    isConverged = moved <= tolerance;
  }
  let sumProbability = 0;
  for (let p = 0; p < patternCount; p++) sumProbability += sizes[p]! * weight[p]!;
  const value = (r: number, side: number, base: number): Value =>
    base > 0 ? some(rates[2 * r + side]!) : none(side === 0 ? 'no-true-voxels' : 'no-other-voxels');
  const readers = masks.map((_, r) => r);
  return {
    sensitivity: readers.map((r) => value(r, 0, inside)),
    specificity: readers.map((r) => value(r, 1, voxels - inside)),
    probability: spreadPatterns(patterns, weight),
    mask: spreadMask(patterns, (p) => weight[p]! >= 0.5),
    sumProbability,
    prior,
    rounds,
    isConverged,
    voxelCount: voxels,
  };
}

/** M-step; gives the largest move. Ratios are clamped: one ulp above 1 would make a logarithm NaN. */
function estimateRates(
  { patternCount, readerCount, marks, sizes }: VotePatterns,
  weight: Float64Array,
  inside: number,
  voxels: number,
  rates: Float64Array,
): number {
  let moved = 0;
  for (let r = 0; r < readerCount; r++) {
    let hit = 0;
    let left = 0;
    for (let p = 0; p < patternCount; p++) {
      if (marks[p * readerCount + r] === 1) hit += sizes[p]! * weight[p]!;
      else left += sizes[p]! * (1 - weight[p]!);
    }
    const sensitivity = inside > 0 ? Math.min(1, Math.max(0, hit / inside)) : 0;
    const specificity = voxels > inside ? Math.min(1, Math.max(0, left / (voxels - inside))) : 0;
    moved = Math.max(
      moved,
      Math.abs(sensitivity - rates[2 * r]!),
      Math.abs(specificity - rates[2 * r + 1]!),
    );
    rates[2 * r] = sensitivity;
    rates[2 * r + 1] = specificity;
  }
  return moved;
}

/** E-step in logs. */
function expectWeights(
  { patternCount, readerCount, marks }: VotePatterns,
  rates: Float64Array,
  prior: number,
  weight: Float64Array,
): void {
  for (let p = 0; p < patternCount; p++) {
    let yes = Math.log(prior);
    let no = Math.log(1 - prior);
    for (let r = 0; r < readerCount; r++) {
      const isMarked = marks[p * readerCount + r] === 1;
      yes += Math.log(isMarked ? rates[2 * r]! : 1 - rates[2 * r]!);
      no += Math.log(isMarked ? 1 - rates[2 * r + 1]! : rates[2 * r + 1]!);
    }
    const isYes = yes > Number.NEGATIVE_INFINITY;
    const isNo = no > Number.NEGATIVE_INFINITY;
    // Neither possible: the pattern contradicts the rates, the prior is all that is left.
    weight[p] = isYes && isNo ? 1 / (1 + Math.exp(no - yes)) : isYes ? 1 : isNo ? 0 : prior;
  }
}
