import type { EvidenceOf } from '@equipoise/domain';
import { findMetric } from '@equipoise/metrics';
import { type AuditOutcome, type AuditSpec, defineAudit } from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';
import { capitalise, sayMetric, sayReason } from '../frame/wording.ts';

type Note = EvidenceOf<'suitability'>['data']['notes'][number];

/** Warns where a metric does not suit the task or the comparison. */
export const metricSuitability: AuditSpec = defineAudit({
  id: 'metric-suitability',
  title: 'Metric suitability',
  question: 'Do these metrics say what they seem to say on these data?',
  items: [19],
  needs: 'at least one metric',
  sources: ['doi:10.1038/s41592-023-02151-z'],
  run(_study, context): Promise<AuditOutcome> {
    const evidence = context.runs.map(
      (run): EvidenceOf<'suitability'> => ({
        ...evidenceBase('suitability', metricSuitability.id, run, null, 'Metric suitability'),
        data: { notes: notesOf(run) },
      }),
    );
    return Promise.resolve({
      estimates: [],
      findings: [],
      evidence: evidence.filter((entry) => entry.data.notes.length > 0),
      needs: null,
    });
  },
});

function notesOf(run: PredictionRun): Note[] {
  const prevalence = run.byMetric.get('prevalence');
  const overall = prevalence?.overall.value.value ?? null;
  const notes: Note[] = [];
  const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;
  if (overall !== null && overall < 0.1 && run.byMetric.has('accuracy')) {
    notes.push({
      metric: 'accuracy',
      severity: 'warning',
      sentence: `Only ${percent(overall)} of cases are positive: calling nobody positive would already be ${percent(1 - overall)} accurate.`,
    });
  }
  for (const attribute of run.attributes) {
    const rates = (prevalence?.attributes[attribute.index]?.cells ?? []).flatMap((cell) =>
      cell.value.value !== null && cell.counts.patients >= 20 ? [cell.value.value] : [],
    );
    if (rates.length < 2) continue;
    const low = Math.min(...rates);
    const high = Math.max(...rates);
    if (high - low < 0.02 && high < 1.3 * low) continue;
    const affected = [...run.byMetric.keys()].filter(
      (metric) => metric !== 'prevalence' && findMetric(metric)?.prevalenceDependent,
    );
    for (const metric of affected) {
      notes.push({
        metric,
        severity: 'warning',
        sentence: `${capitalise(sayMetric(metric))} depends on prevalence, which runs from ${percent(low)} to ${percent(high)} over ${attribute.name}: read its gaps beside those at a common prevalence.`,
      });
    }
  }
  for (const [metric, reason] of run.absent) {
    notes.push({
      metric,
      severity: 'note',
      sentence: `${capitalise(sayMetric(metric))} is not given: ${sayReason(reason)}.`,
    });
  }
  if (run.byMetric.has('auroc') && overall !== null && overall < 0.05) {
    notes.push({
      metric: 'auroc',
      severity: 'note',
      sentence: `With ${percent(overall)} positives an AUROC can look high while most alarms are false: read it beside the predictive values and decision curves.`,
    });
  }
  return notes;
}
