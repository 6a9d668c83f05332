import type { Block, ReadersEstimate, Readings } from '@equipoise/domain';
import type { AgreementContext } from '../agreement/agreement-context.ts';
import type { MaskSource } from '../agreement/agreement-options.ts';
import { forestRow } from '../agreement/answers.ts';
import { figure, withRange } from '../reader-study/study-words.ts';
import type { FusedCase, MaskMethod } from './mask-fusion.ts';
import { maskMethodWords, sizeText, sizeUnit } from './mask-words.ts';

/** One reader and the fused masks. */
export interface ReaderMaskFigures {
  readonly name: string;
  readonly caseCount: number;
  readonly sensitivity: ReadersEstimate;
  readonly specificity: ReadersEstimate;
  readonly dice: ReadersEstimate;
  readonly diceOthers: ReadersEstimate;
  readonly hd95: ReadersEstimate;
  readonly surfaceDice: ReadersEstimate;
  readonly relativeSize: ReadersEstimate;
}

const rowsShown = 20;

/** The figures of the fused masks and the methods side by side. */
export function methodBlocks(
  source: MaskSource,
  methods: readonly {
    readonly method: MaskMethod;
    readonly size: ReadersEstimate;
    readonly withMajority: ReadersEstimate;
  }[],
  all: {
    readonly dice: ReadersEstimate;
    readonly disputed: ReadersEstimate;
    readonly doubt: ReadersEstimate;
  },
  taken: MaskMethod,
): Block[] {
  const cases = (one: ReadersEstimate): number | null =>
    one.suppressed === true ? null : one.caseCount;
  const rows = [
    {
      what: 'Dice of a reader’s mask with the fused one',
      one: all.dice,
      meaning: '1 the same mask, 0 no overlap',
    },
    {
      what: 'Disputed part',
      one: all.disputed,
      meaning: 'drawn by some readers and not by others, over the fused size',
    },
    {
      what: 'Doubtful part',
      one: all.doubt,
      meaning: 'the disputed part, each cell weighed by how evenly readers split',
    },
  ];
  return [
    {
      kind: 'table',
      id: `fused-masks-${source.name}`,
      title: 'The fused masks',
      caption: 'How sure the fused masks are, averaged over cases with two masks or more.',
      task: source.name,
      columns: [
        { key: 'what', title: 'Figure', digits: null },
        { key: 'value', title: 'mean over cases', digits: null },
        { key: 'cases', title: 'cases', digits: 0 },
        { key: 'meaning', title: 'reads as', digits: null },
      ],
      rows: rows.map(({ what, one, meaning }) => ({
        what,
        value: withRange(one, (x) => figure(x, 2)),
        cases: cases(one),
        meaning,
      })),
      note: null,
      shown: null,
    },
    {
      kind: 'table',
      id: `mask-methods-${source.name}`,
      title: 'Ways of fusing, side by side',
      caption: 'Mean size of the fused masks and their overlap with the majority, by method.',
      task: source.name,
      columns: [
        { key: 'method', title: 'Method', digits: null },
        { key: 'size', title: `mean size, ${sizeUnit(source)}`, digits: null },
        { key: 'majority', title: 'Dice with the majority', digits: null },
      ],
      rows: methods.map((one) => ({
        method: `${maskMethodWords[one.method]}${one.method === taken ? ' (taken)' : ''}`,
        size: withRange(one.size, sizeText),
        majority: one.method === 'majority' ? '—' : withRange(one.withMajority),
      })),
      note: 'Overlap with the majority over cases with three masks or more.',
      shown: null,
    },
  ];
}

