import type { Block, ReadersEstimate, Readings } from '@equipoise/domain';
import { meanScore } from '@equipoise/stats';
import { type AgreementContext, mayShow } from './agreement-context.ts';
import type { MaskSource } from './agreement-options.ts';
import { columnName, figure, listed, many } from './agreement-words.ts';
import { forestRow } from './answers.ts';
import type { PairSums } from './mask-cases.ts';

/** Fewest cases for a figure about one reader or two. */
const fewestCases = 5;

/** Whether a figure lies between 0 and 1. */
function isShare(metric: string): boolean {
  return /dice|conformity|captured/.test(metric);
}

/** Mean over cases of a figure of masks, with limits over patients. */
export function maskEstimate(
  context: AgreementContext,
  readings: Readings,
  parts: {
    readonly metric: string;
    readonly model?: string;
    readonly class?: string;
    readonly readerCount: number;
    readonly readingCount: number;
  },
  values: readonly (number | null)[],
  caseIndex: readonly number[],
): ReadersEstimate {
  const mean = meanScore(
    Float64Array.from(values, (value) => value ?? Number.NaN),
    caseIndex.map((at) => readings.patient[at]!),
    context.options.level,
  );
  const isFew = parts.model !== undefined && mean.unitCount > 0 && mean.unitCount < fewestCases;
  const limit = (value: number | undefined): number | null =>
    value === undefined ? null : Math.max(0, isShare(parts.metric) ? Math.min(1, value) : value);
  return context.estimate({
    ...parts,
    value: isFew ? null : mean.estimate.value,
    low: limit(mean.limits?.[0]),
    high: limit(mean.limits?.[1]),
    method: mean.method,
    caseCount: mean.unitCount,
    patientCount: mean.patientCount,
    reason: isFew ? 'too-few-cases' : (mean.estimate.reason ?? null),
    caution: mean.limits === null ? (mean.se.reason ?? null) : null,
  });
}

/** Readers of masks in pairs and alone: heat map, each against the majority of the others, table of pairs. */
export function maskReaderBlocks(
  readings: Readings,
  source: MaskSource,
  pairs: ReadonlyMap<number, PairSums>,
  against: ReadonlyMap<number, { dice: number[]; cases: number[] }>,
  drawn: ReadonlySet<number>,
  context: AgreementContext,
): Block[] {
  const readerCount = readings.readerNames.length;
  const { reference, readerLabels: labels } = context.options;
  const shown = [...drawn].sort((a, b) => (labels[a]! < labels[b]! ? -1 : 1));
  const place = new Map(shown.map((reader, at) => [reader, at]));
  const values = shown.map(() => new Array<number | null>(shown.length).fill(null));
  const rows: Record<string, string | number | null>[] = [];
  const equal: EqualPair[] = [];
  const sorted = [...pairs].sort(([a], [b]) => a - b);
  for (const [key, sums] of sorted) {
    const ends = [Math.floor(key / readerCount), key % readerCount];
    ends.sort((a, b) => place.get(a)! - place.get(b)!);
    const [first, second] = [ends[0]!, ends[1]!];
    const name = `${labels[first]} · ${labels[second]}`;
    const estimate = maskEstimate(
      context,
      readings,
      { model: name, metric: 'dice', readerCount: 2, readingCount: 2 * sums.dice.length },
      sums.dice,
      sums.cases,
    );
    const isHidden = estimate.suppressed === true;
    values[place.get(first)!]![place.get(second)!] = estimate.value;
    values[place.get(second)!]![place.get(first)!] = estimate.value;
    if (areCopies(sums)) {
      equal.push({
        first,
        second,
        equalCount: sums.equalCount,
        caseCount: sums.dice.length,
        estimateId: estimate.id,
      });
    }
    rows.push({
      first: labels[first]!,
      second: labels[second]!,
      cases: isHidden ? null : estimate.caseCount,
      dice: estimate.value,
      low: estimate.low,
      high: estimate.high,
      least: isHidden ? null : sums.dice.reduce((least, value) => Math.min(least, value), 1),
      equal: isHidden || !mayShow(sums.equalCount, context.options) ? null : sums.equalCount,
      hd95: isHidden ? null : average(sums.distance),
      surface: isHidden ? null : average(sums.surface),
    });
  }
  // The farthest apart stand first, as with answers.
  rows.sort((a, b) => Number(a['dice'] ?? 2) - Number(b['dice'] ?? 2));
  sayCopies(equal, labels, reference, context);
  const names = shown.map((reader) => labels[reader]!);
  const ofOthers = shown
    .filter((reader) => against.has(reader))
    .map((reader) => {
      const { dice, cases } = against.get(reader)!;
      return maskEstimate(
        context,
        readings,
        {
          model: labels[reader]!,
          metric: 'dice-against-others',
          readerCount: drawn.size,
          readingCount: dice.length,
        },
        dice,
        cases,
      );
    });
  sayOutliers(ofOthers, context);
  const blocks: Block[] = [];
  if (shown.length > 2) {
    blocks.push({
      kind: 'heat-map',
      id: `mask-pairs-${source.name}`,
      title: 'Whose masks agree',
      caption: 'Mean Dice of every pair of readers over the cases both drew; 1 is the same mask.',
      task: source.name,
      rowTitle: 'Reader',
      columnTitle: 'Reader',
      rows: names,
      columns: names.map(columnName),
      values,
      range: [0, 1],
      digits: 2,
    });
  }
  if (ofOthers.length > 0) {
    blocks.push({
      kind: 'forest',
      id: `masks-against-others-${source.name}`,
      title: 'Each reader against the others',
      caption:
        'Mean Dice of each reader with the cells that more than half of the other readers drew. The consensus is no truth.',
      task: source.name,
      axis: 'Dice',
      rule: null,
      margin: null,
      digits: 2,
      rows: ofOthers.map((one) => forestRow(one.model, one)),
    });
  }
  blocks.push({
    kind: 'table',
    id: `mask-pair-figures-${source.name}`,
    title: 'Pairs of readers, the farthest apart first',
    caption: 'Every pair of readers over the cases both drew.',
    task: source.name,
    columns: [
      { key: 'first', title: 'Reader', digits: null },
      { key: 'second', title: 'with', digits: null },
      { key: 'cases', title: 'cases', digits: 0 },
      { key: 'dice', title: 'mean Dice', digits: 3 },
      { key: 'low', title: 'low', digits: 3 },
      { key: 'high', title: 'high', digits: 3 },
      { key: 'least', title: 'least Dice', digits: 3 },
      { key: 'equal', title: 'equal masks', digits: 0 },
      { key: 'hd95', title: `HD95, ${source.unit}`, digits: 2 },
      { key: 'surface', title: 'surface Dice', digits: 3 },
    ],
    rows,
    note: 'A dash under the distances: where many readers drew a case, distances are taken for a ring of neighbouring readers.',
    shown: 12,
  });
  return blocks;
}

