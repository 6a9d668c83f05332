import { fail } from '../errors.ts';
import { type Dataset, elementOf, itemsOf } from './dataset.ts';
import type { Samples } from './sample-array.ts';
import { printTag } from './tags.ts';
import { numbersOf, vectorOf } from './values.ts';

const SEQUENCE = 0x00283000;
const DESCRIPTOR = 0x00283002;
const DATA = 0x00283006;

/**
 * The table by which stored numbers become measured ones, where a file has one instead of a slope.
 *
 * @param dataset data set of one object
 * @param isSigned whether stored numbers are
 * @returns what turns samples into 16-bit numbers; null without a table
 * @throws imaging/bad-pixels for a broken table
 * @see DICOM PS3.3 C.11.1
 */
export function readModalityLut(
  dataset: Dataset,
  isSigned: boolean,
): ((samples: Samples) => Uint16Array) | null {
  const item = itemsOf(dataset, SEQUENCE)[0];
  if (!item) return null;
  const descriptor = vectorOf(item, DESCRIPTOR, 3);
  const element = elementOf(item, DATA);
  if (!descriptor || !element) return bad();
  const count = descriptor[0] === 0 ? 65_536 : descriptor[0]! & 0xffff;
  const first = isSigned && descriptor[1]! > 32_767 ? descriptor[1]! - 65_536 : descriptor[1]!;
  const numbers = numbersOf(item, DATA, 65_536);
  // Tables of 8 bits may stand two to a word.
  const table =
    element.vr !== 'OB' && numbers.length * 2 === count + (count % 2)
      ? numbers.flatMap((n) => [(n ?? 0) & 0xff, (n ?? 0) >>> 8])
      : numbers.map((n) => n ?? 0);
  if (table.length < count) return bad();
  return (samples) =>
    Uint16Array.from(samples, (v) => table[Math.min(count - 1, Math.max(0, v - first))]!);
}

function bad(): never {
  fail(
    'imaging/bad-pixels',
    'The table of the measured numbers is broken.',
    'Export the file again from its source.',
    undefined,
    { tag: printTag(SEQUENCE) },
  );
}
