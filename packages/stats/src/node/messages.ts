import type { Plan } from '../engine/plan.ts';
import type { EngineJob, EngineResult } from '../engine/types.ts';
import type { WorkOutput, WorkPiece } from '../engine/work.ts';

/** What a worker gets for its share of a job's pieces; all arrays are shared. */
export interface PoolTask {
  readonly kind: 'pieces';
  readonly id: number;
  readonly plan: Plan;
  readonly output: WorkOutput;
  readonly pieces: readonly WorkPiece[];
  /** next piece to take, and 1 when the job is cancelled */
  readonly control: Int32Array;
  /** exceedances at which a permutation test stops */
  readonly enough: number;
}

/** A job that one worker does from start to end. */
export interface PoolJob {
  readonly kind: 'job';
  readonly id: number;
  readonly job: EngineJob;
  /** place 1 is 1 when the job is cancelled; shared */
  readonly control: Int32Array;
}

/** What a worker answers. */
export type PoolAnswer =
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly count: number;
      readonly total: number;
    }
  | { readonly kind: 'finished'; readonly id: number; readonly result: EngineResult | null }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
