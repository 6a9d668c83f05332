import { fail } from '../errors.ts';
import { type JackknifedFigure, jackknifedFigure, type ReaderMetric } from './figures.ts';
import { type Placements, placementsOf, sharedSuccess, successTable } from './placements.ts';
import { type CheckedRatings, requireComplete } from './readings.ts';

/** How the error covariance of the reader figures is estimated. */
export type CovarianceMethod = 'delong' | 'jackknife' | 'unbiased';

/** Figures of merit with their error covariance; position k stands for test floor(k / readers), reader k % readers. */
export interface FiguresWithCovariance {
  /** Test x reader; NaN where a figure has no value. */
  readonly figures: readonly Float64Array[];
  /** Square matrix by rows, (tests * readers) squared; NaN where it has no value. */
  readonly covariance: Float64Array;
}

/**
 * Reader figures and their error covariance over cases.
 *
 * DeLong needs a complete crossing. The jackknife leaves each case out of every reading of it. `unbiased` takes
 * the U-statistic moments of each pair of readings and allows cases that only some readers read; readers
 * without a shared case have covariance 0 (cases nested in readers or in tests).
 *
 * @param study the checked study
 * @param metric the figure of merit; partial AUC is jackknifed only
 * @param method the covariance
 *
 * Errors: `stats/bad-argument` for DeLong on an incomplete crossing, or for a partial AUC without jackknife.
 * Source: DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837; Obuchowski and Rockette 1995,
 * Communications in Statistics - Simulation 24:285; Gallas 2006, Academic Radiology 13:353.
 */
export function figuresWithCovariance(
  study: CheckedRatings,
  metric: ReaderMetric,
  method: CovarianceMethod,
): FiguresWithCovariance {
  if (method === 'delong') requireComplete(study, 'The DeLong covariance');
  if (metric.kind === 'auc' && method !== 'jackknife') {
    return method === 'delong' ? delongCovariance(study) : unbiasedCovariance(study);
  }
  if (metric.kind === 'partial-auc' && method !== 'jackknife')
    fail(
      'stats/bad-argument',
      `The ${method} covariance is not defined for a partial area.`,
      "Use covariance 'jackknife'.",
    );
  // For a share of right calls all three coincide with the jackknife over the cases of that truth.
  const figures = study.ratings.map((readers) =>
    readers.map((row) => jackknifedFigure(study.truth, row, metric)),
  );
  const parts = jackknifeCovariance(figures);
  return study.missingCount === 0
    ? parts
    : { ...parts, covariance: apart(study, parts.covariance) };
}

/** Readings that share no case have covariance 0; the jackknife leaves a residue of its centring there. */
function apart(study: CheckedRatings, covariance: Float64Array): Float64Array {
  const rows = study.ratings.flat();
  const share = (a: Float64Array, b: Float64Array): boolean =>
    a.some((x, i) => !Number.isNaN(x) && !Number.isNaN(b[i]!));
  return covariance.map((value, k) => {
    const a = Math.floor(k / rows.length);
    const b = k % rows.length;
    return a === b || share(rows[a]!, rows[b]!) ? value : 0;
  });
}

/**
 * Jackknife covariance of any figure of merit: the covariance of its leave-one-case-out values times
 * (N - 1)^2 / N.
 *
 * @param figures test x reader, each with as many leave-one-out values as the others
 *
 * Errors: `stats/length-mismatch` when the numbers of cases differ.
 * Source: Quenouille 1956, Biometrika 43:353; Hillis, Obuchowski, Schartz and Berbaum 2005, Statistics in
 * Medicine 24:1579.
 */
export function jackknifeCovariance(
  figures: readonly (readonly JackknifedFigure[])[],
): FiguresWithCovariance {
  const flat = figures.flat();
  const n = flat[0]?.leaveOneOut.length ?? 0;
  if (flat.some((one) => one.leaveOneOut.length !== n))
    fail(
      'stats/length-mismatch',
      'The leave-one-out values differ in number between readings.',
      'Leave the same cases out for every reader and test.',
    );
  const centred = flat.map(({ leaveOneOut }) => centre(leaveOneOut));
  return {
    figures: figures.map((readers) => Float64Array.from(readers, (one) => one.figure)),
    covariance: productMatrix(centred, n > 1 ? (n - 1) / n : Number.NaN),
  };
}

