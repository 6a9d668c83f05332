import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';

/** Settings of {@link normalisedExpectedCost}. */
export interface ExpectedCostOptions {
  /** Cost of deciding column j for true class i, row-major K x K; by default 1 / (K prior of i) off the diagonal. */
  readonly costs?: ArrayLike<number>;
  /** Prior of each true class; the shares of the table by default. */
  readonly priors?: ArrayLike<number>;
}

/**
 * Expected cost of the decisions over the cost of the best decision that ignores the image. With the default
 * costs, inversely proportional to prevalence, a binary table gives FPR + FNR.
 *
 * @param table counts, rows true class, columns decision, row-major K x K
 * @param classes K, 2 or more
 * @param options costs and priors
 * @returns 0 for a perfect classifier, 1 for a useless one; `class-absent` when a class has no row
 *
 * Errors: `stats/bad-argument`.
 * Source: Ferrer 2022, Analysis and comparison of classification metrics, arXiv:2209.05355.
 */
export function normalisedExpectedCost(
  table: ArrayLike<number>,
  classes: number,
  options: ExpectedCostOptions = {},
): Value {
  const K = classes;
  if (!Number.isInteger(K) || K < 2 || table.length !== K * K)
    fail(
      'stats/bad-argument',
      `A table of ${K} classes has ${K * K} cells and got ${table.length}.`,
      'Pass the whole table row by row.',
    );
  const rows = new Float64Array(K);
  let all = 0;
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) rows[i]! += table[i * K + j]!;
    all += rows[i]!;
  }
  if (rows.some((r) => !(r > 0))) return none('class-absent');
  const priors = options.priors ?? rows.map((r) => r / all);
  const costs = options.costs ?? defaultCosts(priors, K);
  let cost = 0;
  const constant = new Float64Array(K);
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) {
      const weight = priors[i]! * costs[i * K + j]!;
      cost += (weight * table[i * K + j]!) / rows[i]!;
      constant[j]! += weight;
    }
  }
  const best = Math.min(...constant);
  return best > 0 ? some(cost / best) : none('no-cost');
}

function defaultCosts(priors: ArrayLike<number>, K: number): Float64Array {
  const costs = new Float64Array(K * K);
  for (let i = 0; i < K; i++)
    for (let j = 0; j < K; j++) costs[i * K + j] = i === j ? 0 : 1 / (K * priors[i]!);
  return costs;
}
