import { fail } from '../errors.ts';
import { crowdlab } from './crowdlab.ts';
import type { Readings } from './readings.ts';

/** Scores that say which case to ask about next: the lowest first. */
export interface ActiveLabResult {
  /** Score of each case with answers, 0 to 1. */
  readonly scores: Float64Array;
  /** Score of each case that nobody has read. */
  readonly scoresUnread: Float64Array;
  /** Temperature put on the probabilities first. */
  readonly temperature: number;
}

const GRID = [0.1, 0.2, 0.5, 0.8, 1, 2, 3, 5, 8] as const;
const TINY = 1e-30;

/**
 * ActiveLab: how sure panel and model together are about a case, where one more answer of an average reader is
 * counted as knowing nothing.
 *
 * @param readings the answers; every case of it should have one
 * @param probabilities case-major out-of-sample probabilities of these cases
 * @param unread case-major probabilities of cases without answers
 * @throws annotation/length-mismatch, annotation/not-a-probability
 * @see Goh, Mueller 2023, arXiv:2301.11856
 */
export function activeLab(
  readings: Readings,
  probabilities: Float64Array,
  unread: Float64Array = new Float64Array(0),
): ActiveLabResult {
  const { caseCount, classCount: k, readerCount, starts, reader } = readings;
  if (unread.length % k !== 0) {
    fail(
      'annotation/length-mismatch',
      `${unread.length} probabilities are no whole number of rows of ${k} classes.`,
      'Pass one probability per case and class.',
    );
  }
  const temperature = softTemperature(readings, probabilities);
  const tempered = temper(probabilities, k, temperature);
  const fit = crowdlab(readings, tempered);
  const weights = fit.weights ?? { model: 1, readers: new Float64Array(readerCount).fill(1) };
  let mean = 0;
  for (const one of weights.readers) mean += one / readerCount;
  const scores = new Float64Array(caseCount);
  for (let t = 0; t < caseCount; t++) {
    let trust = weights.model;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) trust += weights.readers[reader[i]!]!;
    scores[t] = (trust * fit.consensusQuality[t]! + mean / k) / (trust + mean);
  }
  const others = temper(unread, k, temperature);
  const scoresUnread = new Float64Array(unread.length / k);
  for (let t = 0; t < scoresUnread.length; t++) {
    let top = 0;
    for (let c = 0; c < k; c++) top = Math.max(top, others[t * k + c]!);
    scoresUnread[t] = (weights.model * top + mean / k) / (weights.model + mean);
  }
  return { scores, scoresUnread, temperature };
}

/**
 * Temperature that fits probabilities best to the shares of the answers, from a coarse and a fine grid.
 *
 * @param readings the answers
 * @param probabilities case-major probabilities
 * @returns 0.1 to 8, the first of equal minima
 */
export function softTemperature(readings: Readings, probabilities: Float64Array): number {
  const loss = (temperature: number): number => softLoss(readings, probabilities, temperature);
  const coarse = first(GRID, loss);
  const at = GRID.indexOf(coarse as (typeof GRID)[number]);
  const low = GRID[Math.max(0, at - 1)]!;
  const high = GRID[Math.min(GRID.length - 1, at + 1)]!;
  const fine: number[] = [];
  for (let s = 0; s < 4; s++) fine.push(low + ((coarse - low) * s) / 4);
  for (let s = 0; s <= 4; s++) fine.push(coarse + ((high - coarse) * s) / 4);
  return first(fine, loss);
}

function first(candidates: readonly number[], loss: (one: number) => number): number {
  let best = candidates[0] ?? 1;
  let least = Number.POSITIVE_INFINITY;
  for (const one of candidates) {
    const value = loss(one);
    if (value < least) {
      least = value;
      best = one;
    }
  }
  return best;
}

/** Mean cross-entropy of tempered probabilities against the shares of the answers. */
function softLoss(readings: Readings, probabilities: Float64Array, temperature: number): number {
  const { caseCount, classCount: k, starts, label } = readings;
  let total = 0;
  const row = new Float64Array(k);
  for (let t = 0; t < caseCount; t++) {
    const from = starts[t]!;
    const to = starts[t + 1]!;
    if (to === from) continue;
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      row[c] = Math.log(Math.max(TINY, probabilities[t * k + c]!)) / temperature;
      top = Math.max(top, row[c]!);
    }
    let sum = 0;
    for (let c = 0; c < k; c++) sum += Math.exp(row[c]! - top);
    const norm = top + Math.log(sum);
    for (let i = from; i < to; i++) total += (norm - row[label[i]!]!) / (to - from);
  }
  return total;
}

function temper(probabilities: Float64Array, k: number, temperature: number): Float64Array {
  const out = new Float64Array(probabilities.length);
  for (let at = 0; at < out.length; at += k) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      out[at + c] = Math.log(Math.max(TINY, probabilities[at + c]!)) / temperature;
      top = Math.max(top, out[at + c]!);
    }
    let sum = 0;
    for (let c = 0; c < k; c++) {
      out[at + c] = Math.exp(out[at + c]! - top);
      sum += out[at + c]!;
    }
    for (let c = 0; c < k; c++) out[at + c]! /= sum;
  }
  return out;
}
