import { ratioSumOf } from './count-metrics.ts';
import { isOneRatio } from './finish-cell.ts';
import type { MomentSums } from './moment-pass.ts';
import type { Plan } from './plan.ts';
import { evaluate } from './replicate.ts';
import { replicateScratch } from './replicate-scratch.ts';

/** The original sample: all columns of all levels, and the fractions behind plain ratios. */
export interface OriginalSample {
  readonly columns: Float64Array;
  readonly fractions: (metric: number, attribute: number, level: number) => [number, number] | null;
}

/**
 * Evaluates the original sample, every patient drawn once.
 *
 * @param plan what {@link buildPlan} made
 */
export function evaluateOriginal(plan: Plan): OriginalSample {
  const scratch = replicateScratch(plan);
  scratch.draws.fill(1);
  const columns = new Float64Array(plan.fullColumns.columnCount);
  evaluate(plan, plan.fullColumns, scratch, columns, 0);
  const familyOf = plan.metrics.map((_, m) =>
    plan.families.findIndex((family) => family.metrics.includes(m)),
  );
  const fractions = (m: number, a: number, level: number): [number, number] | null => {
    const f = familyOf[m]!;
    if (f < 0 || !isOneRatio(plan.metrics[m]!)) return null;
    const sums: MomentSums = a < 0 ? scratch.families[f]!.overall : scratch.families[f]!.levels[a]!;
    const { numerator, denominator } = ratioSumOf(plan.metrics[m]!).terms[0]!;
    const at = level * plan.families[f]!.dimension;
    return [dot(numerator, sums.totals, at), dot(denominator, sums.totals, at)];
  };
  return { columns, fractions };
}

function dot(coefficients: readonly number[], totals: Float64Array, at: number): number {
  let sum = 0;
  for (let d = 0; d < coefficients.length; d++) sum += coefficients[d]! * totals[at + d]!;
  return sum;
}