/** Each reader's masks against the fused ones and against the others. */
export function readerBlocks(
  source: MaskSource,
  readers: readonly ReaderMaskFigures[],
  context: AgreementContext,
  taken: MaskMethod,
): Block[] {
  if (readers.length < 2) return [];
  const forest = (
    id: string,
    title: string,
    caption: string,
    axis: string,
    pick: (one: ReaderMaskFigures) => ReadersEstimate,
    rule: number | null = null,
  ): Block[] =>
    readers.every((one) => pick(one).value === null)
      ? []
      : [
          {
            kind: 'forest',
            id: `${id}-${source.name}`,
            title,
            caption,
            task: source.name,
            axis,
            rule,
            margin: null,
            digits: 2,
            rows: readers.map((one) => forestRow(one.name, pick(one))),
          },
        ];
  const text = (one: ReadersEstimate, digits = 2): string =>
    withRange(one, (x) => figure(x, digits));
  return [
    ...forest(
      'mask-sensitivity',
      'Sensitivity of each reader',
      'Share of the object that the reader marks, by STAPLE, over cases with three masks or more. No reference standard enters: the readers’ own masks tell, under the model that they err independently.',
      'sensitivity',
      (one) => one.sensitivity,
    ),
    ...forest(
      'mask-specificity',
      'Specificity of each reader',
      'Share of the rest of the field that the reader leaves out, by STAPLE. It grows with the field of view.',
      'specificity',
      (one) => one.specificity,
    ),
    ...forest(
      'mask-dice-others',
      'Overlap with the others',
      'Mean Dice of each reader with the cells that more than half of the other readers drew; the reader is none of the sources.',
      'Dice',
      (one) => one.diceOthers,
    ),
    ...forest(
      'mask-relative-size',
      'Who draws large, who draws small',
      'Size of each reader’s object over the mean size of all readers of the case; 1 is the mean.',
      'relative size',
      (one) => one.relativeSize,
      1,
    ),
    {
      kind: 'table',
      id: `mask-readers-${source.name}`,
      title: 'Readers and the fused mask',
      caption: 'Every reader over the cases with masks of two readers or more.',
      task: source.name,
      columns: [
        { key: 'reader', title: 'Reader', digits: null },
        { key: 'cases', title: 'cases', digits: 0 },
        { key: 'sensitivity', title: 'sensitivity', digits: null },
        { key: 'specificity', title: 'specificity', digits: null },
        { key: 'dice', title: `Dice with ${maskMethodWords[taken]}`, digits: null },
        { key: 'others', title: 'Dice with the others', digits: null },
        { key: 'hd95', title: `HD95, ${source.unit}`, digits: null },
        { key: 'surface', title: 'surface Dice', digits: null },
        { key: 'size', title: 'relative size', digits: null },
      ],
      rows: readers.map((one) => ({
        reader: one.name,
        cases: one.dice.suppressed === true ? null : one.caseCount,
        sensitivity: text(one.sensitivity, 3),
        specificity: text(one.specificity, 3),
        dice: text(one.dice),
        others: text(one.diceOthers),
        hd95: text(one.hd95, 1),
        surface: text(one.surfaceDice),
        size: text(one.relativeSize),
      })),
      note: `Sensitivity and specificity by STAPLE; a dash where cases have fewer than three masks${context.options.suppressBelow === null ? '' : ' or too few people stand behind a figure'}. Dice with the fused mask holds the reader’s own mask; Dice with the others does not.`,
      shown: 40,
    },
  ];
}

/** Cases in the order of the doubtful part of their object. */
export function doubtfulBlock(
  fused: readonly FusedCase[],
  readings: Readings,
  method: MaskMethod,
  source: MaskSource,
): Block[] {
  const rows = fused
    .filter((one) => one.readers.length > 1)
    .map((one) => ({
      one,
      doubt: one.sizes[method] > 0 ? one.doubtSize / one.sizes[method] : one.doubtSize > 0 ? 1 : 0,
    }))
    .filter(({ doubt }) => doubt > 0)
    .sort((a, b) => b.doubt - a.doubt || a.one.caseIndex - b.one.caseIndex);
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      id: `mask-next-${source.name}`,
      title: 'Masks worth a look, the most doubtful first',
      caption: 'Cases in the order of the doubtful part of their object.',
      task: source.name,
      columns: [
        { key: 'case', title: 'Case', digits: null },
        { key: 'masks', title: 'masks', digits: 0 },
        { key: 'doubt', title: 'doubtful part', digits: 2 },
        { key: 'disputed', title: 'disputed part', digits: 2 },
        { key: 'least', title: 'least Dice with the fused mask', digits: 2 },
        { key: 'staple', title: 'STAPLE with the majority', digits: 2 },
      ],
      rows: rows.map(({ one, doubt }) => ({
        case: readings.caseNames[one.caseIndex]!,
        masks: one.readers.length,
        doubt,
        disputed: one.sizes[method] > 0 ? one.disputedSize / one.sizes[method] : null,
        least: one.readers.reduce((least, r) => Math.min(least, r.dice), 1),
        staple: one.readers.length > 2 ? one.withMajority.staple : null,
      })),
      note: 'Doubtful part: cells weighed by how evenly readers split, over the fused size. One more mask settles most where it is largest.',
      shown: rowsShown,
    },
  ];
}
