import type { Block, ReadersEstimate, Readings } from '@equipoise/domain';
import { checkSameGrids, unionBox } from '@equipoise/imaging';
import { type AgreementContext, mayShow } from './agreement-context.ts';
import type { MaskSource } from './agreement-options.ts';
import { figure, many, percent, ranged } from './agreement-words.ts';
import { forestRow } from './answers.ts';
import {
  addAgainstMajority,
  addPairs,
  cutToObjects,
  type MaskCase,
  maskCase,
  type PairSums,
  volumeSpread,
} from './mask-cases.ts';
import { maskGroupBlocks } from './mask-groups.ts';
import { noteIssues, tellIssues } from './mask-issues.ts';
import { maskEstimate, maskReaderBlocks } from './mask-readers.ts';

/** What masks have to say on the first screen. */
export interface MaskOutcome {
  readonly blocks: readonly Block[];
  /** Agreement by group of patients. */
  readonly groups: readonly Block[];
  readonly dice: ReadersEstimate;
  readonly caseCount: number;
  readonly readerCount: number;
  readonly maskCount: number;
}

/** Most points of a curve of readers. */
const mostPanel = 12;

/**
 * Agreement of masks: Dice of every pair, the generalised conformity index, distances between surfaces, sizes, each
 * reader against the majority of the others, and masks that are copies of each other.
 *
 * @throws imaging/grid-mismatch naming both files
 */
export async function analyseMasks(
  readings: Readings,
  source: MaskSource,
  context: AgreementContext,
): Promise<MaskOutcome> {
  const { options } = context;
  const labels = options.readerLabels;
  const cases: MaskCase[] = [];
  const pairs = new Map<number, PairSums>();
  const readerCount = readings.readerNames.length;
  const against = new Map<number, { dice: number[]; cases: number[] }>();
  const issues = new Map<string, string[]>();
  const drawn = new Set<number>();
  let maskCount = 0;
  let single = 0;
  let emptyCases = 0;
  const withMasks = source.readersOfCase.flatMap((readers, at) => (readers.length > 0 ? [at] : []));
  for (const [done, at] of withMasks.entries()) {
    if (options.signal?.aborted) break;
    options.onProgress?.('masks', done, withMasks.length);
    const all = source.readersOfCase[at]!;
    const masks = await source.load(at);
    checkSameGrids(masks);
    noteIssues(source, masks, all, at, labels, issues);
    maskCount += masks.length;
    for (const reader of all) drawn.add(reader);
    const cut = cutToObjects(masks);
    addPairs(cut, all, at, readerCount, pairs);
    const people = all.flatMap((reader, k) => (reader === options.reference ? [] : [k]));
    if (people.length < 2) {
      single++;
      continue;
    }
    const own = people.map((k) => cut[k]!);
    const readers = people.map((k) => all[k]!);
    if (unionBox(...own) === null) emptyCases++;
    cases.push(maskCase(own, readers, at, options.surfaceTolerance, pairs, readerCount));
    addAgainstMajority(own, readers, at, against);
  }
  const peopleCount = (): number =>
    drawn.size - (options.reference !== null && drawn.has(options.reference) ? 1 : 0);
  tellIssues(issues, context);
  if (single > 0) {
    context.warn(
      'single-masks',
      `${many(single, 'case')} ${single === 1 ? 'has' : 'have'} one mask only and ${single === 1 ? 'takes' : 'take'} no part in the agreement.`,
    );
  }
  const scores = (pick: (one: MaskCase) => number | null, metric: string): ReadersEstimate =>
    maskEstimate(
      context,
      readings,
      { metric, readerCount: peopleCount(), readingCount: maskCount },
      cases.map(pick),
      cases.map((one) => one.caseIndex),
    );
  const dice = scores((one) => one.diceMean, 'pairwise-dice');
  const worst = scores((one) => one.diceMin, 'pairwise-dice-min');
  const conformity = scores((one) => one.conformity, 'conformity-index');
  const hd95 = scores((one) => one.hd95, 'hausdorff-95');
  const surface = scores((one) => one.surfaceDice, 'surface-dice');
  const spread = scores((one) => volumeSpread(one.volumes), 'volume-variation');
  const noDistance = cases.reduce((sum, one) => sum + one.noDistanceCount, 0);
  const unit = source.unit;
  const blocks: Block[] = [
    {
      kind: 'table',
      id: `masks-${source.name}`,
      title: 'How alike the masks are',
      caption: 'Agreement of the masks of a case, averaged over cases.',
      task: source.name,
      columns: [
        { key: 'what', title: 'Figure', digits: null },
        { key: 'value', title: 'mean over cases', digits: null },
        { key: 'cases', title: 'cases', digits: 0 },
        { key: 'meaning', title: 'reads as', digits: null },
      ],
      rows: [
        { what: 'Dice of two readers, mean', one: dice, meaning: '1 the same mask, 0 no overlap' },
        { what: 'Dice of the two readers farthest apart', one: worst, meaning: '1 the same mask' },
        {
          what: 'Generalised conformity index',
          one: conformity,
          meaning: 'shared over united area of all pairs',
        },
        { what: `95 % Hausdorff distance, ${unit}`, one: hd95, meaning: '0 the same outline' },
        {
          what: `Surface Dice at ${options.surfaceTolerance} ${unit}`,
          one: surface,
          meaning: 'share of the outline within the tolerance',
        },
        { what: 'Spread of the sizes', one: spread, meaning: 'standard deviation over mean' },
      ].map(({ what, one, meaning }) => ({
        what,
        value: ranged(one),
        cases: one.suppressed === true ? null : one.caseCount,
        meaning,
      })),
      note: `${emptyCases > 0 && mayShow(emptyCases, options) ? `${many(emptyCases, 'case')} in which nobody drew anything ${emptyCases === 1 ? 'counts' : 'count'} with a Dice of 1. ` : ''}${noDistance > 0 ? `${many(noDistance, 'pair')} of an empty and a drawn mask have a Dice of 0 and no distance. ` : ''}Distances by border cells (Hausdorff) and by surface elements (surface Dice).`,
      shown: null,
    },
  ];
  if (!options.areSlots) {
    blocks.push(...maskReaderBlocks(readings, source, pairs, against, drawn, context));
  }
  if (!options.areSlots) blocks.push(...sizeBlock(readings, source, cases, context));
  blocks.push(...panelBlock(readings, source, cases, drawn.size, context));
  if (dice.value !== null) {
    context.find({
      key: 'masks',
      metric: 'pairwise-dice',
      estimateIds: [dice.id, worst.id, conformity.id, hd95.id],
      sentence: `Two readers’ masks of a case overlap with a Dice of ${ranged(dice)} on average (the two farthest apart ${figure(worst.value)}; conformity index ${figure(conformity.value)}; 95 % Hausdorff distance ${figure(hd95.value, 1)} ${unit}).`,
    });
  } else {
    context.find({
      key: 'masks',
      metric: 'pairwise-dice',
      reason: dice.undefinedReason,
      sentence: 'No case has masks of two readers, so there is no agreement to measure.',
    });
  }
  const groups = maskGroupBlocks(readings, source, cases, peopleCount(), context);
  return { blocks, groups, dice, caseCount: cases.length, readerCount: peopleCount(), maskCount };
}

