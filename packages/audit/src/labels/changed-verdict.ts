import type { Finding, LabelUncertaintyRow } from '@equipoise/domain';
import type { AuditContext } from '../frame/audit-spec.ts';
import { judgeFamily } from '../frame/judge.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { changedSentence } from './changed-sentence.ts';
import type { DrawnMetric } from './drawn-cells.ts';
import { gapLimits } from './drawn-figure.ts';

/** A finding where the verdict on a family of gaps is another once labels are drawn; null where it stays. */
export function changedVerdict(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: string,
  drawn: DrawnMetric,
  rows: readonly LabelUncertaintyRow[],
  context: AuditContext,
  evidence: { readonly id: string; readonly audit: string },
): Finding | null {
  const margin = context.settings.margins[metric] ?? null;
  const { gaps, criticalValue } = run.byMetric.get(metric)!.attributes[attribute.index]!.versusRest;
  if (margin === null) return null;
  const inside = gaps.filter((gap) => gap.leftOut === null && gap.simultaneous !== null);
  const before = judgeFamily(
    inside.map((gap) => gap.simultaneous),
    margin,
  );
  const after = judgeFamily(
    inside.map((gap) => {
      const combined = drawn.gaps[gap.level] ?? null;
      return combined === null ? null : gapLimits(combined, criticalValue);
    }),
    margin,
  );
  if (before.verdict === after.verdict) return null;
  return {
    id: `finding/${evidence.id}/${metric}`,
    audit: evidence.audit,
    task: run.task,
    model: run.model,
    attribute: attribute.name,
    metric,
    verdict: after.verdict,
    sentence: changedSentence({
      task: run.class === null ? run.task : `${run.task} (${run.class})`,
      attribute: attribute.name,
      metric,
      before: before.verdict,
      after: after.verdict,
      rows,
    }),
    margin,
    reason: after.reason,
    estimateIds: [],
    evidenceIds: [evidence.id],
    role: 'exploratory',
  };
}
