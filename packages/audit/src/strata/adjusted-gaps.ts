import type { EvidenceOf, Figure } from '@equipoise/domain';
import { type Linearised, minus } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import {
  differenceFigure,
  linearisedMetric,
  rowsOfLevel,
  rowsOfRest,
  undefinedFigure,
} from '../frame/rates.ts';
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

function metricsToAdjust(run: PredictionRun): readonly string[] {
  return ['auroc', 'sensitivity', 'specificity'].filter((metric) => run.measured.has(metric));
}

function adjust(
  run: PredictionRun,
  attribute: RunAttribute,
  strata: Strata,
  metric: string,
  context: AuditContext,
): EvidenceOf<'adjusted-gaps'> {
  const { level } = context.settings;
  const rows: Row[] = attribute.levels.map((name, index) => {
    const inside = rowsOfLevel(attribute, index);
    const outside = rowsOfRest(attribute, index);
    const here = linearisedMetric(run, metric, inside);
    const there = linearisedMetric(run, metric, outside);
    const crude =
      here && there
        ? differenceFigure(minus(here, there), level)
        : undefinedFigure('undefined-on-one-side');
    const { adjusted, supportShare } = standardise(run, strata, metric, inside, outside, level);
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

/**
 * Weighted mean over strata of the within-stratum gap; weights are the strata's shares of all cases
 * that the metric is taken over, among strata in which both sides have a value.
 */
export function standardise(
  run: PredictionRun,
  strata: Strata,
  metric: string,
  inside: Int32Array,
  outside: Int32Array,
  level: number,
): {
  readonly adjusted: Figure;
  readonly supportShare: number | null;
  readonly gap: Linearised | null;
} {
  const insideBy = split(inside, strata);
  const outsideBy = split(outside, strata);
  const parts: { here: Linearised; there: Linearised; weight: number }[] = [];
  let supported = 0;
  for (let s = 0; s < strata.count; s += 1) {
    const a = insideBy[s];
    const b = outsideBy[s];
    if (!a || !b) continue;
    const here = linearisedMetric(run, metric, a);
    const there = linearisedMetric(run, metric, b);
    if (here === null || there === null) continue;
    const weight = countedRows(run, metric, a) + countedRows(run, metric, b);
    if (weight === 0) continue;
    parts.push({ here, there, weight });
    supported += countedRows(run, metric, a);
  }
  const counted = countedRows(run, metric, inside);
  const supportShare = counted === 0 ? null : supported / counted;
  if (parts.length === 0)
    return { adjusted: undefinedFigure('no-shared-stratum'), supportShare, gap: null };
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  let value = 0;
  const byCluster = new Float64Array(run.job.patientCount);
  for (const { here, there, weight } of parts) {
    const share = weight / total;
    value += share * (here.value - there.value);
    for (let c = 0; c < byCluster.length; c += 1) {
      byCluster[c]! += share * (here.byCluster[c]! - there.byCluster[c]!);
    }
  }
  const gap: Linearised = { value, byCluster };
  return { adjusted: differenceFigure(gap, level), supportShare, gap };
}

function split(rows: Int32Array, strata: Strata): (Int32Array | undefined)[] {
  const lists: number[][] = [];
  for (const i of rows) {
    const s = strata.codes[i]!;
    const list = lists[s];
    if (list) list.push(i);
    else lists[s] = [i];
  }
  return Array.from({ length: strata.count }, (_, s) =>
    lists[s] ? Int32Array.from(lists[s]) : undefined,
  );
}

function countedRows(run: PredictionRun, metric: string, rows: Int32Array): number {
  let count = 0;
  for (const i of rows) {
    const y = run.job.label[i];
    if (metric === 'sensitivity' ? y === 1 : metric === 'specificity' ? y === 0 : true) count += 1;
  }
  return count;
}
