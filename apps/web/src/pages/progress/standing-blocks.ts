import type { IntraReader } from '@equipoise/annotation';
import type { ForestBlock } from '@equipoise/domain';
import { reasonText } from '../../charts/numbers.ts';
import { progressWords as words } from '../../words/progress.ts';
import type { ReaderFigures } from './room-types.ts';

/** What a forest shows, without ids. */
export type Forest = Omit<ForestBlock, 'kind' | 'id' | 'task'>;

type Row = Forest['rows'][number];

const measures = ['accuracy', 'sensitivity', 'specificity'] as const;

interface Figure {
  readonly value: number | null;
  readonly reason?: string | undefined;
}

function row(
  label: string,
  estimate: Figure,
  limits: readonly [number, number] | null,
  counts: string,
): Row {
  return {
    label,
    group: null,
    value: estimate.value,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
    counts,
    reason: estimate.value === null ? reasonText(estimate.reason) : null,
  };
}

/** Shares on hidden gold cases, one picture a measure; measures that nobody has a case of are left out. */
export function goldForests(readers: readonly ReaderFigures[]): readonly Forest[] {
  return measures
    .map((measure) => ({
      title: words.goldMeasure[measure],
      caption: words.goldCaption(words.goldMeasure[measure]),
      axis: words.measure[measure],
      rule: null,
      margin: null,
      digits: 2,
      rows: readers.map(({ name, standing }) => {
        const { hits, count, interval } = standing[measure];
        return row(name, interval.estimate, interval.limits, words.hitsOf(hits, count));
      }),
    }))
    .filter((forest) => forest.rows.some((one) => one.value !== null));
}

/** Time and accuracy along a sitting. */
export function fatigueForests(readers: readonly ReaderFigures[]): readonly Forest[] {
  const forests: readonly Forest[] = [
    {
      title: words.fatigueTime,
      caption: words.fatigueTimeCaption,
      axis: words.fatigueTimeAxis,
      rule: 1,
      margin: null,
      digits: 2,
      rows: readers.map(({ name, fatigue: { time, timeFactor } }) =>
        row(name, timeFactor.estimate, timeFactor.limits, words.casesCount(time.count)),
      ),
    },
    {
      title: words.fatigueAccuracy,
      caption: words.fatigueAccuracyCaption,
      axis: words.fatigueAccuracyAxis,
      rule: 0,
      margin: null,
      digits: 2,
      rows: readers.map(({ name, fatigue: { accuracy } }) =>
        row(name, accuracy.slope, accuracy.limits, words.goldCount(accuracy.count)),
      ),
    },
  ];
  return forests.filter((forest) => forest.rows.length > 0);
}

/** Agreement of readers with themselves: classes by kappa, numbers by the intraclass correlation. */
export function intraForests(
  pairs: readonly IntraReader[],
  nameOf: (readerId: string) => string,
): readonly Forest[] {
  const label = (one: IntraReader): string => words.intraLabel(nameOf(one.readerId), one.question);
  const counts = (one: IntraReader): string => words.pairs(one.sameCount, one.pairCount);
  const base = { caption: words.intraCaption, rule: null, margin: null, digits: 2 };
  const forests: readonly Forest[] = [
    {
      ...base,
      title: words.intraKappa,
      axis: words.intraKappa,
      rows: pairs.flatMap((one) =>
        one.kappa === null ? [] : [row(label(one), one.kappa.kappa, one.kappa.limits, counts(one))],
      ),
    },
    {
      ...base,
      title: words.intraIcc,
      axis: words.intraIcc,
      rows: pairs.flatMap((one) =>
        one.icc === null ? [] : [row(label(one), one.icc.value, one.icc.limits, counts(one))],
      ),
    },
  ];
  return forests.filter((forest) => forest.rows.length > 0);
}
