import type { Plan } from '../engine/plan.ts';
import type { WorkOutput, WorkPiece } from '../engine/work.ts';

/** What a worker gets for one job; all arrays are shared. */
export interface PoolTask {
  readonly id: number;
  readonly plan: Plan;
  readonly output: WorkOutput;
  readonly pieces: readonly WorkPiece[];
  /** next piece to take, and 1 when the job is cancelled */
  readonly control: Int32Array;
  /** exceedances at which a permutation test stops */
  readonly enough: number;
}

/** What a worker answers. */
export type PoolAnswer =
  | { readonly kind: 'progress'; readonly id: number; readonly count: number }
  | { readonly kind: 'finished'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