function delongCovariance(study: CheckedRatings): FiguresWithCovariance {
  const m = study.diseasedCount;
  const n = study.caseCount - m;
  const placements = study.ratings.map((readers) =>
    readers.map((row) => placementsOf(study.truth, row)),
  );
  // Scaled so that one dot product gives S10 / m + S01 / n.
  const scaleOf = (own: number, other: number): number =>
    own > 1 && other > 0 ? 1 / (other * Math.sqrt(own * (own - 1))) : Number.NaN;
  const scaled = placements.flat().map(({ wins, total }) => {
    const out = new Float64Array(wins.length);
    const scale = [scaleOf(n, m), scaleOf(m, n)] as const;
    const mean = [total / n, total / m] as const;
    for (let i = 0; i < out.length; i++) {
      const t = study.truth[i] === 1 ? 1 : 0;
      out[i] = (wins[i]! - mean[t]) * scale[t];
    }
    return out;
  });
  return { figures: areas(placements), covariance: productMatrix(scaled, 1) };
}

function unbiasedCovariance(study: CheckedRatings): FiguresWithCovariance {
  const placements = study.ratings.map((readers) =>
    readers.map((row) => placementsOf(study.truth, row)),
  );
  const flat = placements.flat();
  const tables = study.ratings.flat().map((row) => successTable(study.truth, row));
  const size = flat.length;
  const covariance = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = a; b < size; b++) {
      const value = pairCovariance(study.truth, flat[a]!, flat[b]!, () =>
        sharedSuccess(tables[a]!, tables[b]!),
      );
      covariance[a * size + b] = value;
      covariance[b * size + a] = value;
    }
  return { figures: areas(placements), covariance };
}

/** Covariance of two areas: product of the areas less the mean product over pairs that share no case. */
function pairCovariance(
  truth: Uint8Array,
  a: Placements,
  b: Placements,
  shared: () => number,
): number {
  let bothDiseased = 0;
  let bothHealthy = 0;
  let sameDiseased = 0;
  let sameHealthy = 0;
  for (let i = 0; i < truth.length; i++) {
    if (a.isRead[i] === 0 || b.isRead[i] === 0) continue;
    const product = a.wins[i]! * b.wins[i]!;
    if (truth[i] === 1) {
      bothDiseased++;
      sameDiseased += product;
    } else {
      bothHealthy++;
      sameHealthy += product;
    }
  }
  if (bothDiseased + bothHealthy === 0) return 0;
  const pairsA = a.diseasedCount * a.nonDiseasedCount;
  const pairsB = b.diseasedCount * b.nonDiseasedCount;
  const apart =
    (a.diseasedCount * b.diseasedCount - bothDiseased) *
    (a.nonDiseasedCount * b.nonDiseasedCount - bothHealthy);
  if (apart <= 0) return Number.NaN;
  const all = a.total * b.total;
  const apartSum = all - sameDiseased - sameHealthy + shared();
  return all / (pairsA * pairsB) - apartSum / apart;
}

function areas(placements: readonly (readonly Placements[])[]): Float64Array[] {
  return placements.map((readers) =>
    Float64Array.from(readers, (p) => p.total / (p.diseasedCount * p.nonDiseasedCount)),
  );
}

function centre(values: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  return values.map((x) => x - mean);
}

function productMatrix(vectors: readonly Float64Array[], scale: number): Float64Array {
  const size = vectors.length;
  const out = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = a; b < size; b++) {
      const x = vectors[a]!;
      const y = vectors[b]!;
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
      out[a * size + b] = sum * scale;
      out[b * size + a] = sum * scale;
    }
  return out;
}
