import type { EngineAttribute } from '../engine/types.ts';
import type { RowTotals } from './level-totals.ts';
import type { TotalsStatistic } from './statistics.ts';

/** A job over statistics that are smooth functions of totals (multiclass, ordinal, regression). */
export interface TotalsJob {
  readonly patientCount: number;
  /** row -> 0 to patientCount-1 */
  readonly patient: Int32Array;
  readonly rows: RowTotals;
  readonly statistics: readonly TotalsStatistic[];
  readonly attributes: readonly EngineAttribute[];
  readonly replicates: number;
  readonly permutations: number;
  /** exceedances at which a permutation test stops; 20 when absent */
  readonly enoughExceedances?: number;
  readonly level: number;
  readonly seed: number;
  readonly stream: number;
  /** Levels with fewer patients are listed and stay out of the family; default 10. */
  readonly smallest?: number;
}
