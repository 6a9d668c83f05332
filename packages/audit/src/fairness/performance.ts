import type { Estimate } from '@equipoise/domain';
import type { EngineCell } from '@equipoise/stats';
import { type AuditOutcome, type AuditSpec, defineAudit } from '../frame/audit-spec.ts';
import { type ClassShare, hasSmallClass } from '../frame/bounded-limits.ts';
import { type EstimateKey, makeEstimate } from '../frame/make-estimate.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';

/** Every metric for everyone and for each level of each attribute, with counts and intervals. */
export const performance: AuditSpec = defineAudit({
  id: 'performance',
  title: 'Performance overall and by group',
  question: 'How good is the model, for everyone and in each group, and how sure are we?',
  items: [6],
  needs: 'labels and scores or decisions',
  sources: [
    'doi:10.2307/2531595',
    'doi:10.2307/2533958',
    'doi:10.1080/01621459.1927.10502953',
    'doi:10.1093/biomet/26.4.404',
    'Korn and Graubard 1998, Survey Methodology 24:193',
    'doi:10.2307/1402588',
    'doi:10.1002/sim.3095',
  ],
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const estimates = [...context.wholeRuns, ...context.runs].flatMap((run) => runEstimates(run));
    return Promise.resolve({ estimates, findings: [], evidence: [], needs: null });
  },
});

function runEstimates(run: PredictionRun): Estimate[] {
  const out: Estimate[] = [];
  for (const [metric, result] of run.byMetric) {
    const everyone = { metric, slice: {}, versus: null, scale: null };
    out.push(cellEstimate(run, everyone, result.overall, run.classes?.overall));
    for (const attribute of run.attributes) {
      result.attributes[attribute.index]?.cells.forEach((cell, level) => {
        const slice = { [attribute.name]: attribute.levels[level] ?? String(level) };
        const classes = run.classes?.attributes[attribute.index]?.[level];
        out.push(cellEstimate(run, { metric, slice, versus: null, scale: null }, cell, classes));
      });
    }
  }
  for (const [metric, reason] of run.absent) {
    const counts = run.byMetric.values().next().value?.overall.counts;
    if (!counts) continue;
    out.push(
      makeEstimate(
        run,
        { metric, slice: {}, versus: null, scale: null },
        { value: { value: null, reason }, limits: null, method: 'none' },
        counts,
      ),
    );
  }
  return out;
}

function cellEstimate(
  run: PredictionRun,
  key: EstimateKey,
  cell: EngineCell,
  classes: readonly ClassShare[] = [],
): Estimate {
  return makeEstimate(
    run,
    key,
    {
      value: cell.value,
      limits: cell.limits,
      method: cell.method,
      standardError: cell.standardError.value,
      numerator: cell.numerator,
      denominator: cell.denominator,
      caution:
        smallCell(key.metric, cell, run.isWhole) ??
        (hasSmallClass(classes) ? 'few-patients-in-a-class' : null),
    },
    cell.counts,
  );
}

/** Why a cell is too small to enter a verdict; null where it is large enough. */
export function smallCell(
  metric: string,
  cell: Pick<EngineCell, 'counts'>,
  isWhole = false,
): string | null {
  const { positivePatients, negativePatients, patients } = cell.counts;
  if (isWhole) return patients < 10 ? 'too-few-patients' : null;
  const needsPositives = !['specificity', 'fpr', 'prevalence', 'selection-rate'].includes(metric);
  const needsNegatives = !['sensitivity', 'fnr', 'prevalence', 'selection-rate'].includes(metric);
  if (needsPositives && positivePatients < 10) return 'too-few-positive-patients';
  if (needsNegatives && negativePatients < 10) return 'too-few-negative-patients';
  return patients < 5 ? 'too-few-patients' : null;
}
