import type { Block, ReadersEstimate, Readings } from '@equipoise/domain';
import { checkSameGrids, type Mask } from '@equipoise/imaging';
import { type Collected, makeContext } from '../agreement/agreement-context.ts';
import type { AgreementOptions, MaskSource } from '../agreement/agreement-options.ts';
import {
  addPairs,
  cutToObjects,
  type MaskCase,
  maskCase,
  type PairSums,
} from '../agreement/mask-cases.ts';
import { maskGroupBlocks } from '../agreement/mask-groups.ts';
import { noteIssues, tellIssues } from '../agreement/mask-issues.ts';
import { areCopies, maskEstimate, sayCopies, sayOutliers } from '../agreement/mask-readers.ts';
import type { Analysis, AnalysisOptions } from '../frame/analysis.ts';
import { countText } from '../frame/count-text.ts';
import { figure, many, share, withRange } from '../reader-study/study-words.ts';
import {
  type FusedCase,
  fuseMasks,
  type MaskField,
  type MaskLayers,
  type MaskMethod,
  maskMethods,
} from './mask-fusion.ts';
import {
  doubtfulBlock,
  methodBlocks,
  type ReaderMaskFigures,
  readerBlocks,
} from './mask-sections.ts';
import {
  chooseMaskMethod,
  maskConsensusMethods,
  maskMethodWords,
  sizeText,
  sizeUnit,
} from './mask-words.ts';

/** How masks are fused. */
export interface MaskQuestion {
  readonly method: MaskMethod | 'auto';
  readonly field: MaskField;
  /** Tolerance of surface Dice, in the unit of the masks. */
  readonly tolerance: number;
  /** Whether masks have no persons behind them: then nothing is told of single readers. */
  readonly hasSlots: boolean;
}

/** Takes the layers of a case with its grid, e.g. to write them. */
export type KeepLayers = (
  caseIndex: number,
  grid: Mask,
  layers: MaskLayers,
) => void | Promise<void>;

/** The document's parts, and what became of each case. */
export interface MaskConsensus {
  readonly analysis: Analysis;
  readonly method: MaskMethod;
  readonly cases: readonly FusedCase[];
}

const median = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? 0;

/**
 * One mask for each case from the masks of several readers: the fused mask with a probability per cell, how each
 * reader's mask stands to it, the methods side by side, cases worth a look, and how alike the masks are by group.
 *
 * @param readings cases, patients, readers, attributes
 * @param source the masks, one case at a time
 * @param question method, field of view, tolerance
 * @param options level, names of readers, suppression
 * @param keep takes the layers of each case as they are made
 * @param hidden estimates to hide because others could be had from them
 * @throws imaging/grid-mismatch naming both files
 */
