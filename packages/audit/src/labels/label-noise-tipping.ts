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
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const evidence = context.runs
      .filter((run) => run.job.decision !== null && run.class === null)
      .flatMap((run) =>
        run.attributes.flatMap((attribute) => {
          const counts = countLevels(run, attribute);
          return judged.flatMap((metric) => tipAttribute(run, attribute, counts, metric, context));
        }),
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
  counts: readonly Counts[],
  metric: 'sensitivity' | 'specificity',
  context: AuditContext,
): EvidenceOf<'tipping-point'>[] {
  const margin = context.settings.margins[metric];
  const part = run.byMetric.get(metric)?.attributes[attribute.index];
  if (margin === undefined || !part) return [];
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

function countLevels({ job }: PredictionRun, { levels, codes }: RunAttribute): Counts[] {
  // Four counts a level: label and decision.
  const counts = new Float64Array(4 * levels.length);
  for (let i = 0; i < codes.length; i += 1)
    counts[4 * codes[i]! + 2 * job.label[i]! + (job.decision?.[i] ?? 0)]! += 1;
  return levels.map((_, level) => {
    const [tn, fp, fn, tp] = counts.subarray(4 * level, 4 * level + 4);
    return { tp: tp ?? 0, fp: fp ?? 0, fn: fn ?? 0, tn: tn ?? 0 };
  });
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
