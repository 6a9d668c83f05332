import type { Attribute, StudyPrediction, ThresholdUse } from '@equipoise/domain';
import type { EngineJob, EngineMetricResult, EngineResult } from '@equipoise/stats';
import type { ClassShares } from './bounded-limits.ts';

/** An attribute restricted to the rows of one prediction. */
export interface RunAttribute extends Attribute {
  /** Position in the engine's result. */
  readonly index: number;
  /** Index of the level that gaps to a reference are taken from; null where gaps run against the rest only. */
  readonly reference: number | null;
}

/** One task of one model (one class of it, where it has several) with everything the engine found. */
export interface PredictionRun {
  readonly task: string;
  readonly model: string;
  /** Class against the others in a multiclass task; null in a binary one. */
  readonly class: string | null;
  /** True for a multiclass, ordinal or regression task as a whole: it has no positives, scores or decisions of its own. */
  readonly isWhole: boolean;
  readonly prediction: StudyPrediction;
  readonly threshold: ThresholdUse | null;
  /** Study rows of the job's rows, ascending. */
  readonly rows: Int32Array;
  readonly job: EngineJob;
  /** Ids of the metrics that the engine measures, known before it has. */
  readonly measured: ReadonlySet<string>;
  /** Not there yet for an audit that reads rows only. */
  readonly result: EngineResult;
  readonly attributes: readonly RunAttribute[];
  /** Metric id → the engine's result for it; not there yet for an audit that reads rows only. */
  readonly byMetric: ReadonlyMap<string, EngineMetricResult>;
  readonly isProbability: boolean;
  /** Why metrics that were asked for are absent, by metric id. */
  readonly absent: ReadonlyMap<string, string>;
  /** Classes of each cell of a whole multiclass or ordinal task; null elsewhere. */
  readonly classes: ClassShares | null;
}
