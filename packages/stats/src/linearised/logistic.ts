import type { Linearised } from './linearised.ts';

/** Intercept and slope of a logistic fit, each with its cluster linearisation. */
export interface LinearisedLogistic {
  readonly intercept: Linearised;
  readonly slope: Linearised;
}

/**
 * Recalibration fit logit P(y=1) = intercept + slope × logit(p), with sandwich linearisation by cluster.
 *
 * @param logit logit of the predicted probability, finite
 * @returns null when it does not converge (one class, separation, constant predictions)
 * @see Cox 1958, doi:10.1093/biomet/45.3-4.562; White 1982, doi:10.2307/1912526
 */
export function linearisedLogistic(
  label: ArrayLike<number>,
  logit: Float64Array,
  cluster: Int32Array,
  clusterCount: number,
  weight: Float64Array | null = null,
): LinearisedLogistic | null {
  let a = 0;
  let b = 1;
  let fit = information(label, logit, weight, a, b);
  for (let round = 0; round < 100; round += 1) {
    const { g0, g1, h00, h01, h11 } = fit;
    const det = h00 * h11 - h01 * h01;
    if (!(det > 1e-12 * h00 * h11)) return null;
    const da = (h11 * g0 - h01 * g1) / det;
    const db = (h00 * g1 - h01 * g0) / det;
    if (Math.abs(da) < 1e-9 * (1 + Math.abs(a)) && Math.abs(db) < 1e-9 * (1 + Math.abs(b))) {
      return linearise(label, logit, cluster, clusterCount, weight, a + da, b + db, h00, h01, h11);
    }
    let step = 1;
    let next = information(label, logit, weight, a + da, b + db);
    while (
      !(next.logLikelihood >= fit.logLikelihood - 1e-12 * Math.abs(fit.logLikelihood)) &&
      step > 1e-6
    ) {
      step /= 2;
      next = information(label, logit, weight, a + step * da, b + step * db);
    }
    a += step * da;
    b += step * db;
    fit = next;
    if (Math.abs(a) > 60 || Math.abs(b) > 60) return null;
  }
  return null;
}

interface Information {
  readonly logLikelihood: number;
  readonly g0: number;
  readonly g1: number;
  readonly h00: number;
  readonly h01: number;
  readonly h11: number;
}

/** Log-likelihood, score and information of the fit at one intercept and slope. */
function information(
  label: ArrayLike<number>,
  logit: Float64Array,
  weight: Float64Array | null,
  a: number,
  b: number,
): Information {
  let logLikelihood = 0;
  let g0 = 0;
  let g1 = 0;
  let h00 = 0;
  let h01 = 0;
  let h11 = 0;
  for (let i = 0; i < logit.length; i += 1) {
    const w = weight === null ? 1 : weight[i]!;
    const x = logit[i]!;
    const eta = a + b * x;
    const p = 1 / (1 + Math.exp(-eta));
    const r = w * (label[i]! - p);
    const v = w * p * (1 - p);
    const signed = label[i] === 1 ? -eta : eta;
    logLikelihood -=
      w * (signed > 0 ? signed + Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)));
    g0 += r;
    g1 += r * x;
    h00 += v;
    h01 += v * x;
    h11 += v * x * x;
  }
  return { logLikelihood, g0, g1, h00, h01, h11 };
}

function linearise(
  label: ArrayLike<number>,
  logit: Float64Array,
  cluster: Int32Array,
  clusterCount: number,
  weight: Float64Array | null,
  a: number,
  b: number,
  h00: number,
  h01: number,
  h11: number,
): LinearisedLogistic {
  const det = h00 * h11 - h01 * h01;
  const intercept = new Float64Array(clusterCount);
  const slope = new Float64Array(clusterCount);
  for (let i = 0; i < logit.length; i += 1) {
    const x = logit[i]!;
    const p = 1 / (1 + Math.exp(-(a + b * x)));
    const r = (weight === null ? 1 : weight[i]!) * (label[i]! - p);
    intercept[cluster[i]!]! += (r * (h11 - h01 * x)) / det;
    slope[cluster[i]!]! += (r * (h00 * x - h01)) / det;
  }
  return { intercept: { value: a, byCluster: intercept }, slope: { value: b, byCluster: slope } };
}

/**
 * Calibration in the large: the intercept when the slope is held at 1, with its cluster linearisation.
 *
 * @returns null with one class
 */
export function linearisedInTheLarge(
  label: ArrayLike<number>,
  logit: Float64Array,
  cluster: Int32Array,
  clusterCount: number,
  weight: Float64Array | null = null,
): Linearised | null {
  let a = 0;
  for (let round = 0; round < 80; round += 1) {
    let g = 0;
    let h = 0;
    for (let i = 0; i < logit.length; i += 1) {
      const w = weight === null ? 1 : weight[i]!;
      const p = 1 / (1 + Math.exp(-(a + logit[i]!)));
      g += w * (label[i]! - p);
      h += w * p * (1 - p);
    }
    if (!(h > 0)) return null;
    const step = Math.max(-4, Math.min(4, g / h));
    a += step;
    if (Math.abs(a) > 60) return null;
    if (Math.abs(step) < 1e-12) {
      const byCluster = new Float64Array(clusterCount);
      for (let i = 0; i < logit.length; i += 1) {
        const w = weight === null ? 1 : weight[i]!;
        const p = 1 / (1 + Math.exp(-(a + logit[i]!)));
        byCluster[cluster[i]!]! += (w * (label[i]! - p)) / h;
      }
      return { value: a, byCluster };
    }
  }
  return null;
}
