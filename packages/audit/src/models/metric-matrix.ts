import type { EvidenceOf } from '@equipoise/domain';
import {
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import { decidedClasses } from '../frame/measure-whole.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { sayMetric } from '../frame/wording.ts';

type Data = EvidenceOf<'metric-matrix'>['data'];

/** A metric over ordered attributes side by side, averaged over models: does the answer depend on how a group was measured? */
export const metricMatrix: AuditSpec = defineAudit({
  id: 'metric-matrix',
  title: 'One metric, several ways of grouping',
  question: 'Does the conclusion change with how the attribute was measured?',
  items: [6, 19],
  needs: 'two or more ordered attributes with equally many levels',
  sources: ['arXiv:2308.09640'],
  run(_study, context): Promise<AuditOutcome> {
    const whole = context.wholeRuns.filter((run) => run.prediction.kind !== 'regression');
    const confusion = whole.map((run) => confusionEvidence(run));
    const groups = new Map<string, PredictionRun[]>();
    for (const run of [...whole, ...context.runs.filter((entry) => entry.class === null)]) {
      const list = groups.get(run.task) ?? [];
      list.push(run);
      groups.set(run.task, list);
    }
    const matrices = [...groups.values()].flatMap((runs) => matrixOf(runs));
    const evidence = [...confusion, ...matrices];
    return Promise.resolve(
      evidence.length === 0
        ? notAssessed(
            'two or more ordered attributes with equally many levels, or a multiclass task',
          )
        : { estimates: [], findings: [], evidence, needs: null },
    );
  },
});

function confusionEvidence(run: PredictionRun): EvidenceOf<'confusion-matrix'> {
  const classes = run.prediction.classes ?? [];
  const counts = classes.map(() => classes.map(() => 0));
  const decided = decidedClasses(run.prediction, run.rows);
  run.rows.forEach((i, k) => {
    const row = counts[run.prediction.label[i]!];
    if (row && decided[k]! >= 0) row[decided[k]!]! += 1;
  });
  return {
    ...evidenceBase('confusion-matrix', metricMatrix.id, run, null, 'Reference against decision'),
    data: { classes, counts },
  };
}

/** Attributes that may measure the same thing: ordered, with as many recorded levels as another one. */
function matrixOf(runs: readonly PredictionRun[]): EvidenceOf<'metric-matrix'>[] {
  const first = runs[0]!;
  const metric = first.byMetric.has('balanced-accuracy')
    ? 'balanced-accuracy'
    : first.byMetric.has('auroc')
      ? 'auroc'
      : null;
  if (metric === null) return [];
  const ordered = first.attributes.filter(
    (attribute) => attribute.isOrdered && recorded(attribute).length >= 3,
  );
  const bySize = new Map<number, RunAttribute[]>();
  for (const attribute of ordered) {
    const list = bySize.get(recorded(attribute).length) ?? [];
    list.push(attribute);
    bySize.set(recorded(attribute).length, list);
  }
  return [...bySize.entries()]
    .filter(([, attributes]) => attributes.length >= 2)
    .map(([size, attributes]) => {
      const rows = attributes.map((attribute) => rowOf(runs, attribute, metric));
      return {
        ...evidenceBase(
          'metric-matrix',
          metricMatrix.id,
          first,
          null,
          `${sayMetric(metric)} by ${attributes.map((attribute) => attribute.name).join(', ')}`,
          `${metric}/${size}`,
        ),
        model: runs.length === 1 ? first.model : '(mean of models)',
        data: {
          metric,
          columns: Array.from({ length: size }, (_, k) => String(k + 1)),
          rows,
          models: runs.map((run) => run.model),
          conclusion: conclusionOf(rows, metric),
        },
      };
    });
}

function recorded(attribute: RunAttribute): number[] {
  return attribute.levels
    .map((_, level) => level)
    .filter((level) => level !== attribute.missingLevel);
}

function rowOf(
  runs: readonly PredictionRun[],
  attribute: RunAttribute,
  metric: string,
): Data['rows'][number] {
  const levels = recorded(attribute);
  const byModel = runs.map((run) => {
    const cells = run.byMetric.get(metric)?.attributes[attribute.index]?.cells;
    return levels.map((level) => cells?.[level]?.value.value ?? null);
  });
  const counts = levels.map((level) =>
    runs.reduce(
      (n, run) =>
        n + (run.byMetric.get(metric)?.attributes[attribute.index]?.cells[level]?.counts.rows ?? 0),
      0,
    ),
  );
  const values = levels.map((_, k) => {
    const known = byModel.flatMap((row) =>
      row[k] === null || row[k] === undefined ? [] : [row[k]],
    );
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
  });
  return {
    attribute: attribute.name,
    levels: levels.map((level) => attribute.levels[level]!),
    values,
    counts,
    byModel,
  };
}

/** Says in which direction the metric runs along each attribute, and whether they disagree. */
function conclusionOf(rows: Data['rows'], metric: string): string | null {
  const smallest = 30;
  const trends = rows.map((row) => {
    const points = row.values.flatMap((value, k) =>
      value !== null && row.counts[k]! >= smallest ? [{ k, value }] : [],
    );
    if (points.length < 2) return { attribute: row.attribute, change: null };
    return {
      attribute: row.attribute,
      change: points[points.length - 1]!.value - points[0]!.value,
    };
  });
  const known = trends.flatMap((trend) =>
    trend.change === null ? [] : [{ attribute: trend.attribute, change: trend.change }],
  );
  if (known.length < 2) return null;
  const say = known
    .map(
      ({ attribute, change }) =>
        `${change < 0 ? 'falls' : 'rises'} by ${Math.abs(change).toFixed(3)} along ${attribute}`,
    )
    .join(', ');
  const flips = known.some((a) => known.some((b) => a.change * b.change < 0));
  const basis = `(first to last level with at least ${smallest} cases)`;
  return flips
    ? `The conclusion depends on how the attribute was measured: ${sayMetric(metric)} ${say} ${basis}.`
    : `${sayMetric(metric)} ${say} ${basis}: the direction is the same in each.`;
}