export async function analyseMaskConsensus(
  readings: Readings,
  source: MaskSource,
  question: MaskQuestion,
  options: AnalysisOptions,
  keep: KeepLayers,
  hidden: ReadonlySet<string> = new Set(),
): Promise<MaskConsensus> {
  const collected: Collected = { estimates: [], findings: [], warnings: [], hidden };
  const whole: AgreementOptions = {
    ...options,
    reference: null,
    areSlots: question.hasSlots,
    margin: null,
    masks: source,
    surfaceTolerance: question.tolerance,
  };
  const context = makeContext(source.name, whole, collected, false, 'consensus');
  const sizes = source.readersOfCase.map((list) => list.length).filter((count) => count > 0);
  sizes.sort((a, b) => a - b);
  const choice = chooseMaskMethod(question.method, median(sizes), question.hasSlots);
  const fused: FusedCase[] = [];
  const alike: MaskCase[] = [];
  const pairs = new Map<number, PairSums>();
  const issues = new Map<string, string[]>();
  const readerCount = readings.readerNames.length;
  const withMasks = source.readersOfCase.flatMap((readers, at) => (readers.length > 0 ? [at] : []));
  let maskCount = 0;
  let unsettled = 0;
  for (const [done, at] of withMasks.entries()) {
    if (options.signal?.aborted) break;
    options.onProgress?.('masks', done, withMasks.length);
    const readers = source.readersOfCase[at]!;
    const masks = await source.load(at);
    checkSameGrids(masks);
    noteIssues(source, masks, readers, at, options.readerLabels, issues);
    maskCount += masks.length;
    const made = fuseMasks(at, masks, readers, choice.method, question.field, question.tolerance);
    fused.push(made.fused);
    if (!made.fused.isConverged) unsettled++;
    await keep(at, masks[0]!, made.layers);
    if (masks.length < 2) continue;
    const cut = cutToObjects(masks);
    addPairs(cut, readers, at, readerCount, pairs);
    // Distances between all pairs are dear, and only groups ask for them.
    if (readings.attributes.length === 0) continue;
    alike.push(maskCase(cut, readers, at, question.tolerance, pairs, readerCount));
  }
  tellIssues(issues, context);
  const drawn = [...new Set(fused.flatMap((one) => one.readers.map(({ reader }) => reader)))];
  const people = readings.unit === 'patient' ? 'patients' : 'cases';
  const counts = { readerCount: drawn.length, readingCount: maskCount };
  const mean = (
    metric: string,
    pick: (one: FusedCase) => number | null,
    model?: string,
  ): ReadersEstimate =>
    maskEstimate(
      context,
      readings,
      { metric, ...counts, ...(model === undefined ? {} : { class: model }) },
      fused.map(pick),
      fused.map(({ caseIndex }) => caseIndex),
    );
  const several = (one: FusedCase): boolean => one.readers.length > 1;
  const dice = mean('dice-with-consensus', (one) =>
    several(one) ? one.readers.reduce((sum, r) => sum + r.dice, 0) / one.readers.length : null,
  );
  const disputed = mean('disputed-share', (one) => shareOf(one.disputedSize, one, choice.method));
  const doubt = mean('doubtful-share', (one) => shareOf(one.doubtSize, one, choice.method));
  const methods = maskMethods.map((method) => ({
    method,
    size: mean('mask-size', (one) => one.sizes[method], maskMethodWords[method]),
    withMajority: mean(
      'dice-with-majority',
      (one) => (one.readers.length > 2 ? one.withMajority[method] : null),
      maskMethodWords[method],
    ),
  }));
  const readers = question.hasSlots ? [] : readerFigures(fused, drawn, readings, context);
  const single = fused.filter((one) => !several(one)).length;
  const isSharing = options.suppressBelow !== null;
  if (single > 0 && !(isSharing && single < options.suppressBelow!)) {
    context.warn(
      'single-masks',
      `${many(single, 'case')} ${single === 1 ? 'has' : 'have'} one mask only: it stands as the fused mask, and nothing tells how sure it is.`,
    );
  }
  if (unsettled > 0 && !(isSharing && unsettled < options.suppressBelow!)) {
    context.warn('not-converged', `STAPLE did not come to rest in ${many(unsettled, 'case')}.`);
  }
  const taken = maskMethodWords[choice.method];
  const own = methods.find(({ method }) => method === choice.method)!;
  const staple = methods.find(({ method }) => method === 'staple')!;
  context.find({
    key: 'fused',
    metric: 'dice-with-consensus',
    reason: dice.undefinedReason,
    estimateIds: [dice.id, own.size.id, disputed.id],
    sentence: `Masks by ${taken}, because ${choice.because}: mean size ${withRange(own.size, (x) => sizeText(x))} ${sizeUnit(source)}.${dice.value === null ? '' : ` A reader’s mask overlaps with the fused one with a Dice of ${withRange(dice, (x) => figure(x, 2))} on average; what some but not all drew is ${withRange(disputed, share)} of the fused size.`}`,
  });
  if (staple.withMajority.value !== null && staple.withMajority.value < 0.9) {
    const isTaken = choice.method === 'staple';
    context.find({
      key: 'staple-leaves-majority',
      verdict: isTaken ? 'cannot-tell' : 'not-assessable',
      role: isTaken ? 'exploratory' : 'description',
      metric: 'dice-with-majority',
      reason: 'differs-from-vote',
      estimateIds: [staple.withMajority.id],
      sentence: `STAPLE leaves the majority of the readers: Dice ${withRange(staple.withMajority, (x) => figure(x, 2))}. A reader unlike the others, or a field of view much larger than the object, can do that; look at the masks before you take them.`,
    });
  }
  const blocks = readerBlocks(source, readers, context, choice.method);
  if (!question.hasSlots) {
    sayCopies(
      [...pairs].flatMap(([key, sums]) =>
        areCopies(sums)
          ? [
              {
                first: Math.floor(key / readerCount),
                second: key % readerCount,
                equalCount: sums.equalCount,
                caseCount: sums.dice.length,
                estimateId: dice.id,
              },
            ]
          : [],
      ),
      options.readerLabels,
      null,
      context,
    );
    sayOutliers(
      readers.map((one) => one.diceOthers),
      context,
    );
  }
  const groups = maskGroupBlocks(readings, source, alike, drawn.length, context);
  const doubtful = isSharing ? [] : doubtfulBlock(fused, readings, choice.method, source);
  const named = collected.findings.filter(
    ({ reason }) => reason === 'identical-masks' || reason === 'outlying-reader',
  );
  const differ = collected.findings.filter(({ reason }) => reason === 'group-difference');
  return {
    method: choice.method,
    cases: fused,
    analysis: {
      summary: [
        `${many(maskCount, 'mask')} of ${many(drawn.length, 'reader')} became one mask for each of ${many(fused.length, 'case')}, with a probability for every cell. They are made by ${taken}, because ${choice.because}.`,
        ...(dice.value === null
          ? ['No case has masks of two readers, so nothing tells how sure the masks are.']
          : [
              `A reader’s mask and the fused one overlap with a Dice of ${figure(dice.value, 2)} on average (1 is the same mask); ${share(disputed.value)} of the fused size is drawn by some readers and not by others.`,
            ]),
        ...named.map(({ sentence }) => sentence),
        ...differ.map(({ sentence }) => sentence).slice(0, 2),
      ],
      facts: [
        { label: 'masks', value: countText(maskCount) },
        { label: 'cases with masks', value: countText(fused.length) },
        { label: 'masks by', value: taken },
        ...(dice.value === null
          ? []
          : [{ label: 'Dice of a reader with the fused mask', value: figure(dice.value, 2) }]),
      ],
      sections: sections({
        methods: methodBlocks(source, methods, { dice, disputed, doubt }, choice.method),
        readers: blocks,
        next: doubtful,
        groups,
      }),
      estimates: collected.estimates,
      findings: collected.findings,
      warnings: collected.warnings,
      methods: maskConsensusMethods(question.field, question.tolerance, source.unit, people),
    },
  };
}

