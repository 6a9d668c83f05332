import type { Limits, Value } from '../value.ts';

/** Counting metrics of the four cells of a confusion table; they need `decision`. */
export type CountMetric =
  | 'sensitivity'
  | 'specificity'
  | 'ppv'
  | 'npv'
  | 'accuracy'
  | 'balanced-accuracy'
  | 'f1'
  | 'mcc'
  | 'youden'
  | 'fnr'
  | 'fpr'
  | 'selection-rate'
  | 'prevalence';

/** Metrics of the ranking of `score`. */
export type RankMetric = 'auroc' | 'auprc';

/**
 * Metrics that read `score` as a probability; undefined (`score-outside-unit-interval`) where it is none.
 * `calibration-intercept` is calibration in the large: the intercept with the slope held at 1.
 */
export type ProbabilityMetric = 'observed-expected' | 'calibration-slope' | 'calibration-intercept';

/** The mean of one of the job's `loss` columns, such as a squared error (Brier) or an absolute error. */
export type LossMetric = `loss:${number}`;

/** One metric that the engine can compute for every cell of a job. */
export type EngineMetric = CountMetric | RankMetric | ProbabilityMetric | LossMetric;

/** One attribute: which level each row belongs to. */
export interface EngineAttribute {
  /** row -> level, 0 to levelCount-1; -1 where the row belongs to no level and to no rest */
  readonly codes: Int32Array;
  readonly levelCount: number;
  /** the level that `versusReference` compares with; the level with the most patients when absent */
  readonly reference?: number;
}

/** Everything that one run of the engine needs: one task of one model, all attributes, all metrics. */
export interface EngineJob {
  readonly rowCount: number;
  readonly patientCount: number;
  /** row -> 0 to patientCount-1 */
  readonly patient: Int32Array;
  /** row -> 0 or 1; 255 where the row is not in this task */
  readonly label: Uint8Array;
  /** row -> score, larger means more likely positive; may hold infinities; null without rank metrics */
  readonly score: Float64Array | null;
  /** row -> 1 where the row is called positive at the operating point */
  readonly decision: Uint8Array | null;
  /** further per-row values whose means are metrics (`loss:0`, `loss:1`, ...) */
  readonly loss: readonly Float64Array[];
  /** row -> survey or case weight, at least 0 */
  readonly rowWeight: Float64Array | null;
  readonly attributes: readonly EngineAttribute[];
  readonly metrics: readonly EngineMetric[];
  /** number of patient bootstrap replicates; 0 gives values and standard errors only */
  readonly replicates: number;
  /** most permutations of the omnibus test; 0 leaves it out */
  readonly permutations: number;
  /** permutations at least as large as observed at which the test stops; 20 when absent, Infinity for never */
  readonly enoughExceedances?: number;
  /** confidence level of every interval, such as 0.95 */
  readonly level: number;
  readonly seed: number;
  /** which random stream of the seed; jobs with equal seed and stream draw the same patients */
  readonly stream: number;
  /** keep each cell's value in every replicate, so that callers can pair models; default false */
  readonly keepReplicates?: boolean;
  /** M18, a counter-example that does not hold its level: fix the standard error of the max-t; only for the simulations */
  readonly fixedSeMaxT?: boolean;
}

/** Which denominators stand behind a value. */
export interface CellCounts {
  readonly rows: number;
  readonly patients: number;
  readonly positives: number;
  readonly negatives: number;
  readonly positivePatients: number;
  readonly negativePatients: number;
}

/** One metric in one cell: everyone, or one level of one attribute. */
export interface EngineCell {
  readonly value: Value;
  /** patient-clustered standard error (linearised) on the metric's own scale */
  readonly standardError: Value;
  /** the interval to print: the form that holds its coverage, named in `method`; null without a value */
  readonly limits: Limits | null;
  readonly method: string;
  /** plain patient-bootstrap percentiles, type 7 */
  readonly percentile: Limits | null;
  /** bootstrap-t limits, clipped to nothing */
  readonly studentised: Limits | null;
  readonly counts: CellCounts;
  /** weighted numerator and denominator where the metric is one ratio of counts or sums; else null */
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** replicates in which the metric had no value in this cell */
  readonly undefinedReplicates: number;
  /** raw values, one a replicate, NaN where undefined; only with `keepReplicates` */
  readonly replicates: Float64Array | null;
}

