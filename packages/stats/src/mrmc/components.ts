import { none, some, type Value } from '../value.ts';
import type { FiguresWithCovariance } from './covariance.ts';

/** Variance and covariance components of Obuchowski and Rockette, with the mean squares of the figures. */
export interface OrComponents {
  /** Variance between readers. */
  readonly reader: Value;
  /** Variance of the interaction of test and reader; a negative estimate is kept. */
  readonly testByReader: Value;
  /** Error variance of one figure. */
  readonly error: Value;
  /** Covariance of errors: same reader, different tests. */
  readonly cov1: Value;
  /** Covariance of errors: different readers, same test. */
  readonly cov2: Value;
  /** Covariance of errors: different readers, different tests. */
  readonly cov3: Value;
  /** Mean square between tests. */
  readonly msTest: Value;
  /** Mean square between readers. */
  readonly msReader: Value;
  /** Mean square of the interaction of test and reader. */
  readonly msTestReader: Value;
}

/** What one test shows by itself. */
export interface TestParts {
  /** Mean of the readers' figures. */
  readonly mean: number;
  /** Error variance of one figure. */
  readonly error: number;
  /** Covariance of errors between readers; null with one reader. */
  readonly cov2: number | null;
  /** Mean square between the readers; null with one reader. */
  readonly msReader: number | null;
}

/**
 * Mean squares and mean covariances of a set of figures.
 *
 * @param parts figures (test x reader, without NaN) and their covariance
 * @returns components; null with a reason where there is one test or one reader only
 *
 * Source: Obuchowski and Rockette 1995, Communications in Statistics - Simulation 24:285; Hillis 2007,
 * Statistics in Medicine 26:596.
 */
export function orComponents(parts: FiguresWithCovariance): OrComponents {
  const { figures, covariance } = parts;
  const t = figures.length;
  const r = figures[0]!.length;
  const size = t * r;
  const sums = new Float64Array(4);
  const counts = new Float64Array(4);
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) {
      const sameReader = a % r === b % r;
      const sameTest = Math.floor(a / r) === Math.floor(b / r);
      const kind = sameReader ? (sameTest ? 0 : 1) : sameTest ? 2 : 3;
      sums[kind]! += covariance[a * size + b]!;
      counts[kind]! += 1;
    }
  const mean = (kind: number, reason: string): Value =>
    counts[kind]! > 0 ? finite(sums[kind]! / counts[kind]!) : none(reason);
  const error = mean(0, 'no-readings');
  const cov1 = mean(1, 'one-test');
  const cov2 = mean(2, 'one-reader');
  const cov3 = mean(3, t === 1 ? 'one-test' : 'one-reader');
  const squares = meanSquares(figures);
  const all = (parts: readonly Value[], combine: (x: readonly number[]) => number): Value => {
    const missing = parts.find((one) => one.value === null);
    return missing ?? some(combine(parts.map((one) => one.value ?? 0)));
  };
  return {
    ...squares,
    error,
    cov1,
    cov2,
    cov3,
    reader: all(
      [squares.msReader, squares.msTestReader, cov1, cov3],
      ([ms, inter, c1, c3]) => (ms! - inter!) / t - c1! + c3!,
    ),
    testByReader: all(
      [squares.msTestReader, error, cov1, cov2, cov3],
      ([inter, e, c1, c2, c3]) => inter! - e! + c1! + c2! - c3!,
    ),
  };
}

/**
 * Mean, mean square and covariances of one test alone.
 *
 * @param parts figures and covariance of the whole study
 * @param test which test
 */
export function testParts(parts: FiguresWithCovariance, test: number): TestParts {
  const row = parts.figures[test]!;
  const r = row.length;
  const size = parts.figures.length * r;
  let mean = 0;
  for (let k = 0; k < r; k++) mean += row[k]! / r;
  let squares = 0;
  let error = 0;
  let between = 0;
  for (let a = 0; a < r; a++) {
    squares += (row[a]! - mean) * (row[a]! - mean);
    for (let b = 0; b < r; b++) {
      const value = parts.covariance[(test * r + a) * size + test * r + b]!;
      if (a === b) error += value / r;
      else between += value;
    }
  }
  const isSingle = r < 2;
  return {
    mean,
    error,
    cov2: isSingle ? null : between / (r * (r - 1)),
    msReader: isSingle ? null : squares / (r - 1),
  };
}

function finite(x: number): Value {
  return Number.isFinite(x) ? some(x) : none('too-few-cases');
}

function meanSquares(
  figures: readonly Float64Array[],
): Pick<OrComponents, 'msTest' | 'msReader' | 'msTestReader'> {
  const t = figures.length;
  const r = figures[0]!.length;
  const ofTest = figures.map((row) => row.reduce((sum, x) => sum + x, 0) / r);
  const ofReader = Array.from(
    { length: r },
    (_, k) => figures.reduce((sum, row) => sum + row[k]!, 0) / t,
  );
  const grand = ofTest.reduce((sum, x) => sum + x, 0) / t;
  let test = 0;
  let reader = 0;
  let inter = 0;
  for (let i = 0; i < t; i++) {
    test += r * (ofTest[i]! - grand) * (ofTest[i]! - grand);
    for (let k = 0; k < r; k++) {
      const rest = figures[i]![k]! - ofTest[i]! - ofReader[k]! + grand;
      inter += rest * rest;
    }
  }
  for (const x of ofReader) reader += t * (x - grand) * (x - grand);
  return {
    msTest: t > 1 ? some(test / (t - 1)) : none('one-test'),
    msReader: r > 1 ? some(reader / (r - 1)) : none('one-reader'),
    msTestReader:
      t > 1 && r > 1 ? some(inter / ((t - 1) * (r - 1))) : none(t > 1 ? 'one-reader' : 'one-test'),
  };
}
