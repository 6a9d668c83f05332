import type { BlockSize } from './planes.ts';

/** Points of a surface inside a block of cells, with how much surface each stands for. */
export interface Surface {
  /** Indices of the points in the block, ascending. */
  readonly points: Int32Array;
  /** Length or area of each point's element; null where every point counts the same. */
  readonly areas: Float64Array | null;
  /** The block that the indices run over. */
  readonly size: BlockSize;
}

/** How a surface is taken from a mask. */
export type SurfaceVariant = 'border' | 'surfel';