/** The difference (or ratio) of one level against the rest or the reference. */
export interface EngineGap {
  readonly level: number;
  /** level minus comparison */
  readonly value: Value;
  readonly standardError: Value;
  /** why the gap is not in its family and has no limits, such as `too-few-positive-patients`; null when it is */
  readonly leftOut: string | null;
  /** simultaneous over the family: all assessable levels of one attribute for one metric */
  readonly simultaneous: Limits | null;
  /** studentised, not adjusted for the number of levels */
  readonly unadjusted: Limits | null;
  /** single-step max-T p, (1+#)/(B+1) */
  readonly adjustedP: number | null;
  readonly unadjustedP: number | null;
  /** value of the comparison: the rest or the reference level */
  readonly comparison: Value;
  readonly undefinedReplicates: number;
}

/** The ratio of a level to the rest; limits on the log scale, simultaneous over the same family. */
export interface EngineRatio {
  readonly level: number;
  readonly value: Value;
  readonly simultaneous: Limits | null;
  readonly unadjusted: Limits | null;
}

/** All gaps of one attribute for one metric, against one kind of comparison. */
export interface EngineFamily {
  readonly gaps: readonly EngineGap[];
  /** levels in the family */
  readonly familySize: number;
  /** critical value of the studentised max-T; null with an empty family or without replicates */
  readonly criticalValue: number | null;
  /** replicates in which no gap of the family had a value */
  readonly emptyReplicates: number;
}

/** Largest minus smallest level. */
export interface EngineRange {
  /** as observed, over the levels of the family */
  readonly value: Value;
  /** mean over replicates minus the value */
  readonly bootstrapBias: number | null;
  /** mean range when the levels are permuted: what chance alone shows; null without permutations */
  readonly nullMean: number | null;
  /** value minus the bootstrap bias, not below 0 */
  readonly corrected: Value;
  readonly limits: Limits | null;
  readonly largest: number | null;
  readonly smallest: number | null;
}

/** How levels were permuted: over patients, over patients where constant and inside them otherwise, or inside only. */
export type PermutationName = 'patient-level' | 'restricted' | 'within-patient';

/** The omnibus test of one attribute for one metric. */
export interface EngineOmnibus {
  readonly name: PermutationName;
  /** largest studentised gap as observed */
  readonly statistic: Value;
  /** of a test that stops at {@link EngineJob.enoughExceedances} permutations at least as large */
  readonly p: number | null;
  /** defined permutations up to the stop */
  readonly permutations: number;
  /** those at least as large as the observed statistic */
  readonly exceedances: number;
}

/** One metric for one attribute. */
export interface EngineAttributeResult {
  readonly cells: readonly EngineCell[];
  readonly versusRest: EngineFamily;
  readonly versusReference: EngineFamily;
  readonly reference: number | null;
  readonly ratios: readonly EngineRatio[];
  readonly range: EngineRange;
  readonly omnibus: EngineOmnibus;
}

/** One metric: everyone, then each attribute in the order of the job. */
export interface EngineMetricResult {
  readonly metric: EngineMetric;
  readonly overall: EngineCell;
  readonly attributes: readonly EngineAttributeResult[];
}

/** What a run returns; plain data that can be posted between threads. */
export interface EngineResult {
  readonly metrics: readonly EngineMetricResult[];
  readonly replicates: number;
  readonly permutations: number;
  readonly level: number;
  readonly seed: number;
  readonly stream: number;
}

/** What a caller may pass beside the job. */
export interface EngineOptions {
  /** called with replicates and permutations done, and their total */
  readonly onProgress?: (done: number, total: number) => void;
  /** stops the run, which then throws `stats/cancelled` */
  readonly signal?: AbortSignal;
}

/** Runs jobs: in the calling thread, or over a pool of workers with the same bytes. */
export interface EngineRunner {
  run(job: EngineJob, options?: EngineOptions): Promise<EngineResult>;
  close(): Promise<void>;
}
