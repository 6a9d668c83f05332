import type { HuffmanTable } from './huffman.ts';

/** One colour of a JPEG image while it is read. */
export interface JpegComponent {
  readonly id: number;
  readonly h: number;
  readonly v: number;
  readonly quantTable: number;
  /** Samples of this colour's plane and how many stand in a row. */
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly plane: Uint16Array;
  /** Progressive images: all coefficients, 64 for each block in rows of blocks. */
  readonly coefficients: Int16Array | null;
  dcTable: number;
  acTable: number;
  isRead: boolean;
}

/** An image while it is read: tables so far, and its colours. */
export interface JpegState {
  readonly bytes: Uint8Array;
  readonly precision: number;
  readonly width: number;
  readonly height: number;
  readonly mcusPerRow: number;
  readonly mcuRows: number;
  readonly maxH: number;
  readonly maxV: number;
  readonly components: readonly JpegComponent[];
  readonly quant: (Uint16Array | undefined)[];
  readonly dc: (HuffmanTable | undefined)[];
  readonly ac: (HuffmanTable | undefined)[];
  restartInterval: number;
}
