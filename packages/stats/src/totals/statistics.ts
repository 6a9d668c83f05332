/** A statistic that is a smooth function of totals over rows. */
export interface TotalsStatistic {
  readonly id: string;
  /** @returns NaN where it has no value on these totals */
  evaluate(totals: Float64Array): number;
}

/**
 * Statistics of a confusion table laid out row by row: totals[reference × classCount + decided].
 * Classes without a reference case take no part in balanced accuracy; a class never decided nor
 * present takes no part in macro F1; kappa and the correlation are undefined without variation.
 */
export function confusionStatistics(classCount: number): readonly TotalsStatistic[] {
  const margins = (
    t: Float64Array,
  ): { n: number; rows: Float64Array; columns: Float64Array; hits: number } => {
    const rows = new Float64Array(classCount);
    const columns = new Float64Array(classCount);
    let n = 0;
    let hits = 0;
    for (let i = 0; i < classCount; i += 1) {
      for (let j = 0; j < classCount; j += 1) {
        const value = t[i * classCount + j]!;
        rows[i]! += value;
        columns[j]! += value;
        n += value;
        if (i === j) hits += value;
      }
    }
    return { n, rows, columns, hits };
  };
  const kappa =
    (distance: (i: number, j: number) => number) =>
    (t: Float64Array): number => {
      const { n, rows, columns } = margins(t);
      let observed = 0;
      let expected = 0;
      for (let i = 0; i < classCount; i += 1) {
        for (let j = 0; j < classCount; j += 1) {
          observed += distance(i, j) * t[i * classCount + j]!;
          expected += (distance(i, j) * rows[i]! * columns[j]!) / n;
        }
      }
      return expected > 0 ? 1 - observed / expected : Number.NaN;
    };
  return [
    { id: 'accuracy', evaluate: (t) => margins(t).hits / margins(t).n },
    {
      id: 'balanced-accuracy',
      evaluate(t) {
        const { rows } = margins(t);
        let sum = 0;
        let present = 0;
        for (let i = 0; i < classCount; i += 1) {
          if (rows[i]! <= 0) continue;
          sum += t[i * classCount + i]! / rows[i]!;
          present += 1;
        }
        return present === 0 ? Number.NaN : sum / present;
      },
    },
    {
      id: 'macro-f1',
      evaluate(t) {
        const { rows, columns } = margins(t);
        let sum = 0;
        let present = 0;
        for (let i = 0; i < classCount; i += 1) {
          const total = rows[i]! + columns[i]!;
          if (total <= 0) continue;
          sum += (2 * t[i * classCount + i]!) / total;
          present += 1;
        }
        return present === 0 ? Number.NaN : sum / present;
      },
    },
    {
      id: 'mcc',
      evaluate(t) {
        const { n, rows, columns, hits } = margins(t);
        let cross = 0;
        let rowSquares = 0;
        let columnSquares = 0;
        for (let i = 0; i < classCount; i += 1) {
          cross += rows[i]! * columns[i]!;
          rowSquares += rows[i]! * rows[i]!;
          columnSquares += columns[i]! * columns[i]!;
        }
        const scale = (n * n - rowSquares) * (n * n - columnSquares);
        return scale > 1e-12 * n * n * n * n ? (hits * n - cross) / Math.sqrt(scale) : Number.NaN;
      },
    },
    { id: 'kappa', evaluate: kappa((i, j) => (i === j ? 0 : 1)) },
    { id: 'linear-kappa', evaluate: kappa((i, j) => Math.abs(i - j)) },
    { id: 'quadratic-kappa', evaluate: kappa((i, j) => (i - j) * (i - j)) },
    {
      id: 'mean-absolute-error',
      evaluate(t) {
        let sum = 0;
        for (let i = 0; i < classCount; i += 1)
          for (let j = 0; j < classCount; j += 1) sum += Math.abs(i - j) * t[i * classCount + j]!;
        return sum / margins(t).n;
      },
    },
  ];
}

/** Totals a regression statistic needs, in this order. */
export const regressionTotals = [
  'n',
  'absolute error',
  'error',
  'squared error',
  'y',
  'y²',
  'p',
  'p²',
  'yp',
] as const;

/** The totals of one row: reference y, prediction p. */
export function regressionRow(y: number, p: number): readonly number[] {
  const e = p - y;
  return [1, Math.abs(e), e, e * e, y, y * y, p, p * p, y * p];
}

/** Statistics of predictions of a number; error is prediction minus reference. */
export const regressionStatistics: readonly TotalsStatistic[] = [
  { id: 'mae', evaluate: (t) => t[1]! / t[0]! },
  { id: 'bias', evaluate: (t) => t[2]! / t[0]! },
  { id: 'rmse', evaluate: (t) => Math.sqrt(t[3]! / t[0]!) },
  {
    id: 'r2',
    evaluate(t) {
      const spread = t[5]! - (t[4]! * t[4]!) / t[0]!;
      return spread > 1e-12 * t[5]! ? 1 - t[3]! / spread : Number.NaN;
    },
  },
  {
    id: 'concordance',
    evaluate(t) {
      const n = t[0]!;
      const covariance = t[8]! / n - (t[4]! / n) * (t[6]! / n);
      const shift = (t[4]! - t[6]!) / n;
      const scale =
        t[5]! / n -
        (t[4]! / n) * (t[4]! / n) +
        t[7]! / n -
        (t[6]! / n) * (t[6]! / n) +
        shift * shift;
      return scale > 0 ? (2 * covariance) / scale : Number.NaN;
    },
  },
];
