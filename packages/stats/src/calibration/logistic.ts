import { fail } from '../errors.ts';
import { checkSameLength, checkWeights } from '../special/check.ts';
import { invertSpd, matrixVector } from '../special/linear.ts';
import { expit } from '../special/logit.ts';

/** Settings of {@link logisticFit}. */
export interface LogisticOptions {
  /** Known part of the linear predictor per row. */
  readonly offset?: ArrayLike<number>;
  /** Weight per row. */
  readonly weights?: ArrayLike<number>;
  /** Ridge penalty added to the information of every coefficient but the first, 0 by default. */
  readonly ridge?: number;
  /** Rounds at most, 100 by default. */
  readonly maxIterations?: number;
}

/** A fitted logistic regression. */
export interface LogisticFit {
  /** One coefficient per column. */
  readonly coefficients: Float64Array;
  /** Inverse information at the fit, row-major. */
  readonly covariance: Float64Array;
  /** Log-likelihood at the fit (without penalty). */
  readonly logLikelihood: number;
  /** Fitted probabilities. */
  readonly fitted: Float64Array;
  /** Rounds used. */
  readonly iterations: number;
}

/** A fit, or why there is none. */
export type LogisticResult =
  | { readonly fit: LogisticFit; readonly reason?: undefined }
  | {
      readonly fit: null;
      readonly reason: 'separation' | 'singular' | 'not-converged' | 'no-rows';
    };

/**
 * Logistic regression by Newton's method with step halving, run until the coefficients stand still.
 *
 * @param columns one array per coefficient; pass a column of ones for an intercept
 * @param target outcome in [0, 1] per row
 * @param options offset, weights, ridge
 * @returns the fit, or a reason: `separation` when the likelihood has no maximum
 *
 * Errors: `stats/length-mismatch`, `stats/bad-argument`.
 * Source: McCullagh and Nelder 1989, Generalized Linear Models, chapter 4; Albert and Anderson 1984,
 * Biometrika 71:1 (separation).
 */
export function logisticFit(
  columns: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
  options: LogisticOptions = {},
): LogisticResult {
  const k = columns.length;
  const n = target.length;
  for (const column of columns) checkSameLength(column, target, ['a column', 'target']);
  if (options.offset) checkSameLength(options.offset, target, ['offset', 'target']);
  if (options.weights) checkWeights(options.weights, n);
  if (k === 0) fail('stats/bad-argument', 'A fit needs a column.', 'Pass a column of ones.');
  if (n === 0) return { fit: null, reason: 'no-rows' };
  const model: Model = {
    columns,
    target,
    offset: options.offset,
    weights: options.weights,
    ridge: options.ridge ?? 0,
  };
  let beta = new Float64Array(k);
  let state = evaluate(model, beta);
  const rounds = options.maxIterations ?? 100;
  for (let iteration = 1; iteration <= rounds; iteration++) {
    const inverse = invertSpd(state.information, k);
    if (!inverse) return { fit: null, reason: state.saturated ? 'separation' : 'singular' };
    const step = matrixVector(inverse, state.gradient);
    let next = beta.map((b, j) => b + step[j]!);
    let trial = evaluate(model, next);
    for (
      let half = 0;
      half < 40 && !(trial.objective >= state.objective - 1e-12 * Math.abs(state.objective));
      half++
    ) {
      for (let j = 0; j < k; j++) step[j]! /= 2;
      next = beta.map((b, j) => b + step[j]!);
      trial = evaluate(model, next);
    }
    const moved = step.reduce((m, s, j) => Math.max(m, Math.abs(s) / (1 + Math.abs(next[j]!))), 0);
    beta = next;
    state = trial;
    if (moved < 1e-11) {
      if (state.saturated) return { fit: null, reason: 'separation' };
      const covariance = invertSpd(state.information, k);
      if (!covariance) return { fit: null, reason: 'singular' };
      return {
        fit: {
          coefficients: beta,
          covariance,
          logLikelihood: state.logLikelihood,
          fitted: state.fitted,
          iterations: iteration,
        },
      };
    }
  }
  return { fit: null, reason: state.saturated ? 'separation' : 'not-converged' };
}

interface Model {
  readonly columns: readonly ArrayLike<number>[];
  readonly target: ArrayLike<number>;
  readonly offset: ArrayLike<number> | undefined;
  readonly weights: ArrayLike<number> | undefined;
  readonly ridge: number;
}

interface State {
  readonly gradient: Float64Array;
  readonly information: Float64Array;
  readonly fitted: Float64Array;
  readonly logLikelihood: number;
  readonly objective: number;
  /** Every fitted value equals its outcome: the likelihood climbs for ever. */
  readonly saturated: boolean;
}

function evaluate(model: Model, beta: Float64Array): State {
  const { columns, target } = model;
  const k = beta.length;
  const n = target.length;
  const gradient = new Float64Array(k);
  const information = new Float64Array(k * k);
  const fitted = new Float64Array(n);
  let logLikelihood = 0;
  let worst = 0;
  for (let i = 0; i < n; i++) {
    let eta = model.offset ? model.offset[i]! : 0;
    for (let j = 0; j < k; j++) eta += beta[j]! * columns[j]![i]!;
    const p = expit(eta);
    const y = target[i]!;
    const w = model.weights ? model.weights[i]! : 1;
    fitted[i] = p;
    const softplus = eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta));
    logLikelihood += w * (y * eta - softplus);
    if (w > 0) worst = Math.max(worst, Math.abs(y - p));
    const r = w * (y - p);
    const v = w * p * (1 - p);
    for (let a = 0; a < k; a++) {
      const x = columns[a]![i]!;
      gradient[a]! += r * x;
      for (let b = 0; b <= a; b++) information[a * k + b]! += v * x * columns[b]![i]!;
    }
  }
  let penalty = 0;
  for (let a = 0; a < k; a++) {
    if (a > 0) {
      information[a * k + a]! += model.ridge;
      gradient[a]! -= model.ridge * beta[a]!;
      penalty += 0.5 * model.ridge * beta[a]! * beta[a]!;
    }
    for (let b = 0; b < a; b++) information[b * k + a] = information[a * k + b]!;
  }
  return {
    gradient,
    information,
    fitted,
    logLikelihood,
    objective: logLikelihood - penalty,
    saturated: model.ridge === 0 && worst < 1e-6,
  };
}