function shareOf(size: number, one: FusedCase, method: MaskMethod): number | null {
  return one.readers.length > 1 && one.sizes[method] > 0 ? size / one.sizes[method] : null;
}

function readerFigures(
  fused: readonly FusedCase[],
  drawn: readonly number[],
  readings: Readings,
  context: ReturnType<typeof makeContext>,
): ReaderMaskFigures[] {
  const labels = context.options.readerLabels;
  const order = [...drawn].sort((a, b) => (labels[a]! < labels[b]! ? -1 : 1));
  return order.map((reader) => {
    const rows = fused.flatMap((one) => {
      const own = one.readers.find((r) => r.reader === reader);
      return own === undefined || one.readers.length < 2 ? [] : [{ one, own }];
    });
    const of = (
      metric: string,
      pick: (row: (typeof rows)[number]) => number | null,
    ): ReadersEstimate =>
      maskEstimate(
        context,
        readings,
        { model: labels[reader]!, metric, readerCount: drawn.length, readingCount: rows.length },
        rows.map(pick),
        rows.map(({ one }) => one.caseIndex),
      );
    const meanSize = ({ one }: (typeof rows)[number]): number =>
      one.readers.reduce((sum, r) => sum + r.size, 0) / one.readers.length;
    return {
      name: labels[reader]!,
      caseCount: rows.length,
      sensitivity: of('staple-sensitivity', ({ own }) => own.sensitivity),
      specificity: of('staple-specificity', ({ own }) => own.specificity),
      dice: of('dice-with-consensus', ({ own }) => own.dice),
      diceOthers: of('dice-against-others', ({ own }) => own.diceOthers),
      hd95: of('hausdorff-95-to-consensus', ({ own }) => own.hd95),
      surfaceDice: of('surface-dice-with-consensus', ({ own }) => own.surfaceDice),
      relativeSize: of('relative-size', (row) =>
        meanSize(row) > 0 ? row.own.size / meanSize(row) : null,
      ),
    };
  });
}

function sections(parts: {
  readonly methods: readonly Block[];
  readonly readers: readonly Block[];
  readonly next: readonly Block[];
  readonly groups: readonly Block[];
}): Analysis['sections'] {
  const all = [
    {
      id: 'mask-methods',
      title: 'Masks',
      lead: 'One mask for each case. The masks and their probability maps stand in the folders beside this page; every way of fusing is set beside the others.',
      blocks: parts.methods,
    },
    {
      id: 'mask-readers',
      title: 'Readers and the fused mask',
      lead: 'How each reader’s masks stand to the fused ones, without any reference standard.',
      blocks: parts.readers,
    },
    {
      id: 'mask-next',
      title: 'Masks worth a look',
      lead: 'Cases in the order of the doubtful part of their object.',
      blocks: parts.next,
    },
    {
      id: 'mask-groups',
      title: 'Masks by patient group',
      lead: 'Where readers’ masks agree less, the fused mask is the less certain standard.',
      blocks: parts.groups,
    },
  ];
  return all.filter((section) => section.blocks.length > 0);
}