/** Size of each reader's objects over the mean size of the case. */
function sizeBlock(
  readings: Readings,
  source: MaskSource,
  cases: readonly MaskCase[],
  context: AgreementContext,
): Block[] {
  const labels = context.options.readerLabels;
  const ratios = new Map<number, { values: number[]; cases: number[] }>();
  for (const one of cases) {
    const mean = one.volumes.reduce((sum, x) => sum + x, 0) / one.volumes.length;
    if (!(mean > 0)) continue;
    one.readers.forEach((reader, k) => {
      const entry = ratios.get(reader) ?? { values: [], cases: [] };
      entry.values.push(one.volumes[k]! / mean);
      entry.cases.push(one.caseIndex);
      ratios.set(reader, entry);
    });
  }
  const readers = [...ratios.keys()].sort((a, b) => (labels[a]! < labels[b]! ? -1 : 1));
  const estimates = readers.map((reader) => {
    const { values, cases: at } = ratios.get(reader)!;
    return maskEstimate(
      context,
      readings,
      {
        model: labels[reader]!,
        metric: 'relative-size',
        readerCount: 1,
        readingCount: values.length,
      },
      values,
      at,
    );
  });
  if (estimates.length < 2) return [];
  return [
    {
      kind: 'forest',
      id: `mask-sizes-${source.name}`,
      title: 'Who draws large, who draws small',
      caption: `Size of each reader’s object over the mean size of all readers of the case (${source.unit === 'mm' ? 'in space' : 'in cells'}); 1 is the mean.`,
      task: source.name,
      axis: 'relative size',
      rule: 1,
      margin: null,
      digits: 2,
      rows: estimates.map((one) => forestRow(one.model, one)),
    },
  ];
}

function panelBlock(
  readings: Readings,
  source: MaskSource,
  cases: readonly MaskCase[],
  readerCount: number,
  context: AgreementContext,
): Block[] {
  const sizes = cases.map((one) => one.readers.length).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  if (usual < 3) return [];
  const same = cases.filter((one) => one.readers.length === usual);
  const points: { x: number; y: number; low: number | null; high: number | null }[] = [];
  for (let k = 2; k <= usual; k++) {
    if (k > mostPanel && k < usual) continue;
    const one = maskEstimate(
      context,
      readings,
      {
        metric: 'mask-spread-captured',
        class: many(k, 'reader'),
        readerCount,
        readingCount: same.length * usual,
      },
      same.map(({ captured }) => captured[k - 2] ?? null),
      same.map(({ caseIndex }) => caseIndex),
    );
    if (one.value !== null) points.push({ x: k, y: one.value, low: one.low, high: one.high });
  }
  const [two] = points;
  if (two === undefined) return [];
  context.find({
    key: 'mask-panel',
    metric: 'mask-spread-captured',
    sentence: `Two readers show ${percent(two.y)} of the area on which ${usual} readers’ masks differ.`,
  });
  return [
    {
      kind: 'curve',
      id: `mask-panel-${source.name}`,
      title: 'What k readers show',
      caption: `Area between the union and the intersection of k masks over that of all ${usual}, exact over all draws, mean over cases with ${usual} masks.`,
      task: source.name,
      xTitle: 'number of readers',
      yTitle: 'share of the disputed area',
      diagonal: false,
      series: [{ name: 'disputed area shown', points }],
    },
  ];
}
