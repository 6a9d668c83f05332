import { type MaskConsensus, maskMethods } from '@equipoise/annotation';
import type { Readings } from '@equipoise/domain';
import type { LabelTable } from './label-file.ts';

/** One row for each case with masks: method, sizes by method, how sure the fused mask is. */
export function maskCaseTable(readings: Readings, { cases, method }: MaskConsensus): LabelTable {
  return {
    columns: [
      { name: 'case', kind: 'text' },
      { name: 'method', kind: 'text' },
      { name: 'masks', kind: 'count' },
      { name: 'size', kind: 'number' },
      { name: 'disputed_size', kind: 'number' },
      { name: 'doubtful_size', kind: 'number' },
      { name: 'mean_dice_of_readers', kind: 'number' },
      { name: 'least_dice_of_readers', kind: 'number' },
      ...maskMethods.map((name) => ({ name: `size_${name}`, kind: 'number' as const })),
      ...maskMethods
        .filter((name) => name !== 'majority')
        .map((name) => ({ name: `dice_${name}_majority`, kind: 'number' as const })),
      { name: 'staple_converged', kind: 'count' },
    ],
    rows: cases.map((one) => [
      readings.caseNames[one.caseIndex]!,
      method,
      one.readers.length,
      one.sizes[method],
      one.disputedSize,
      one.doubtSize,
      one.readers.reduce((sum, r) => sum + r.dice, 0) / one.readers.length,
      one.readers.reduce((least, r) => Math.min(least, r.dice), 1),
      ...maskMethods.map((name) => one.sizes[name]),
      ...maskMethods.filter((name) => name !== 'majority').map((name) => one.withMajority[name]),
      Number(one.isConverged),
    ]),
  };
}

/** One row for each mask of a reader: how it stands to the fused mask of its case. */
export function maskReaderTable(
  readings: Readings,
  { cases, method }: MaskConsensus,
  readerNames: readonly string[],
): LabelTable {
  return {
    columns: [
      { name: 'case', kind: 'text' },
      { name: 'reader', kind: 'text' },
      { name: 'size', kind: 'number' },
      { name: 'size_of_fused', kind: 'number' },
      { name: 'dice', kind: 'number' },
      { name: 'dice_with_others', kind: 'number' },
      { name: 'hd95', kind: 'number' },
      { name: 'surface_dice', kind: 'number' },
      { name: 'staple_sensitivity', kind: 'number' },
      { name: 'staple_specificity', kind: 'number' },
    ],
    rows: cases.flatMap((one) =>
      one.readers.map((r) => [
        readings.caseNames[one.caseIndex]!,
        readerNames[r.reader]!,
        r.size,
        one.sizes[method],
        r.dice,
        r.diceOthers,
        r.hd95,
        r.surfaceDice,
        r.sensitivity,
        r.specificity,
      ]),
    ),
  };
}
