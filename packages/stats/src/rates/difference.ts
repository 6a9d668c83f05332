import { fail } from '../errors.ts';
import { checkCount, checkShare } from '../special/check.ts';
import type { Interval } from '../special/interval.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some } from '../value.ts';
import { wilson } from './proportion-interval.ts';

/** Settings of {@link proportionDifference}. */
export interface DifferenceOptions {
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
  /** Method, Newcombe's hybrid by default. */
  readonly method?: 'newcombe' | 'miettinen-nurminen';
}

/**
 * Difference of two independent proportions with its interval.
 *
 * @param k1 successes of the first sample
 * @param n1 rows of the first sample
 * @param k2 successes of the second sample
 * @param n2 rows of the second sample
 * @param options level and method
 * @returns first minus second; `no-rows` when a sample is empty
 *
 * Errors: `stats/bad-argument`.
 */
export function proportionDifference(
  k1: number,
  n1: number,
  k2: number,
  n2: number,
  options: DifferenceOptions = {},
): Interval {
  const level = options.level ?? 0.95;
  const method = options.method ?? 'newcombe';
  checkShare(level, 'level');
  checkTables(k1, n1, k2, n2);
  if (n1 === 0 || n2 === 0) return { estimate: none('no-rows'), limits: null, method, level };
  const limits =
    method === 'newcombe'
      ? newcombe(k1, n1, k2, n2, level)
      : miettinenNurminen(k1, n1, k2, n2, level);
  return { estimate: some(k1 / n1 - k2 / n2), limits, method, level };
}

/**
 * Newcombe's hybrid score interval of a difference, without continuity correction.
 *
 * @param k1 successes of the first sample
 * @param n1 rows of the first sample, above 0
 * @param k2 successes of the second sample
 * @param n2 rows of the second sample, above 0
 * @param level confidence level
 *
 * Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.
 */
export function newcombe(k1: number, n1: number, k2: number, n2: number, level = 0.95): Limits {
  return hybridDifference(k1 / n1, wilson(k1, n1, level), k2 / n2, wilson(k2, n2, level));
}

/**
 * Interval of a difference from the intervals of its two independent parts (square-and-add).
 *
 * @param p1 first estimate
 * @param limits1 its limits
 * @param p2 second estimate
 * @param limits2 its limits
 *
 * Source: Newcombe 1998, Statistics in Medicine 17:873; Zou and Donner 2008, Statistics in Medicine 27:1693.
 */
export function hybridDifference(p1: number, limits1: Limits, p2: number, limits2: Limits): Limits {
  const d = p1 - p2;
  const distance = (x: number, y: number): number => Math.sqrt(x * x + y * y);
  const down = distance(p1 - limits1[0], limits2[1] - p2);
  const up = distance(limits1[1] - p1, p2 - limits2[0]);
  return [Math.max(-1, d - down), Math.min(1, d + up)];
}

/**
 * Score interval of a difference with the factor N / (N - 1).
 *
 * @param k1 successes of the first sample
 * @param n1 rows of the first sample, above 0
 * @param k2 successes of the second sample
 * @param n2 rows of the second sample, above 0
 * @param level confidence level
 *
 * Source: Miettinen and Nurminen 1985, Statistics in Medicine 4:213.
 */
export function miettinenNurminen(
  k1: number,
  n1: number,
  k2: number,
  n2: number,
  level = 0.95,
): Limits {
  checkShare(level, 'level');
  checkTables(k1, n1, k2, n2);
  const z = twoSidedZ(level);
  const d = k1 / n1 - k2 / n2;
  const excess = (delta: number): number => scoreStatistic(k1, n1, k2, n2, delta);
  return [
    d <= -1 ? -1 : bisect((delta) => excess(delta) - z, -1, d),
    d >= 1 ? 1 : bisect((delta) => excess(delta) + z, d, 1),
  ];
}

/** (d - delta) over its restricted standard error; infinite where that error is 0. */
function scoreStatistic(k1: number, n1: number, k2: number, n2: number, delta: number): number {
  const gap = k1 / n1 - k2 / n2 - delta;
  const p2 = restrictedP2(k1, n1, k2, n2, delta);
  const p1 = Math.min(1, Math.max(0, p2 + delta));
  const N = n1 + n2;
  const squared = (((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2) * N) / (N - 1);
  if (squared > 0) return gap / Math.sqrt(squared);
  return gap === 0 ? 0 : gap * Number.POSITIVE_INFINITY;
}

/** Likelihood maximum of the second proportion when the first exceeds it by delta: root of a cubic. */
function restrictedP2(k1: number, n1: number, k2: number, n2: number, delta: number): number {
  const N = n1 + n2;
  const C = k1 + k2;
  const l2 = (n1 + 2 * n2) * delta - N - C;
  const l1 = (n2 * delta - N - 2 * k2) * delta + C;
  const l0 = k2 * delta * (1 - delta);
  const third = l2 / (3 * N);
  const q = third * third * third - (l1 * l2) / (6 * N * N) + l0 / (2 * N);
  const root = Math.sqrt(Math.max(0, third * third - l1 / (3 * N)));
  const p = q < 0 ? -root : root;
  const ratio = p === 0 ? 0 : q / (p * p * p);
  const angle = (Math.PI + Math.acos(Math.min(1, Math.max(-1, ratio)))) / 3;
  const value = 2 * p * Math.cos(angle) - third;
  return Math.min(Math.min(1, 1 - delta), Math.max(Math.max(0, -delta), value));
}

/** Root of a falling function by halving. */
function bisect(f: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function checkTables(k1: number, n1: number, k2: number, n2: number): void {
  checkCount(n1, 'n1');
  checkCount(n2, 'n2');
  checkCount(k1, 'k1');
  checkCount(k2, 'k2');
  if (k1 > n1 || k2 > n2)
    fail(
      'stats/bad-argument',
      `Successes exceed rows: ${k1}/${n1} or ${k2}/${n2}.`,
      'Pass successes before rows.',
    );
}
