import type { EvidenceOf } from '@equipoise/domain';
import { chain, type Linearised } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { allRows, linearisedRate, proportionFigure, rowsOfLevel } from '../frame/rates.ts';

/** Predictive values at one common prevalence, beside those observed. */
export const predictiveValues: AuditSpec = defineAudit({
  id: 'predictive-values',
  title: 'Predictive values at a common prevalence',
  question:
    'Do predictive values differ because the model does, or because the condition is more common?',
  items: [10],
  needs: 'decisions (scores and a threshold)',
  sources: ['doi:10.1002/sim.2677'],
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const runs = context.runs.filter((run) => run.job.decision !== null);
    if (runs.length === 0)
      return Promise.resolve(notAssessed('decisions (scores and a threshold)'));
    const evidence = runs.flatMap((run) =>
      run.attributes.map((attribute) => attributeValues(run, attribute, context)),
    );
    return Promise.resolve({
      estimates: [],
      findings: [],
      evidence,
      needs: evidence.length > 0 ? null : 'an attribute (--group)',
    });
  },
});

function attributeValues(
  run: PredictionRun,
  attribute: RunAttribute,
  context: AuditContext,
): EvidenceOf<'predictive-values'> {
  const { level, prevalence: user } = context.settings;
  const everyone = linearisedRate(run, 'prevalence', allRows(run))?.value ?? 0;
  const rows = attribute.levels.map((name, index) => {
    const inside = rowsOfLevel(attribute, index);
    const sensitivity = linearisedRate(run, 'sensitivity', inside);
    const specificity = linearisedRate(run, 'specificity', inside);
    const figure = (value: Linearised | null) => proportionFigure(value, level);
    return {
      level: name,
      prevalence: figure(linearisedRate(run, 'prevalence', inside)),
      ppvObserved: figure(linearisedRate(run, 'ppv', inside)),
      npvObserved: figure(linearisedRate(run, 'npv', inside)),
      ppvCommon: figure(ppvAt(sensitivity, specificity, everyone)),
      npvCommon: figure(npvAt(sensitivity, specificity, everyone)),
      ppvUser: user === null ? null : figure(ppvAt(sensitivity, specificity, user)),
      npvUser: user === null ? null : figure(npvAt(sensitivity, specificity, user)),
    };
  });
  return {
    ...evidenceBase(
      'predictive-values',
      predictiveValues.id,
      run,
      attribute.name,
      `Predictive values by ${attribute.name}`,
    ),
    data: {
      commonPrevalence: everyone,
      userPrevalence: user,
      rows,
      tension: tension(run, attribute, rows),
    },
  };
}

/** Positive predictive value at a prevalence by Bayes' rule, with patient linearisation. */
export function ppvAt(
  sensitivity: Linearised | null,
  specificity: Linearised | null,
  prevalence: number,
): Linearised | null {
  if (sensitivity === null || specificity === null) return null;
  const hit = prevalence * sensitivity.value;
  const alarm = (1 - prevalence) * (1 - specificity.value);
  const total = hit + alarm;
  if (total === 0) return null;
  return chain([sensitivity, specificity], hit / total, [
    (prevalence * alarm) / (total * total),
    ((1 - prevalence) * hit) / (total * total),
  ]);
}

/** Negative predictive value at a prevalence by Bayes' rule, with patient linearisation. */
export function npvAt(
  sensitivity: Linearised | null,
  specificity: Linearised | null,
  prevalence: number,
): Linearised | null {
  if (sensitivity === null || specificity === null) return null;
  const quiet = (1 - prevalence) * specificity.value;
  const missed = prevalence * (1 - sensitivity.value);
  const total = quiet + missed;
  if (total === 0) return null;
  return chain([sensitivity, specificity], quiet / total, [
    (prevalence * quiet) / (total * total),
    ((1 - prevalence) * missed) / (total * total),
  ]);
}

/** What equal sensitivity and specificity would still mean for predictive values in these data. */
function tension(
  run: PredictionRun,
  attribute: RunAttribute,
  rows: EvidenceOf<'predictive-values'>['data']['rows'],
): string | null {
  const sensitivity = run.byMetric.get('sensitivity')?.overall.value.value ?? null;
  const specificity = run.byMetric.get('specificity')?.overall.value.value ?? null;
  const known = rows.filter((row) => row.prevalence.value !== null && row.prevalence.value > 0);
  if (sensitivity === null || specificity === null || known.length < 2) return null;
  const sorted = [...known].sort((a, b) => (a.prevalence.value ?? 0) - (b.prevalence.value ?? 0));
  const lowest = sorted[0]!;
  const highest = sorted[sorted.length - 1]!;
  const ppv = (p: number): number =>
    (p * sensitivity) / (p * sensitivity + (1 - p) * (1 - specificity));
  const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;
  const low = lowest.prevalence.value ?? 0;
  const high = highest.prevalence.value ?? 0;
  if (high - low < 0.005 || sensitivity === 0) return null;
  return `With the same sensitivity (${percent(sensitivity)}) and specificity (${percent(specificity)}) everywhere, the positive predictive value would still be ${percent(ppv(low))} in ${attribute.name} = ${lowest.level} (prevalence ${percent(low)}) and ${percent(ppv(high))} in ${attribute.name} = ${highest.level} (prevalence ${percent(high)}): equal error rates and equal predictive values cannot both hold here.`;
}
