import { fail, type ImagingErrorCode } from '../errors.ts';
import type { DicomIssue } from './dataset.ts';
import type { DicomLimits } from './limits.ts';
import { printTag } from './tags.ts';

/** State of reading one file: bytes, counters against the limits, and what was odd. */
export interface Reading {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly limits: DicomLimits;
  readonly issues: DicomIssue[];
  elementCount: number;
}

/** Starts reading. */
export function startReading(bytes: Uint8Array, limits: DicomLimits): Reading {
  // A Buffer's slice shares memory; a plain array's does not.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: plain, view, limits, issues: [], elementCount: 0 };
}

/** Counts one element or item. */
export function countElement(reading: Reading, tag: number, offset: number): void {
  reading.elementCount += 1;
  if (reading.elementCount > reading.limits.maxElements) {
    refuse(
      'imaging/too-many-elements',
      `The file holds more than ${reading.limits.maxElements} data elements.`,
      tag,
      offset,
      'Allow more or split the file.',
    );
  }
}

/** Notes something odd; at most a hundred notes are kept. */
export function note(
  reading: Reading,
  code: DicomIssue['code'],
  tag: number,
  offset: number,
): void {
  if (reading.issues.length < 100) reading.issues.push({ code, tag: printTag(tag), offset });
}

/** Refuses the file at an element. */
export function refuse(
  code: ImagingErrorCode,
  sentence: string,
  tag: number,
  offset: number,
  mend = 'Export the file again from its source.',
): never {
  fail(code, sentence, mend, undefined, { tag: printTag(tag), offset });
}
