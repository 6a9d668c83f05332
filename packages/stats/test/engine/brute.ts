import type { EngineJob, EngineMetric } from '../../src/engine/types.ts';

/** One row with its weight. */
export interface Row {
  readonly y: number;
  readonly s: number;
  readonly d: number;
  readonly l: number;
  readonly w: number;
}

/** Rows of a job for which `keep` holds, each patient's rows repeated as often as drawn. */
export function concatenate(
  job: EngineJob,
  draws: ArrayLike<number>,
  keep: (i: number) => boolean,
): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < job.rowCount; i++) {
    if (job.label[i] === 255 || !keep(i)) continue;
    const row: Row = {
      y: job.label[i]!,
      s: job.score![i]!,
      d: job.decision![i]!,
      l: job.loss[0]![i]!,
      w: job.rowWeight === null ? 1 : job.rowWeight[i]!,
    };
    for (let c = 0; c < draws[job.patient[i]!]!; c++) rows.push(row);
  }
  return rows;
}

/** A metric by its definition, slowly; NaN where undefined. */
export function naive(metric: EngineMetric, rows: readonly Row[]): number {
  const sum = (f: (row: Row) => number): number =>
    rows.reduce((total, row) => total + row.w * f(row), 0);
  const tp = sum((r) => r.y * r.d);
  const fp = sum((r) => (1 - r.y) * r.d);
  const fn = sum((r) => r.y * (1 - r.d));
  const tn = sum((r) => (1 - r.y) * (1 - r.d));
  const all = tp + fp + fn + tn;
  switch (metric) {
    case 'auroc': {
      let won = 0;
      for (const a of rows) {
        if (a.y === 0) continue;
        for (const b of rows)
          if (b.y === 0) won += a.w * b.w * (a.s > b.s ? 1 : a.s === b.s ? 0.5 : 0);
      }
      return won / ((tp + fn) * (fp + tn));
    }
    case 'auprc': {
      if (fp + tn === 0) return Number.NaN;
      let total = 0;
      for (const a of rows) {
        if (a.y === 0) continue;
        const above = rows.filter((b) => b.s >= a.s);
        const hits = above.reduce((h, b) => h + b.w * b.y, 0);
        total += (a.w * hits) / above.reduce((h, b) => h + b.w, 0);
      }
      return total / (tp + fn);
    }
    case 'sensitivity':
      return tp / (tp + fn);
    case 'fnr':
      return fn / (tp + fn);
    case 'specificity':
      return tn / (tn + fp);
    case 'fpr':
      return fp / (tn + fp);
    case 'ppv':
      return tp / (tp + fp);
    case 'npv':
      return tn / (tn + fn);
    case 'accuracy':
      return (tp + tn) / all;
    case 'selection-rate':
      return (tp + fp) / all;
    case 'prevalence':
      return (tp + fn) / all;
    case 'balanced-accuracy':
      return (tp / (tp + fn) + tn / (tn + fp)) / 2;
    case 'youden':
      return tp / (tp + fn) + tn / (tn + fp) - 1;
    case 'f1':
      return (2 * tp) / (2 * tp + fp + fn);
    case 'mcc':
      return (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    case 'observed-expected':
      return (tp + fn) / sum((r) => r.s);
    case 'calibration-slope':
      return logistic(rows)[1];
    case 'calibration-intercept':
      return inTheLarge(rows);
    default:
      return sum((r) => r.l) / all;
  }
}

/** Root of the score of an intercept with the slope held at 1, by halving. */
function inTheLarge(rows: readonly Row[]): number {
  const score = (a: number): number =>
    rows.reduce((sum, { y, s, w }) => sum + w * (y - 1 / (1 + (Math.exp(-a) * (1 - s)) / s)), 0);
  let [low, high] = [-40, 40];
  for (let round = 0; round < 200; round++) {
    const middle = (low + high) / 2;
    if (score(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function logistic(rows: readonly Row[]): [number, number] {
  let a = 0;
  let b = 1;
  for (let round = 0; round < 50; round++) {
    let g0 = 0,
      g1 = 0,
      h0 = 0,
      h1 = 0,
      h2 = 0;
    for (const { y, s, w } of rows) {
      const x = Math.log(s / (1 - s));
      const p = 1 / (1 + Math.exp(-a - b * x));
      g0 += w * (y - p);
      g1 += w * (y - p) * x;
      h0 += w * p * (1 - p);
      h1 += w * p * (1 - p) * x;
      h2 += w * p * (1 - p) * x * x;
    }
    const det = h0 * h2 - h1 * h1;
    a += (h2 * g0 - h1 * g1) / det;
    b += (h0 * g1 - h1 * g0) / det;
  }
  return [a, b];
}

/** Infinitesimal jackknife: derivative of a statistic in each patient's draws, by a tiny change of weight. */
export function influences(job: EngineJob, statistic: (job: EngineJob) => number): Float64Array {
  const h = 1e-5;
  const base = job.rowWeight ?? new Float64Array(job.rowCount).fill(1);
  return Float64Array.from({ length: job.patientCount }, (_, p) => {
    const at = (change: number): number =>
      statistic({
        ...job,
        rowWeight: base.map((w, i) => (job.patient[i] === p ? w * (1 + change) : w)),
      });
    return (at(h) - at(-h)) / (2 * h);
  });
}
