import type { EvidenceOf, Figure } from '@equipoise/domain';
import { type Limits, leaveOneSiteOut, poolSites } from '@equipoise/stats';
import { smallCell } from '../fairness/performance.ts';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import { cellFigure } from '../frame/make-estimate.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { undefinedFigure } from '../frame/rates.ts';

const judged = ['auroc', 'sensitivity', 'specificity'] as const;
type Data = EvidenceOf<'sites'>['data'];

/** Sites pooled by random effects on the logit scale: the mean, what the next site may show, and leave-one-out. */
export const sitePooling: AuditSpec = defineAudit({
  id: 'site-pooling',
  title: 'Sites and readers',
  question: 'What should the next site expect?',
  items: [18],
  needs: 'a site column (--site)',
  sources: ['doi:10.1111/j.1467-985X.2008.00552.x', 'doi:10.1002/sim.1009'],
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const evidence = context.runs.flatMap((run) =>
      run.attributes
        .filter((attribute) => attribute.role === 'site' || attribute.role === 'reader')
        .flatMap((attribute) =>
          judged
            .filter((metric) => run.byMetric.has(metric))
            .map((metric) => poolAttribute(run, attribute, metric, context)),
        ),
    );
    return Promise.resolve(
      evidence.length === 0
        ? notAssessed('a site column (--site)')
        : { estimates: [], findings: [], evidence, needs: null },
    );
  },
});

function poolAttribute(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: string,
  context: AuditContext,
): EvidenceOf<'sites'> {
  const { level } = context.settings;
  const cells = run.byMetric.get(metric)?.attributes[attribute.index]?.cells ?? [];
  const usable = cells.flatMap((cell, index) => {
    const p = cell.value.value;
    const se = cell.standardError.value;
    if (
      index === attribute.missingLevel ||
      p === null ||
      se === null ||
      se === 0 ||
      p <= 0 ||
      p >= 1 ||
      smallCell(metric, cell) !== null
    )
      return [];
    return [{ index, logit: Math.log(p / (1 - p)), se: se / (p * (1 - p)) }];
  });
  const values = usable.map((entry) => entry.logit);
  const errors = usable.map((entry) => entry.se);
  const pooled = usable.length >= 2 ? poolSites(values, errors, { level }) : null;
  const without = usable.length >= 3 ? leaveOneSiteOut(values, errors, { level }) : [];
  const sites = cells.flatMap((cell, index): Data['sites'][number][] => {
    if (index === attribute.missingLevel) return [];
    const place = usable.findIndex((entry) => entry.index === index);
    const out = without[place]?.pooled;
    return [
      {
        level: attribute.levels[index] ?? String(index),
        metric: cellFigure(cell),
        weight: place < 0 ? null : (pooled?.weights[place] ?? null),
        pooledWithout: out
          ? logitFigure(out.mean.value, out.limits)
          : undefinedFigure(smallCell(metric, cell) ?? 'fewer-than-three-sites'),
        caseCount: cell.counts.rows,
        patientCount: cell.counts.patients,
        positiveCount: cell.counts.positives,
        positivePatientCount: cell.counts.positivePatients,
        negativePatientCount: cell.counts.negativePatients,
      },
    ];
  });
  const reason = pooled === null ? 'fewer-than-two-sites-large-enough' : null;
  return {
    ...evidenceBase(
      'sites',
      sitePooling.id,
      run,
      attribute.name,
      `${metric} over ${attribute.name}`,
      metric,
    ),
    data: {
      metric,
      attribute: attribute.name,
      sites,
      pooled:
        pooled === null
          ? undefinedFigure(reason ?? '')
          : logitFigure(pooled.mean.value, pooled.limits),
      prediction: pooled?.predictionLimits
        ? logitFigure(pooled.mean.value, pooled.predictionLimits)
        : undefinedFigure('fewer-than-three-sites'),
      tau: pooled === null ? null : Math.sqrt(pooled.tau2),
      iSquared: pooled?.i2 ?? null,
      reason,
    },
  };
}

function logitFigure(value: number | null, limits: Limits | null): Figure {
  if (value === null) return undefinedFigure('no-site');
  const back = (x: number): number => 1 / (1 + Math.exp(-x));
  return {
    value: back(value),
    low: limits === null ? null : back(limits[0]),
    high: limits === null ? null : back(limits[1]),
    reason: null,
  };
}
