import {
  patternShares,
  spreadMask,
  spreadPatterns,
  type VotePatterns,
  votePatterns,
} from './vote-patterns.ts';

/**
 * Share of readers who marked each voxel: a probability map.
 *
 * @param masks one mask per reader on one grid
 * @returns 0 to 1 per voxel
 * @throws annotation/grid-mismatch
 */
export function maskProbability(masks: readonly ArrayLike<number>[]): Float64Array {
  const patterns = votePatterns(masks);
  return spreadPatterns(patterns, patternShares(patterns));
}

/**
 * Voxels that strictly more than half of the readers marked. An exact half is outside.
 *
 * @param masks one mask per reader on one grid
 * @returns 0 or 1 per voxel
 * @throws annotation/grid-mismatch
 */
export function maskMajority(masks: readonly ArrayLike<number>[]): Uint8Array {
  const patterns = votePatterns(masks);
  const shares = patternShares(patterns);
  return spreadMask(patterns, (p) => shares[p]! > 0.5 + 1e-12);
}

/** A mask made by weighing readers. */
export interface WeightedMask {
  /** 0 or 1 per voxel. */
  readonly mask: Uint8Array;
  /** Weight per reader, sum 1 (RASA), or accuracy per reader (EM). */
  readonly weights: Float64Array;
  /** Weighted share or probability per voxel. */
  readonly probability: Float64Array;
}

/**
 * RASA: readers weighed by the overlap of their mask with the aggregate, log(1 / (1 - IoU + 1e-5) + 1), in
 * turns with the aggregate (weighted share of at least one half).
 *
 * @param masks one mask per reader on one grid
 * @param maxRounds most rounds; 10 by default
 * @throws annotation/grid-mismatch
 * @see Ustalov et al. 2021, arXiv:2109.08584; Chu, Cheng, Yu 2020 (weighting by intersection over union)
 */
export function maskRasa(masks: readonly ArrayLike<number>[], maxRounds = 10): WeightedMask {
  const patterns = votePatterns(masks);
  const readers = masks.length;
  let weights: Float64Array = new Float64Array(readers).fill(1 / Math.max(1, readers));
  let shares = weightedShares(patterns, weights);
  for (let round = 0; round < maxRounds; round++) {
    const isIn = shares.map((share) => (share >= 0.5 ? 1 : 0));
    let total = 0;
    weights = overlaps(patterns, isIn).map((iou) => {
      const weight = Math.log(1 / (1 - iou + 1e-5) + 1);
      total += weight;
      return weight;
    });
    for (let r = 0; r < readers; r++) weights[r]! /= total;
    const next = weightedShares(patterns, weights);
    let moved = 0;
    let size = 0;
    for (let p = 0; p < next.length; p++) {
      const d = next[p]! - shares[p]!;
      moved += patterns.sizes[p]! * d * d;
      size += patterns.sizes[p]! * shares[p]! * shares[p]!;
    }
    shares = next;
    if (size === 0 || moved / size < 1e-5) break;
  }
  return {
    mask: spreadMask(patterns, (p) => shares[p]! >= 0.5),
    weights,
    probability: spreadPatterns(patterns, shares),
  };
}

const ACCURACY_FLOOR = 1e-10;

/**
 * EM with one accuracy per reader over the voxels that anyone marked. The prior of each voxel is the share of
 * votes and stays so: a prior replaced by the last posterior would count the same masks once more in every round.
 *
 * @param masks one mask per reader on one grid
 * @param rounds rounds; 10 by default
 * @throws annotation/grid-mismatch
 * @see Dawid, Skene 1979, doi:10.2307/2346806 (the model); Ustalov et al. 2021, arXiv:2109.08584 (voxel form)
 */
export function maskEm(masks: readonly ArrayLike<number>[], rounds = 10): WeightedMask {
  const all = votePatterns(masks);
  const votes = patternShares(all);
  const { readerCount, patternCount, marks, sizes } = all;
  let region = 0;
  for (let p = 0; p < patternCount; p++) if (votes[p]! > 0) region += sizes[p]!;
  const posterior = votes.slice();
  let accuracy = accuracies(posterior.map((share) => (share > 0.5 ? 1 : 0)));
  for (let round = 0; round < rounds && region > 0; round++) {
    for (let p = 0; p < patternCount; p++) {
      if (!(votes[p]! > 0)) continue;
      let inside = Math.log(votes[p]!);
      let outside = Math.log(1 - votes[p]!);
      for (let r = 0; r < readerCount; r++) {
        const right = Math.min(1 - ACCURACY_FLOOR, Math.max(ACCURACY_FLOOR, accuracy[r]!));
        const isMarked = marks[p * readerCount + r] === 1;
        inside += Math.log(isMarked ? right : 1 - right);
        outside += Math.log(isMarked ? 1 - right : right);
      }
      posterior[p] = 1 / (1 + Math.exp(outside - inside));
    }
    accuracy = accuracies(posterior);
  }
  return {
    mask: spreadMask(all, (p) => votes[p]! > 0 && posterior[p]! > 0.5),
    weights: accuracy,
    probability: spreadPatterns(all, posterior),
  };

  /** Expected share of the region that each reader marks rightly. */
  function accuracies(truth: Float64Array): Float64Array {
    const out = new Float64Array(readerCount);
    for (let p = 0; p < patternCount; p++) {
      if (!(votes[p]! > 0)) continue;
      for (let r = 0; r < readerCount; r++) {
        const right = marks[p * readerCount + r] === 1 ? truth[p]! : 1 - truth[p]!;
        out[r]! += (sizes[p]! * right) / region;
      }
    }
    return out;
  }
}

function weightedShares(patterns: VotePatterns, weights: Float64Array): Float64Array {
  const { patternCount, readerCount, marks } = patterns;
  const out = new Float64Array(patternCount);
  for (let p = 0; p < patternCount; p++) {
    for (let r = 0; r < readerCount; r++) out[p]! += weights[r]! * marks[p * readerCount + r]!;
  }
  return out;
}

/** Intersection over union of each reader's mask with a set of patterns; 1 where both are empty. */
function overlaps(patterns: VotePatterns, isIn: Float64Array): Float64Array {
  const { patternCount, readerCount, marks, sizes } = patterns;
  return Float64Array.from({ length: readerCount }, (_, r) => {
    let both = 0;
    let either = 0;
    for (let p = 0; p < patternCount; p++) {
      const mark = marks[p * readerCount + r]!;
      if (mark === 1 && isIn[p] === 1) both += sizes[p]!;
      if (mark === 1 || isIn[p] === 1) either += sizes[p]!;
    }
    return either > 0 ? both / either : 1;
  });
}
