import { fUpper } from '../special/distributions.ts';
import { none, some, type Value } from '../value.ts';
import { type JackknifedFigure, jackknifedFigure, type ReaderMetric } from './figures.ts';
import { checkRatings, type ReaderRatings, requireComplete } from './readings.ts';

/** Analysis of variance of jackknife pseudovalues. */
export interface DbmAnalysis {
  /** Mean squares: test, reader, case and their interactions; null with a reason where a factor has one level. */
  readonly meanSquares: Readonly<Record<'T' | 'R' | 'C' | 'TR' | 'TC' | 'RC' | 'TRC', Value>>;
  /** F of the tests, readers and cases random. */
  readonly statistic: Value;
  readonly df1: number;
  /** Hillis' denominator degrees of freedom. */
  readonly df2: Value;
  readonly p: Value;
}

/**
 * Dorfman, Berbaum and Metz' analysis of variance of raw jackknife pseudovalues over tests, readers and cases,
 * with Hillis' degrees of freedom. Its F equals Obuchowski and Rockette's with jackknife covariance.
 *
 * @param input truth and ratings, test x reader x case, complete
 * @param metric the figure of merit over all cases, AUC by default
 *
 * Errors: `stats/bad-argument` on an incomplete crossing; those of `checkRatings`.
 * Source: Dorfman, Berbaum and Metz 1992, Investigative Radiology 27:723; Hillis, Berbaum and Metz 2008,
 * Academic Radiology 15:647.
 */
export function dorfmanBerbaumMetz(
  input: ReaderRatings,
  metric: ReaderMetric = { kind: 'auc' },
): DbmAnalysis {
  const study = checkRatings(input);
  requireComplete(study, 'An analysis of pseudovalues');
  return dbmOfFigures(
    study.ratings.map((readers) =>
      readers.map((row) => jackknifedFigure(study.truth, row, metric)),
    ),
  );
}

/**
 * {@link dorfmanBerbaumMetz} of figures whose leave-one-out values are known.
 *
 * @param figures test x reader, every figure over the same cases
 */
export function dbmOfFigures(figures: readonly (readonly JackknifedFigure[])[]): DbmAnalysis {
  const t = figures.length;
  const r = figures[0]!.length;
  const n = figures[0]![0]!.leaveOneOut.length;
  const pseudo = figures.map((readers) =>
    readers.map(({ figure, leaveOneOut }) => leaveOneOut.map((x) => n * figure - (n - 1) * x)),
  );
  const levels = [t, r, n] as const;
  const grand = meanOver(pseudo, levels, [false, false, false])[0]!;
  const table = (keep: Keep): Float64Array => meanOver(pseudo, levels, keep);
  const mT = table([true, false, false]);
  const mR = table([false, true, false]);
  const mC = table([false, false, true]);
  const mTR = table([true, true, false]);
  const mTC = table([true, false, true]);
  const mRC = table([false, true, true]);
  const squares = { T: 0, R: 0, C: 0, TR: 0, TC: 0, RC: 0, TRC: 0 };
  for (let i = 0; i < t; i++)
    for (let j = 0; j < r; j++) {
      const row = pseudo[i]![j]!;
      for (let k = 0; k < n; k++) {
        const tr = mTR[i * r + j]!;
        const tc = mTC[i * n + k]!;
        const rc = mRC[j * n + k]!;
        squares.TR += square(tr - mT[i]! - mR[j]! + grand);
        squares.TC += square(tc - mT[i]! - mC[k]! + grand);
        squares.RC += square(rc - mR[j]! - mC[k]! + grand);
        squares.TRC += square(row[k]! - tr - tc - rc + mT[i]! + mR[j]! + mC[k]! - grand);
        squares.T += square(mT[i]! - grand);
        squares.R += square(mR[j]! - grand);
        squares.C += square(mC[k]! - grand);
      }
    }
  const ms = (sum: number, df: number): Value =>
    !Number.isFinite(sum) ? none('single-class') : df > 0 ? some(sum / df) : none('one-level');
  const meanSquares = {
    T: ms(squares.T, t - 1),
    R: ms(squares.R, r - 1),
    C: ms(squares.C, n - 1),
    TR: ms(squares.TR, (t - 1) * (r - 1)),
    TC: ms(squares.TC, (t - 1) * (n - 1)),
    RC: ms(squares.RC, (r - 1) * (n - 1)),
    TRC: ms(squares.TRC, (t - 1) * (r - 1) * (n - 1)),
  };
  return { meanSquares, ...testOf(meanSquares, t, r) };
}

function testOf(
  ms: DbmAnalysis['meanSquares'],
  t: number,
  r: number,
): Omit<DbmAnalysis, 'meanSquares'> {
  const df1 = t - 1;
  const missing = [ms.T, ms.TR, ms.TC, ms.TRC].find((one) => one.value === null);
  if (missing) return { statistic: missing, df1, df2: missing, p: missing };
  const tr = ms.TR.value ?? 0;
  const denominator = tr + Math.max((ms.TC.value ?? 0) - (ms.TRC.value ?? 0), 0);
  const ratio = denominator / tr;
  const df = tr > 0 ? ratio * ratio * (t - 1) * (r - 1) : Number.POSITIVE_INFINITY;
  const df2 = Number.isFinite(df) ? some(df) : none('no-interaction');
  if (ms.T.value === 0) return { statistic: some(0), df1, df2, p: some(1) };
  if (!(denominator > 0))
    return { statistic: none('zero-variance'), df1, df2, p: none('zero-variance') };
  const statistic = (ms.T.value ?? 0) / denominator;
  return { statistic: some(statistic), df1, df2, p: some(fUpper(statistic, df1, df)) };
}

type Keep = readonly [test: boolean, reader: boolean, caseToo: boolean];

/** Means over the factors that are not kept, in the order test, reader, case. */
function meanOver(
  pseudo: readonly (readonly Float64Array[])[],
  [t, r, n]: readonly [number, number, number],
  [keepT, keepR, keepC]: Keep,
): Float64Array {
  const sizeC = keepC ? n : 1;
  const sizeR = keepR ? r : 1;
  const out = new Float64Array((keepT ? t : 1) * sizeR * sizeC);
  for (let i = 0; i < t; i++)
    for (let j = 0; j < r; j++) {
      const row = pseudo[i]![j]!;
      const base = ((keepT ? i : 0) * sizeR + (keepR ? j : 0)) * sizeC;
      for (let k = 0; k < n; k++) out[base + (keepC ? k : 0)]! += row[k]!;
    }
  const share = (keepT ? 1 : t) * (keepR ? 1 : r) * (keepC ? 1 : n);
  return out.map((x) => x / share);
}

function square(x: number): number {
  return x * x;
}
