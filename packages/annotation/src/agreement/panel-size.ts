import type { Block, CurveBlock, ReadersEstimate } from '@equipoise/domain';
import { meanScore, rangeByReaders, variabilityByReaders } from '@equipoise/stats';
import type { AgreementContext } from './agreement-context.ts';
import { many, percent } from './agreement-words.ts';
import { countPatients, type RatedQuestion } from './rated-question.ts';

/** Most points of the curve. */
const mostPoints = 30;

/**
 * How much of the readers' disagreement a smaller panel would show: for k readers drawn among those of a case, the
 * chance that they differ where all together differ, exact over all draws; and how often the majority of k is the
 * majority of all. For numbers the range of k readers over the range of all.
 */
export function panelSizeSection(question: RatedQuestion, context: AgreementContext): Block[] {
  const sizes = readingsByCase(question);
  const most = usualPanel(sizes);
  if (most < 3) return [];
  if (question.classes === null) return numericPanel(question, most, context);
  const captured: ReadersEstimate[] = [];
  const panels = panelSizes(most);
  for (const k of panels) captured.push(capturedBy(question, k, most, context));
  if (captured.every((one) => one.value === null)) return [];
  const stable = stability(question, panels, most, context);
  sayPanel(panels, captured, most, context);
  const series: CurveBlock['series'] = [
    { name: 'disagreement shown', points: points(panels, captured) },
    ...(stable.length === 0
      ? []
      : [{ name: 'same majority', points: points(panels.slice(0, stable.length), stable) }]),
  ];
  return [
    {
      kind: 'curve',
      id: `panel-${question.name}`,
      title: 'What k readers show',
      caption: `Disagreement shown: of the cases on which ${most} readers or more differ, the share on which k of them, drawn at random, differ too, with limits. Same majority: how often the majority of k is that of all.`,
      task: question.name,
      xTitle: 'number of readers',
      yTitle: 'share',
      diagonal: false,
      series,
    },
  ];
}

function points(
  panels: readonly number[],
  estimates: readonly ReadersEstimate[],
): CurveBlock['series'][number]['points'] {
  return estimates.flatMap(({ value, low, high }, at) =>
    value === null ? [] : [{ x: panels[at]!, y: value, low, high }],
  );
}

function sayPanel(
  panels: readonly number[],
  captured: readonly ReadersEstimate[],
  most: number,
  context: AgreementContext,
): void {
  const two = captured[0]!;
  if (two.value === null || context.isBrief) return;
  const enough = captured.findIndex((one) => (one.value ?? 0) >= 0.9);
  const size = panels[enough];
  const tail = size === undefined || size >= most ? '' : `, ${size} show 90 %`;
  context.find({
    key: 'panel-size',
    metric: 'disagreement-captured',
    estimateIds: captured.slice(0, Math.max(1, enough + 1)).map((one) => one.id),
    sentence: `Two readers show ${percent(two.value)} of the disagreement that ${most} show${tail}.`,
  });
}

function readingsByCase(question: RatedQuestion): Int32Array {
  const { starts, unitCount } = question.ratings;
  return Int32Array.from({ length: unitCount }, (_, u) => starts[u + 1]! - starts[u]!);
}

/** The number of readings that half of the cases with two or more reach. */
function usualPanel(sizes: Int32Array): number {
  const several = sizes.filter((size) => size >= 2).sort();
  return several.length === 0 ? 0 : several[several.length >> 1]!;
}

/** 2, 3, … up to `most`, thinned out where that are many. */
function panelSizes(most: number): number[] {
  const all = Array.from({ length: most - 1 }, (_, i) => i + 2);
  if (all.length <= mostPoints) return all;
  const step = Math.ceil(all.length / mostPoints);
  return all.filter((k, i) => i < 10 || i % step === 0 || k === most);
}

/** n over k as a product that stays small: (n)_k / (m)_k. */
function drawnShare(n: number, m: number, k: number): number {
  let share = 1;
  for (let i = 0; i < k; i++) share *= Math.max(0, n - i) / (m - i);
  return share;
}

