import type { Vr } from './vr-letters.ts';
import { vrTable } from './vr-table.ts';

export type { Vr } from './vr-letters.ts';

const known = new Set<string>(
  (
    'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR ' +
    'US UT UV'
  ).split(' '),
);
const long = new Set<string>('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));

/** Whether two letters name a value representation of the standard. */
export function isVr(letters: string): letters is Vr {
  return known.has(letters);
}

/** Whether the explicit form of this representation has a 32-bit length (PS3.5 section 7.1.2). */
export function hasLongLength(vr: Vr): boolean {
  return long.has(vr);
}

/** Bytes of one number of a binary representation; 0 for text and sequences. */
export function cellBytes(vr: Vr): number {
  switch (vr) {
    case 'US':
    case 'SS':
    case 'OW':
      return 2;
    case 'UL':
    case 'SL':
    case 'FL':
    case 'OF':
    case 'OL':
    case 'AT':
      return 4;
    case 'FD':
    case 'OD':
    case 'SV':
    case 'UV':
    case 'OV':
      return 8;
    case 'OB':
    case 'UN':
      return 1;
    default:
      return 0;
  }
}

let table: Map<number, Vr> | null = null;

/**
 * Value representation that the standard gives a data element.
 *
 * @param tag group and element as one number, group in the upper 16 bits
 * @returns null for private and unknown elements
 * @see DICOM PS3.6
 */
export function dictionaryVr(tag: number): Vr | null {
  if ((tag & 0xffff) === 0 && tag >>> 16 !== 0) return 'UL';
  table ??= readTable();
  const found = table.get(tag >>> 0);
  if (found) return found;
  const group = (tag >>> 16) & 0xff01;
  if (group === 0x6000) return overlayVr(tag & 0xffff);
  return null;
}

function overlayVr(element: number): Vr | null {
  if (element === 0x3000) return 'OW';
  if (element === 0x10 || element === 0x11 || element === 0x100 || element === 0x102) return 'US';
  if (element === 0x50) return 'SS';
  return element === 0x40 ? 'CS' : null;
}

function readTable(): Map<number, Vr> {
  const out = new Map<number, Vr>();
  for (const [vr, text] of vrTable) {
    for (const part of text.split(' ')) {
      const [group, elements] = part.split(':');
      for (const element of (elements ?? '').split(',')) {
        out.set(Number.parseInt(group ?? '', 16) * 65_536 + Number.parseInt(element, 16), vr);
      }
    }
  }
  return out;
}
