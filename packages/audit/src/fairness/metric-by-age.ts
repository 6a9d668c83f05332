import type { EvidenceOf } from '@equipoise/domain';
import {
  linearisedLimits,
  linearisedLogitLimits,
  localLinear,
  nearestBandwidth,
  tricube,
} from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { aurocOfRows, countRow, type RateMetric } from '../frame/rates.ts';

const gridSize = 25;
const share = 0.4;

/** Metrics along a continuous attribute, without bins. */
export const metricByAge: AuditSpec = defineAudit({
  id: 'metric-by-age',
  title: 'Metrics along a continuous attribute',
  question: 'Where along age (or another measured attribute) does the model change?',
  items: [6],
  needs: 'a numeric attribute such as age',
  sources: ['doi:10.1080/01621459.1979.10481038'],
  readsRowsOnly: true,
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const evidence = context.runs.flatMap((run) =>
      run.attributes
        .filter((attribute) => attribute.values !== null)
        .flatMap((attribute) =>
          ['auroc', 'sensitivity', 'specificity']
            .filter((metric) => run.measured.has(metric))
            .flatMap((metric) => curve(run, attribute, metric, context)),
        ),
    );
    return Promise.resolve(
      evidence.length === 0
        ? notAssessed('a numeric attribute such as age')
        : { estimates: [], findings: [], evidence, needs: null },
    );
  },
});

function curve(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: string,
  context: AuditContext,
): EvidenceOf<'metric-by-age'>[] {
  const values = attribute.values!;
  const counted = Int32Array.from(values.keys()).filter(
    (i) =>
      !Number.isNaN(values[i]) &&
      (metric === 'auroc' ||
        countRow(metric as RateMetric, run.job.label[i]!, run.job.decision?.[i] ?? 0)[1]),
  );
  if (counted.length < 40) return [];
  const x = Float64Array.from(counted, (i) => values[i]!);
  const sorted = Float64Array.from(x).sort();
  const cluster = Int32Array.from(counted, (i) => run.job.patient[i]!);
  const weight =
    run.job.rowWeight === null ? null : Float64Array.from(counted, (i) => run.job.rowWeight![i]!);
  const hit = Float64Array.from(counted, (i) =>
    metric === 'auroc'
      ? 0
      : countRow(metric as RateMetric, run.job.label[i]!, run.job.decision?.[i] ?? 0)[0]
        ? 1
        : 0,
  );
  const from = sorted[Math.floor(0.02 * (sorted.length - 1))]!;
  const to = sorted[Math.ceil(0.98 * (sorted.length - 1))]!;
  const points = [];
  let bandwidth = 0;
  for (let g = 0; g < gridSize; g += 1) {
    const at = from + ((to - from) * g) / (gridSize - 1);
    const reach = nearestBandwidth(sorted, at, share);
    bandwidth = Math.max(bandwidth, reach);
    const kernel = x.map((value) => tricube((value - at) / reach));
    const fit =
      metric === 'auroc'
        ? aurocOfRows(run, counted, kernel)
        : localLinear(x, hit, at, reach, cluster, run.job.patientCount, weight);
    if (fit === null) continue;
    const value = Math.min(1, Math.max(0, fit.value));
    const [low, high] =
      metric === 'auroc'
        ? linearisedLogitLimits(fit, context.settings.level)
        : linearisedLimits(fit, context.settings.level);
    points.push({
      x: at,
      value,
      low: Math.max(0, low),
      high: Math.min(1, high),
      caseCount: kernel.reduce((n, k) => n + (k > 0 ? 1 : 0), 0),
    });
  }
  if (points.length < 5) return [];
  return [
    {
      ...evidenceBase(
        'metric-by-age',
        metricByAge.id,
        run,
        attribute.name,
        `${metric} along ${attribute.name}`,
        metric,
      ),
      data: { attribute: attribute.name, metric, points, bandwidth },
    },
  ];
}
