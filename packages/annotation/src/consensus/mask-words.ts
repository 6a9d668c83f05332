import type { MaskSource } from '../agreement/agreement-options.ts';
import { countText } from '../frame/count-text.ts';
import { figure } from '../reader-study/study-words.ts';
import type { MaskField, MaskMethod } from './mask-fusion.ts';

/** Names of the methods as tables and sentences show them. */
export const maskMethodWords: Readonly<Record<MaskMethod, string>> = {
  majority: 'majority of readers',
  staple: 'STAPLE',
  rasa: 'overlap-weighted vote (RASA)',
  em: 'one accuracy per reader (EM)',
};

/** A method with the reason why it was taken. */
export interface MaskChoice {
  readonly method: MaskMethod;
  readonly because: string;
}

/**
 * The method taken where none was asked for: the majority with up to three masks of a case, STAPLE from four on.
 *
 * @param usual middle number of masks of a case
 * @param areSlots whether masks have no persons behind them
 */
export function chooseMaskMethod(
  asked: MaskMethod | 'auto',
  usual: number,
  areSlots: boolean,
): MaskChoice {
  if (asked !== 'auto') return { method: asked, because: 'it was asked for' };
  if (areSlots) return { method: 'majority', because: 'the readers are slots and no persons' };
  return usual > 3
    ? { method: 'staple', because: 'cases have four masks or more' }
    : { method: 'majority', because: 'cases have at most three masks' };
}

/** The field of view in words. */
export function fieldWords(field: MaskField): string {
  return field === 'whole'
    ? 'the whole image'
    : `the box around all masks of the case and ${field} cells on each side`;
}

/** Methods paragraphs of the fusion of masks. */
export function maskConsensusMethods(
  field: MaskField,
  tolerance: number,
  unit: string,
  people: 'patients' | 'cases',
): string[] {
  return [
    `The masks of each case were fused cell by cell. Unless a method was asked for, the fused mask holds the cells that more than half of the readers drew where cases have up to three masks, and the STAPLE mask from four masks on (probability of at least one half; Warfield, Zou and Wells 2004, doi:10.1109/TMI.2004.828354). STAPLE ran on ${fieldWords(field)}, with the share of marked cells there as prior: its prior, and with it the mask, changes with that field. Beside them stand a vote weighted by the overlap with the fused mask and a model with one accuracy per reader (Ustalov et al. 2021, arXiv:2109.08584). An exact half of the readers is outside the majority.`,
    `Sensitivity and specificity of a reader are those of STAPLE, case by case, averaged over cases with three masks or more; cells depend on their neighbours, so limits come from ${people}, never from cells. Overlap with the fused mask is not independent of the reader, who is one of its sources; overlap with the majority of the other readers is. 95 % Hausdorff distance between border cells; surface Dice at a tolerance of ${tolerance} ${unit}. Limits leave out ${people} one at a time (jackknife).`,
    'Cases worth a look are ordered by the doubtful part of their object: the sum over cells of the smaller of the shares of readers inside and outside, over the size of the fused mask.',
  ];
}

/** Unit of sizes: square or cubic millimetres, or pixels. */
export function sizeUnit(source: MaskSource): string {
  return source.unit === 'mm' ? 'mm³ (mm² where flat)' : 'pixels';
}

/** A size with no more digits than it carries. */
export function sizeText(value: number | null): string {
  if (value === null) return '—';
  return value >= 1000 ? countText(Math.round(value)) : figure(value, value >= 100 ? 0 : 1);
}
