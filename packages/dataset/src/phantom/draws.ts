import type { Uniform } from '@equipoise/stats';
import type { ImagesPerPatient } from './options.ts';

/**
 * Standard normal numbers from a uniform stream, by the polar method. It needs only log and sqrt,
 * which agree between versions of the runtime.
 *
 * @param uniform stream of numbers from 0 to below 1
 * @returns stream of normal numbers
 * @see Marsaglia, Bray 1964, doi:10.1137/1006063
 */
export function normalStream(uniform: Uniform): () => number {
  let kept = 0;
  let hasKept = false;
  return () => {
    if (hasKept) {
      hasKept = false;
      return kept;
    }
    let u = 0;
    let v = 0;
    let s = 0;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    kept = v * scale;
    hasKept = true;
    return u * scale;
  };
}

/**
 * One level drawn by its share.
 *
 * @param shares probabilities that add up to 1
 * @param uniform random stream
 * @returns index of the level
 */
export function drawLevel(shares: readonly number[], uniform: Uniform): number {
  let left = uniform();
  for (let i = 0; i < shares.length - 1; i++) {
    left -= shares[i]!;
    if (left < 0) return i;
  }
  return shares.length - 1;
}

/**
 * A stream of image counts, each at least 1.
 *
 * @param images distribution and mean
 * @param uniform random stream
 * @returns function that gives the next patient's number of images
 */
export function imageCountStream(images: ImagesPerPatient, uniform: Uniform): () => number {
  const { distribution, mean } = images;
  if (distribution === 'fixed' || mean === 1) return () => Math.round(mean);
  if (distribution === 'geometric') {
    const logMiss = Math.log1p(-1 / mean);
    return () => 1 + Math.floor(Math.log(1 - uniform()) / logMiss);
  }
  // Poisson with mean - 1 by counting unit-rate arrivals, summed in logarithms so that no mean underflows.
  return () => {
    let count = 0;
    let passed = -Math.log(1 - uniform());
    while (passed < mean - 1) {
      count += 1;
      passed -= Math.log(1 - uniform());
    }
    return 1 + count;
  };
}
