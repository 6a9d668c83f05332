import type { Uniform } from '@equipoise/stats';
import type { LabelPosterior } from '../fusion/label-posterior.ts';
import type { Readings } from '../fusion/readings.ts';

/** Draws a class for every case into an array; -1 where nothing is known about a case. */
export type LabelDraw = (uniform: Uniform, out?: Int32Array) => Int32Array;

/**
 * Draws from the distribution of each case, independently. Certain cases use no random number up, so equal
 * streams give equal draws whatever else is certain.
 *
 * @param posterior distribution per case
 * @returns a function that draws all labels once
 */
export function labelsFromPosterior(posterior: LabelPosterior): LabelDraw {
  const { caseCount, classCount: k, values } = posterior;
  const fixed = new Int32Array(caseCount).fill(-2);
  const cumulative = new Float64Array(caseCount * k);
  for (let t = 0; t < caseCount; t++) {
    let sum = 0;
    let positive = 0;
    let last = -1;
    for (let c = 0; c < k; c++) {
      const p = values[t * k + c]!;
      sum += p;
      cumulative[t * k + c] = sum;
      if (p > 0) {
        positive++;
        last = c;
      }
    }
    if (positive < 2) fixed[t] = last;
    // The last class that can happen ends at 1, whatever rounding left.
    else for (let c = last; c < k; c++) cumulative[t * k + c] = Number.POSITIVE_INFINITY;
    if (positive >= 2) for (let c = 0; c < last; c++) cumulative[t * k + c]! /= sum;
  }
  return (uniform, out = new Int32Array(caseCount)) => {
    for (let t = 0; t < caseCount; t++) {
      if (fixed[t]! > -2) {
        out[t] = fixed[t]!;
        continue;
      }
      const u = uniform();
      let c = 0;
      while (u >= cumulative[t * k + c]!) c++;
      out[t] = c;
    }
    return out;
  };
}

/** Who speaks for a case when labels are drawn from the readers themselves. */
export type ReaderScheme = 'reader-per-case' | 'reader-per-draw' | 'panel-resampled';

/**
 * Draws from the readers themselves, with no model between.
 * `reader-per-case`: for each case one of its answers at random.
 * `reader-per-draw`: one reader for the whole draw; cases this reader has not read get one of their answers at random.
 * `panel-resampled`: readers drawn with replacement, then the majority of their answers, ties at random; cases of
 * which no drawn reader is a source get one of their answers at random.
 *
 * @param readings the answers
 * @param scheme who speaks
 * @returns a function that draws all labels once
 */
export function labelsFromReaders(
  readings: Readings,
  scheme: ReaderScheme = 'reader-per-case',
): LabelDraw {
  const { caseCount, readerCount, classCount, starts, reader, label } = readings;
  const anyAnswer = (t: number, uniform: Uniform): number => {
    const from = starts[t]!;
    const size = starts[t + 1]! - from;
    if (size === 0) return -1;
    return label[size === 1 ? from : from + Math.floor(uniform() * size)]!;
  };
  const times = new Int32Array(readerCount);
  const votes = new Float64Array(classCount);
  return (uniform, out = new Int32Array(caseCount)) => {
    if (scheme === 'reader-per-case') {
      for (let t = 0; t < caseCount; t++) out[t] = anyAnswer(t, uniform);
      return out;
    }
    times.fill(0);
    const draws = scheme === 'reader-per-draw' ? Math.min(1, readerCount) : readerCount;
    for (let d = 0; d < draws; d++) times[Math.floor(uniform() * readerCount)]!++;
    for (let t = 0; t < caseCount; t++) {
      votes.fill(0);
      let any = false;
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const weight = times[reader[i]!]!;
        if (weight === 0) continue;
        votes[label[i]!]! += weight;
        any = true;
      }
      out[t] = any ? randomLeader(votes, uniform) : anyAnswer(t, uniform);
    }
    return out;
  };
}

function randomLeader(votes: Float64Array, uniform: Uniform): number {
  let top = 0;
  let tied = 0;
  let chosen = -1;
  for (let c = 0; c < votes.length; c++) {
    if (votes[c]! > top) {
      top = votes[c]!;
      tied = 1;
      chosen = c;
    } else if (votes[c] === top && top > 0) tied++;
  }
  if (tied < 2) return chosen;
  let left = Math.floor(uniform() * tied);
  for (let c = chosen; c < votes.length; c++) {
    if (votes[c] === top && left-- === 0) return c;
  }
  return chosen;
}
