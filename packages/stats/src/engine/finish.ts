import { finishAttribute } from './finish-attribute.ts';
import { finishCell, type Outcome } from './finish-cell.ts';
import type { Plan } from './plan.ts';
import type { EngineJob, EngineResult } from './types.ts';

/**
 * Turns replicates and permutations into values, intervals and tests.
 *
 * @param plan what was computed
 * @param job what was asked
 * @param outcome the numbers
 */
export function finish(plan: Plan, job: EngineJob, outcome: Outcome): EngineResult {
  return {
    metrics: plan.metrics.map((metric, m) => ({
      metric,
      overall: finishCell(plan, job, outcome, m, {
        column: plan.metricReason[m] === null ? plan.columns.overall[m]! : -1,
        place: plan.fullColumns.overall[m]!,
        counts: plan.overallCounts,
        at: 0,
        fraction: outcome.fractions(m, -1, 0),
      }),
      attributes: plan.attributes.map((_, a) => finishAttribute(plan, job, outcome, m, a)),
    })),
    replicates: job.replicates,
    permutations: job.permutations,
    level: job.level,
    seed: job.seed,
    stream: job.stream,
  };
}
