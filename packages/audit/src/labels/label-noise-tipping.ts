import type { EvidenceOf } from '@equipoise/domain';
import { type TippingPoint, tippingPoint } from '@equipoise/stats';
import { smallCell } from '../fairness/performance.ts';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';

const judged = ['sensitivity', 'specificity'] as const;
type Row = EvidenceOf<'tipping-point'>['data']['rows'][number];

/** The fewest wrong labels, and where, that would overturn each gap. */
export const labelNoiseTipping: AuditSpec = defineAudit({
  id: 'label-noise-tipping',
  title: 'Label-noise tipping point',
  question: 'How few wrong labels would overturn this finding?',
  items: [17],
  needs: 'decisions, an attribute and a margin',
  sources: ['doi:10.1016/j.jclinepi.2013.10.019'],
  run(_study, context): Promise<AuditOutcome> {
    const evidence = context.runs
      .filter((run) => run.job.decision !== null && run.class === null)
      .flatMap((run) =>
        run.attributes.flatMap((attribute) =>
          judged.flatMap((metric) => tipAttribute(run, attribute, metric, context)),
        ),
      );
    return Promise.resolve(
      evidence.length === 0
        ? notAssessed('decisions, an attribute and a margin')
        : { estimates: [], findings: [], evidence, needs: null },
    );
  },
});

function tipAttribute(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: 'sensitivity' | 'specificity',
  context: AuditContext,
): EvidenceOf<'tipping-point'>[] {
  const margin = context.settings.margins[metric];
  const part = run.byMetric.get(metric)?.attributes[attribute.index];
  if (margin === undefined || !part) return [];
  const counts = countLevels(run, attribute);
  const all = counts.reduce(addCounts, emptyCounts);
  const rows = attribute.levels.map((level, index): Row => {
    const cell = part.cells[index]!;
    const small = smallCell(metric, cell);
    if (small !== null) return noRow(level, small);
    const own = counts[index]!;
    const found = tippingPoint(own, subtractCounts(all, own), {
      metric,
      margin,
      level: context.settings.level,
      designEffect: designEffect(cell),
    });
    return describe(level, attribute.name, found);
  });
  return [
    {
      ...evidenceBase(
        'tipping-point',
        labelNoiseTipping.id,
        run,
        attribute.name,
        `Label flips that would overturn the gap in ${metric} by ${attribute.name}`,
        metric,
      ),
      data: { metric, rows },
    },
  ];
}

function describe(level: string, attribute: string, found: TippingPoint): Row {
  const becomes = found.isBeyondMargin ? 'no longer beyond the margin' : 'beyond the margin';
  const where = found.plan
    .map(
      (flip) =>
        `${flip.count} label${flip.count === 1 ? '' : 's'} of ${flip.group === 'a' ? `${attribute} = ${level}` : 'the others'} recorded ${flip.from} and called ${flip.decision}`,
    )
    .join(' and ');
  return {
    level,
    verdict: found.isBeyondMargin ? 'beyond the margin' : 'not beyond the margin',
    flips: found.flips.value,
    flipShare: found.share.value,
    where,
    becomes,
    reason: found.flips.value === null ? found.flips.reason : null,
  };
}

function noRow(level: string, reason: string): Row {
  return {
    level,
    verdict: 'not judged',
    flips: null,
    flipShare: null,
    where: '',
    becomes: '',
    reason,
  };
}

interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}
const emptyCounts: Counts = { tp: 0, fp: 0, fn: 0, tn: 0 };

function addCounts(a: Counts, b: Counts): Counts {
  return { tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn };
}

function subtractCounts(a: Counts, b: Counts): Counts {
  return { tp: a.tp - b.tp, fp: a.fp - b.fp, fn: a.fn - b.fn, tn: a.tn - b.tn };
}

function countLevels(run: PredictionRun, attribute: RunAttribute): Counts[] {
  const cells = attribute.levels.map(() => ({ tp: 0, fp: 0, fn: 0, tn: 0 }));
  attribute.codes.forEach((code, i) => {
    const cell = cells[code]!;
    const positive = run.job.label[i] === 1;
    const called = run.job.decision?.[i] === 1;
    if (positive) cell[called ? 'tp' : 'fn'] += 1;
    else cell[called ? 'fp' : 'tn'] += 1;
  });
  return cells;
}

/** Variance of the level's rate over its binomial variance, at least 1. */
function designEffect(cell: {
  readonly value: { readonly value: number | null };
  readonly standardError: { readonly value: number | null };
  readonly denominator: number | null;
}): number {
  const p = cell.value.value;
  const se = cell.standardError.value;
  if (p === null || se === null || p <= 0 || p >= 1 || !cell.denominator) return 1;
  return Math.max(1, (se * se * cell.denominator) / (p * (1 - p)));
}
