import type { EvidenceOf } from '@equipoise/domain';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { differenceFigure } from '../frame/rates.ts';
import { crudeFigure, gapWithin, type HeldMetric, heldMetrics } from './gap-within.ts';
import { caseMixStrata, type Strata } from './strata.ts';

type Row = EvidenceOf<'adjusted-gaps'>['data']['rows'][number];

/** Gaps held at one case mix: within strata, weighted by everyone's mix (direct standardisation). */
export const adjustedGaps: AuditSpec = defineAudit({
  id: 'adjusted-gaps',
  title: 'Case-mix adjusted gaps',
  question: 'Is a gap still there when like is compared with like?',
  items: [10],
  needs: 'a second attribute to adjust for (another group or --case-mix)',
  sources: ['doi:10.1214/13-STS453'],
  readsRowsOnly: true,
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const evidence = context.runs.flatMap((run) =>
      run.attributes.flatMap((attribute) => {
        const strata = caseMixStrata(run, attribute, context);
        return strata === null
          ? []
          : metricsToAdjust(run).map((metric) => adjust(run, attribute, strata, metric, context));
      }),
    );
    return Promise.resolve(
      evidence.length === 0
        ? notAssessed('a second attribute to adjust for (another group or --case-mix)')
        : { estimates: [], findings: [], evidence, needs: null },
    );
  },
});

function metricsToAdjust(run: PredictionRun): readonly HeldMetric[] {
  return heldMetrics.filter((metric) => run.measured.has(metric));
}

function adjust(
  run: PredictionRun,
  attribute: RunAttribute,
  strata: Strata,
  metric: HeldMetric,
  context: AuditContext,
): EvidenceOf<'adjusted-gaps'> {
  const { level } = context.settings;
  const rows: Row[] = attribute.levels.map((name, index) => {
    const crude = crudeFigure(run, metric, attribute, index, level);
    const { gap, supportShare } = gapWithin(run, strata, metric, attribute, index);
    const adjusted = differenceFigure(gap, level, 'no-shared-stratum');
    return { level: name, crude, adjusted, supportShare, reason: adjusted.reason ?? null };
  });
  return {
    ...evidenceBase(
      'adjusted-gaps',
      adjustedGaps.id,
      run,
      attribute.name,
      `Gaps in ${metric} by ${attribute.name}, adjusted for ${strata.names.join(' and ')}`,
      metric,
    ),
    data: { metric, adjustedFor: strata.names, rows },
  };
}
