import type { Vr } from './vr.ts';

/** Compressed pixels: an offset table and fragments, as places in the file's bytes. */
export interface Fragments {
  /** Basic offset table, bytes from the first fragment's item; empty when the file has none. */
  readonly offsets: readonly number[];
  /** Start of each fragment's item header, bytes from the start of the first one. */
  readonly itemOffsets: readonly number[];
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
}

/** One data element: where its value lies, never a copy of it. */
export interface DicomElement {
  readonly tag: number;
  readonly vr: Vr;
  /** First byte of the value, from the start of `bytes`. */
  readonly start: number;
  readonly length: number;
  readonly items?: readonly Dataset[];
  readonly fragments?: Fragments;
}

/** A data set: elements in file order over shared bytes. */
export interface Dataset {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  readonly elements: readonly DicomElement[];
  /** The data set around this item; character sets are inherited from it. */
  readonly parent: Dataset | null;
}

/** Something odd that did not stand in the way of reading. */
export interface DicomIssue {
  readonly code:
    | 'unordered'
    | 'duplicate'
    | 'unknown-vr'
    | 'stray-delimiter'
    | 'trailing-zeros'
    | 'syntax-mismatch'
    | 'odd-length';
  readonly tag: string;
  readonly offset: number;
}

/** A read DICOM file. */
export interface DicomFile {
  /** File meta information, empty when the file has none. */
  readonly meta: Dataset;
  readonly dataset: Dataset;
  /** Transfer syntax UID, told or, without meta information, found out. */
  readonly transferSyntax: string;
  readonly isTransferSyntaxStated: boolean;
  readonly issues: readonly DicomIssue[];
}

/** The first element of a tag, null when there is none. */
export function elementOf(dataset: Dataset, tag: number): DicomElement | null {
  for (const element of dataset.elements) if (element.tag === tag) return element;
  return null;
}

/** Whether a tag is there, with or without a value. */
export function hasElement(dataset: Dataset, tag: number): boolean {
  return elementOf(dataset, tag) !== null;
}

/** Bytes of an element's value as they stand in the file. */
export function valueBytes(dataset: Dataset, element: DicomElement): Uint8Array {
  return dataset.bytes.subarray(element.start, element.start + element.length);
}

/** Items of a sequence; empty when the element is missing or no sequence. */
export function itemsOf(dataset: Dataset, tag: number): readonly Dataset[] {
  return elementOf(dataset, tag)?.items ?? [];
}