function average(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Whether two readers' masks are equal so often that one source stands behind both. */
export function areCopies(sums: PairSums): boolean {
  return sums.equalCount >= fewestEqual && 2 * sums.equalCount >= sums.dice.length;
}

/** Fewest cases on which equal masks are taken for copies. */
const fewestEqual = 5;

/** Readers with equal masks, whole families of them in one sentence. */
export function sayCopies(
  pairs: readonly EqualPair[],
  labels: readonly string[],
  reference: number | null,
  context: AgreementContext,
): void {
  for (const family of families(pairs)) {
    const members = family.members.sort((a, b) => (labels[a]! < labels[b]! ? -1 : 1));
    const people = members.filter((reader) => reader !== reference);
    const names = listed(people.map((reader) => labels[reader]!));
    const { least, cases } = family;
    const count = !mayShow(cases, context.options)
      ? ''
      : least === cases
        ? ` in all ${many(cases, 'case')}`
        : ` in ${least} of ${many(cases, 'case')}`;
    const isReference = people.length < members.length;
    const twice = 'people do not draw twice alike, so one source stands under several names';
    context.find({
      key: `mask-copies|${members.map((reader) => labels[reader]).join('|')}`,
      model: people.map((reader) => labels[reader]).join(' · '),
      metric: 'dice',
      reason: isReference ? 'circular-reference' : 'identical-masks',
      estimateIds: family.estimateIds,
      sentence: isReference
        ? `The masks of ${names} equal ${labels[reference!]} cell by cell${count}: the reference is one of the readers, and agreement with it is circular there.`
        : `${names} have the same masks cell by cell${count}: ${twice}.`,
    });
  }
}

/** Two readers and how many of their masks are equal. */
export interface EqualPair {
  readonly first: number;
  readonly second: number;
  readonly equalCount: number;
  readonly caseCount: number;
  readonly estimateId: string;
}

interface Family {
  members: number[];
  least: number;
  cases: number;
  estimateIds: string[];
}

/** Readers tied by pairs of equal masks. */
function families(pairs: readonly EqualPair[]): Family[] {
  const out: Family[] = [];
  for (const { first, second, equalCount, caseCount, estimateId } of pairs) {
    const touched = out.filter(
      ({ members }) => members.includes(first) || members.includes(second),
    );
    const whole: Family = {
      members: [...new Set([first, second, ...touched.flatMap(({ members }) => members)])],
      least: Math.min(equalCount, ...touched.map(({ least }) => least)),
      cases: Math.max(caseCount, ...touched.map(({ cases }) => cases)),
      estimateIds: [...touched.flatMap(({ estimateIds }) => estimateIds), estimateId],
    };
    for (const old of touched) out.splice(out.indexOf(old), 1);
    out.push(whole);
  }
  return out;
}

/** A reader whose masks overlap with the majority of the others far less than the middle reader's. */
export function sayOutliers(ofOthers: readonly ReadersEstimate[], context: AgreementContext): void {
  const known = ofOthers.filter((one) => one.value !== null && one.caseCount >= 10);
  if (known.length < 3) return;
  const sorted = known.map((one) => one.value!).sort((a, b) => a - b);
  const at = sorted.length >> 1;
  const middle = sorted.length % 2 === 1 ? sorted[at]! : (sorted[at - 1]! + sorted[at]!) / 2;
  for (const one of known) {
    // Half of the overlap, and the interval does not reach the middle.
    if (one.value! >= 0.5 * middle || (one.high ?? one.value!) >= middle) continue;
    context.find({
      key: `mask-outlier|${one.model}`,
      model: one.model,
      metric: 'dice-against-others',
      reason: 'outlying-reader',
      estimateIds: [one.id],
      sentence: `${one.model} stands apart: the masks overlap with the majority of the others with a Dice of ${figure(one.value)}, the middle reader has ${figure(middle)}.`,
    });
  }
}