function capturedBy(
  question: RatedQuestion,
  k: number,
  fewest: number,
  context: AgreementContext,
): ReadersEstimate {
  const { ratings, classes } = question;
  const counts = new Int32Array(classes!.length);
  const scores = new Float64Array(ratings.unitCount).fill(Number.NaN);
  for (let u = 0; u < ratings.unitCount; u++) {
    const [from, end] = [ratings.starts[u]!, ratings.starts[u + 1]!];
    const size = end - from;
    if (size < fewest) continue;
    counts.fill(0);
    for (let i = from; i < end; i++) counts[ratings.codes[i]!]!++;
    let same = 0;
    let isDisputed = false;
    for (const count of counts) {
      if (count > 0 && count < size) isDisputed = true;
      same += drawnShare(count, size, k);
    }
    if (isDisputed) scores[u] = 1 - same;
  }
  const mean = meanScore(scores, ratings.patients, context.options.level);
  return context.estimate({
    metric: 'disagreement-captured',
    class: many(k, 'reader'),
    value: mean.estimate.value,
    low: mean.limits?.[0] ?? null,
    high: mean.limits === null ? null : Math.min(1, mean.limits[1]),
    method: mean.method,
    caseCount: mean.unitCount,
    patientCount: mean.patientCount,
    readerCount: question.readers.length,
    readingCount: ratings.codes.length,
    reason: mean.estimate.value === null ? 'no-disagreement' : null,
    caution: mean.limits === null ? (mean.se.reason ?? null) : null,
  });
}

/** Panels beyond this cost too many draws to count through. */
function largestCounted(classes: number): number {
  let k = 2;
  let ways = (classes * (classes + 1)) / 2;
  while (k < 25 && ways < 600) {
    k++;
    ways = (ways * (classes + k - 1)) / k;
  }
  return k;
}

function stability(
  question: RatedQuestion,
  panels: readonly number[],
  most: number,
  context: AgreementContext,
): ReadersEstimate[] {
  const { ratings, classes } = question;
  const largest = Math.min(largestCounted(classes!.length), most);
  if (ratings.unitCount * largest > 5e5) return [];
  const patientCount = countPatients(
    ratings,
    (u) => ratings.starts[u + 1]! - ratings.starts[u]! >= most,
  );
  const known = new Map(
    variabilityByReaders(ratings, { largestPanel: largest, fewestReadings: most }).map((one) => [
      one.k,
      one,
    ]),
  );
  const out: ReadersEstimate[] = [];
  for (const k of panels) {
    const one = known.get(k);
    if (one === undefined) break;
    out.push(
      context.estimate({
        metric: 'majority-stability',
        class: many(k, 'reader'),
        value: one.majorityStability.value,
        low: null,
        high: null,
        method: 'exact-over-draws',
        caution: 'describes-the-readings',
        caseCount: one.unitCount,
        patientCount,
        readerCount: question.readers.length,
        readingCount: ratings.codes.length,
        reason: one.majorityStability.reason ?? null,
      }),
    );
  }
  return out;
}

function numericPanel(question: RatedQuestion, most: number, context: AgreementContext): Block[] {
  const { ratings, table, readers } = question;
  const patientCount = countPatients(
    ratings,
    (u) => ratings.starts[u + 1]! - ratings.starts[u]! >= 2,
  );
  const found = rangeByReaders({ values: table, readerCount: readers.length }).filter(
    ({ k }) => k <= most,
  );
  const estimates = found.map((one) =>
    context.estimate({
      metric: 'range-captured',
      class: many(one.k, 'reader'),
      value: one.rangeCaptured.value,
      low: null,
      high: null,
      method: 'exact-over-draws',
      caution: 'describes-the-readings',
      caseCount: one.targetCount,
      patientCount,
      readerCount: readers.length,
      readingCount: ratings.codes.length,
      reason: one.rangeCaptured.reason ?? null,
    }),
  );
  const [two] = estimates;
  if (two === undefined || two.value === null) return [];
  if (!context.isBrief)
    context.find({
      key: 'panel-size',
      metric: 'range-captured',
      estimateIds: [two.id],
      sentence: `Two readers show ${percent(two.value)} of the range of numbers that all readers of a case show.`,
    });
  return [
    {
      kind: 'curve',
      id: `panel-${question.name}`,
      title: 'What k readers show',
      caption:
        'Range of the numbers of k readers, drawn at random among those of a case, over the range of all, exact over all draws.',
      task: question.name,
      xTitle: 'number of readers',
      yTitle: 'share of the range',
      diagonal: false,
      series: [
        {
          name: 'range shown',
          points: points(
            found.map(({ k }) => k),
            estimates,
          ),
        },
      ],
    },
  ];
}
