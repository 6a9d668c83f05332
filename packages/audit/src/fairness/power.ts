import type { EvidenceOf } from '@equipoise/domain';
import { normalQuantile } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';

/** Smallest gap each comparison could see, and how many patients a margin-sized gap would need. */
export const power: AuditSpec = defineAudit({
  id: 'power',
  title: 'Minimum detectable gap',
  question: 'Which gaps could this study have seen at all?',
  items: [8],
  needs: 'at least one attribute with two levels',
  sources: ['Bloom 1995, Evaluation Review 19:547'],
  isPerTask: true,
  run(study, context): Promise<AuditOutcome> {
    if (study.attributes.length === 0)
      return Promise.resolve(notAssessed('an attribute (--group)'));
    const evidence = context.runs.flatMap((run) =>
      run.attributes.flatMap((attribute) => attributePower(run, attribute, context)),
    );
    return Promise.resolve({ estimates: [], findings: [], evidence, needs: null });
  },
});

function attributePower(
  run: PredictionRun,
  attribute: RunAttribute,
  context: AuditContext,
): EvidenceOf<'power'>[] {
  const { level, margins } = context.settings;
  const factor = normalQuantile(1 - (1 - level) / 2) + normalQuantile(0.8);
  const out: EvidenceOf<'power'>[] = [];
  for (const metric of Object.keys(margins)) {
    const part = run.byMetric.get(metric)?.attributes[attribute.index];
    if (!part) continue;
    const margin = margins[metric] ?? null;
    const rows = part.cells.map((cell, index) => {
      const gap = part.versusRest.gaps.find((entry) => entry.level === index);
      const se = gap?.standardError.value ?? null;
      const cellSe = cell.standardError.value;
      const p = cell.value.value;
      const simple =
        cell.denominator && p !== null && p > 0 && p < 1 ? (p * (1 - p)) / cell.denominator : null;
      return {
        level: attribute.levels[index] ?? String(index),
        caseCount: cell.counts.rows,
        patientCount: cell.counts.patients,
        standardError: se,
        designEffect: simple !== null && cellSe !== null ? (cellSe * cellSe) / simple : null,
        minimumDetectableGap: se === null || se === 0 ? null : factor * se,
        patientsNeeded: patientsNeeded(cell.counts.patients, cellSe, se, margin, factor),
        reason: se === null || se === 0 ? (gap?.leftOut ?? 'no-standard-error') : null,
      };
    });
    out.push({
      id: `power/${run.task}/${run.model}/${run.class ?? ''}/${attribute.name}/${metric}`,
      kind: 'power',
      audit: power.id,
      task: run.task,
      model: run.model,
      attribute: attribute.name,
      title: `Minimum detectable gap in ${metric} by ${attribute.name}`,
      data: { metric, margin, rows },
    });
  }
  return out;
}

/** Patients of the level at which its gap's standard error lets a margin-sized gap be seen with 80 % power. */
function patientsNeeded(
  patients: number,
  cellSe: number | null,
  gapSe: number | null,
  margin: number | null,
  factor: number,
): number | null {
  if (margin === null || cellSe === null || gapSe === null || cellSe === 0) return null;
  const target = (margin / factor) * (margin / factor);
  const restVariance = Math.max(0, gapSe * gapSe - cellSe * cellSe);
  if (restVariance >= target) return null;
  return Math.ceil((patients * cellSe * cellSe) / (target - restVariance));
}
