import { type Dataset, itemsOf } from './dataset.ts';
import { tags } from './tags.ts';
import { textOf } from './values.ts';
import { type NewDataset, newDataset } from './write.ts';

/** A concept: value, scheme (`SCT`, `DCM`, `UCUM`, or one's own beginning with `99`), meaning in words. */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** Scheme of concepts that a study defines itself. */
export const ownScheme = '99EQUIPOISE';

/** A code of a short text of one's own: label of a class, key of a question. */
export function ownCode(value: string, meaning: string = value): Code {
  return { value: value.slice(0, 16), scheme: ownScheme, meaning: meaning.slice(0, 64) };
}

/** A code as an item of a code sequence. */
export function codeItem(code: Code): NewDataset {
  return newDataset([
    [tags.CodeValue, code.value],
    [tags.CodingSchemeDesignator, code.scheme],
    [tags.CodeMeaning, code.meaning],
  ]);
}

/** The first code of a sequence, null when there is none. */
export function readCode(dataset: Dataset, tag: number): Code | null {
  const item = itemsOf(dataset, tag)[0];
  if (!item) return null;
  return {
    value: textOf(item, tags.CodeValue),
    scheme: textOf(item, tags.CodingSchemeDesignator),
    meaning: textOf(item, tags.CodeMeaning),
  };
}
