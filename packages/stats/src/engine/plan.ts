import type { EngineMetric, PermutationName } from './types.ts';

/**
 * A partition of sorted rows into cells (levels), with everything that one pass in score order needs.
 * A slot is one patient × level × class: what a pass adds up per patient.
 */
export interface Grouping {
  readonly rowCount: number;
  readonly levelCount: number;
  /** place of each row among the plan's sorted rows; null when it is the same */
  readonly row: Int32Array | null;
  /** 2 × level + label */
  readonly key: Int32Array;
  readonly slot: Int32Array;
  readonly slotPatient: Int32Array;
  readonly slotKey: Int32Array;
  /** key -> its first slot, then the end: slots stand in key order; null when levels are permuted */
  readonly keyStart: Int32Array | null;
  /** row weights of the slot, not yet times the patient's draws */
  readonly slotWeight: Float64Array;
  /** slots of positives and negatives of the same patient and level */
  readonly pairPositive: Int32Array;
  readonly pairNegative: Int32Array;
  /** level -> its first pair, then the end; null where pairs have no order or some slot has no weight */
  readonly pairStart: Int32Array | null;
  /** start, end, start, end ...: tied rows that hold both classes */
  readonly mixedTies: Int32Array;
  /** start, end, ...: all tied rows */
  readonly ties: Int32Array;
  /** the rows level by level; null where rows have weights, or without rank metrics */
  readonly order: LevelOrder | null;
  /** the same rows by class and by slot; null where `order` is */
  readonly auroc: AurocOrder | null;
}

/** Slots key by key, within a key by number of rows. */
export interface SlotList {
  readonly slot: Int32Array;
  readonly patient: Int32Array;
  /** key, rows per slot and first listed slot of each run of slots with as many rows */
  readonly run: Int32Array;
  /** rows slot by slot, as places of the level order */
  readonly place: Int32Array;
}

/**
 * Rows and slots as a pass over two replicates reads them. A step is a place that rows of one class take among those of
 * the other: rows with nothing of the other class between them share it. Keys are 2 × level + label.
 */
export interface PairOrder {
  /** rows: the negatives level by level, each level in ascending score, then the positives alike */
  readonly patient: Uint16Array;
  /** key -> its first row, and the end of its rows */
  readonly rowFrom: Int32Array;
  readonly rowTo: Int32Array;
  /** per row of the slot list its step */
  readonly step: Uint16Array;
  /** key -> its first step, and the end of its steps */
  readonly stepFrom: Int32Array;
  readonly stepTo: Int32Array;
  /** step -> the first row of the other class, of the same level, that is not below it, and the first above it */
  readonly bounds: Uint16Array;
  /** per listed slot */
  readonly slotPatient: Uint16Array;
  /** per pair of slots of the same patient and level */
  readonly pairPatient: Uint16Array;
  /** listed slot of the positives, then of the negatives, pair by pair */
  readonly pairPlace: Uint16Array;
  /** rows of either, alike */
  readonly pairWeight: Float64Array;
}

/** Rows of a grouping as a pass for AUROC reads them. */
export interface AurocOrder {
  readonly list: SlotList;
  /** null where there are more than 65,535 rows or patients */
  readonly pair: PairOrder | null;
  /** per row of the list: rows of the other class, over all levels, that stand before it and its ties */
  readonly low: Int32Array;
  /** the same with those it ties with */
  readonly high: Int32Array;
  /** rows of one class, level by level, each level in ascending score */
  readonly negativePatient: Int32Array;
  readonly positivePatient: Int32Array;
  /** level -> its first row of the class, then the end */
  readonly negativeStart: Int32Array;
  readonly positiveStart: Int32Array;
}

/** Rows of a grouping level by level, each level in ascending score. */
export interface LevelOrder {
  /** level -> its first place, then the end */
  readonly start: Int32Array;
  readonly patient: Int32Array;
  /** 2 × slot + label */
  readonly slotLabel: Int32Array;
  /** level -> its first entry in `ties`, then the end */
  readonly tieStart: Int32Array;
  /** start, end, ...: tied rows of a level that hold both classes */
  readonly ties: Int32Array;
  /** start, end, ...: tied rows of a level, of any class */
  readonly allTies: Int32Array;
}

/** Pairs of slots that share a patient, for covariances. */
export interface SlotPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** How a level's rest is had in a replicate: as the only other level, by its own pass, or by subtraction. */
export type RestMode = 'other-level' | 'own-pass' | 'subtracted';

/** Which rows of one attribute go where. */
export interface AttributePlan {
  readonly levelCount: number;
  readonly grouping: Grouping;
  /** all rows that belong to a level; null when that is everyone */
  readonly total: Grouping | null;
  /** whether some patient has rows in several levels */
  readonly varies: boolean;
  readonly reference: number;
  readonly mode: readonly RestMode[];
  /** for `own-pass`: the rest as a grouping of one cell */
  readonly rest: readonly (Grouping | null)[];
  /** for `other-level`: that level, else -1 */
  readonly other: Int32Array;
  /** level × rest slots that share a patient; null when the attribute is constant or the rest is subtracted */
  readonly restPairs: readonly (SlotPairs | null)[];
  /** level × reference slots that share a patient; null when constant */
  readonly referencePairs: readonly (SlotPairs | null)[];
  /** score bin of each row of the grouping; null without subtracted rests */
  readonly bin: Int32Array | null;
  readonly auroc: RankBaseline | null;
  readonly auprc: RankBaseline | null;
  readonly moments: readonly MomentTable[];
  readonly calibration: CalibrationTable | null;
  readonly shuffle: ShufflePlan;
  /** family -> row of `shuffle.variedRow` × dimension: what each movable row adds */
  readonly variedVectors: readonly Float64Array[];
}

/** The original sample's exact values for levels whose rest is subtracted in replicates; NaN elsewhere. */
export interface RankBaseline {
  readonly restValue: Float64Array;
  readonly restVariance: Float64Array;
  readonly gapVariance: Float64Array;
  readonly levelVariance: Float64Array;
  /** the rest's value from the binned scores, which replicates move against */
  readonly binnedRest: Float64Array;
}

/** What a permutation of levels may move. */
export interface ShufflePlan {
  readonly name: PermutationName;
  /** patient × level pairs */
  readonly entryPatient: Int32Array;
  readonly entryLevel: Int32Array;
  /** row of the grouping -> entry */
  readonly rowEntry: Int32Array;
  /** entries of patients with one level, whose levels are exchanged */
  readonly constantEntry: Int32Array;
  /** rows of patients with several levels, patient by patient, and where each patient starts, then the end */
  readonly variedRow: Int32Array;
  readonly variedStart: Int32Array;
}

/** Which metrics share one vector of totals. */
export interface MomentFamily {
  readonly kind: 'counts' | 'ratio';
  readonly dimension: number;
  readonly metrics: Int32Array;
  readonly overall: MomentTable;
}

/**
 * Totals per patient × level, equal ones stored once. A replicate adds the draws of the patients to a
 * histogram over patterns, and totals and second moments follow from the patterns.
 */
export interface MomentTable {
  readonly levelCount: number;
  readonly entryPatient: Int32Array;
  readonly entryPattern: Int32Array;
  readonly entryLevel: Int32Array;
  readonly patternLevel: Int32Array;
  /** pattern × dimension */
  readonly vector: Float64Array;
  /** the same patients' totals in the rest, pattern × dimension; null when no patient is in both */
  readonly rest: Float64Array | null;
  /** which denominators the pattern feeds: 1 positives, 2 negatives, 4 called positive, 8 called negative */
  readonly feeds: Uint8Array;
  /** per-patient totals over all levels; null when the levels' sums give it */
  readonly total: MomentTable | null;
  /** entries of a level and of the reference that share a patient; null when constant */
  readonly referenceLeft: Int32Array | null;
  readonly referenceRight: Int32Array | null;
}

/** Per patient × level sums of the score and information of both calibration models: `calibrationWidth` numbers. */
export interface CalibrationTable {
  readonly levelCount: number;
  readonly entryPatient: Int32Array;
  readonly entryLevel: Int32Array;
  /** level × 2: calibration in the large and slope of each level's own fits; NaN where there is none */
  readonly fit: Float64Array;
  /** entry × 7 at the level's own fits */
  readonly own: Float64Array;
  /** entry × 7 at the fits of all levels together */
  readonly common: Float64Array;
  /** level × 2: calibration in the large and slope of each level's rest */
  readonly restFit: Float64Array;
  /** level × 2: variances in the original sample */
  readonly restVariance: Float64Array;
  readonly gapVariance: Float64Array;
  readonly levelVariance: Float64Array;
  readonly referenceLeft: Int32Array;
  readonly referenceRight: Int32Array;
}

/** Where a metric's columns of a replicate start. Six columns a level: value, se, rest, rest se, gap se, reference gap se. */
export interface ColumnPlan {
  readonly columnCount: number;
  /** metric -> first of two columns (value, se) of everyone */
  readonly overall: Int32Array;
  /** metric × attribute -> level -> first of six columns, -1 where replicates are not kept */
  readonly level: readonly (readonly Int32Array[])[];
}

/** Everything prepared once; the workers share it and only read it. */
export interface Plan {
  readonly patientCount: number;
  /** rows of the task, in ascending order of score */
  readonly rowCount: number;
  readonly patient: Int32Array;
  readonly label: Uint8Array;
  readonly weight: Float64Array | null;
  readonly metrics: readonly EngineMetric[];
  readonly overall: Grouping;
  readonly attributes: readonly AttributePlan[];
  readonly families: readonly MomentFamily[];
  readonly calibration: CalibrationTable | null;
  readonly aurocMetric: number;
  readonly auprcMetric: number;
  readonly slopeMetric: number;
  readonly interceptMetric: number;
  readonly binCount: number;
  /** columns of a replicate: only levels that get limits */
  readonly columns: ColumnPlan;
  /** columns of the original sample: every level */
  readonly fullColumns: ColumnPlan;
  /** why a metric has no value in this job, null when it can have one */
  readonly metricReason: readonly (string | null)[];
  /** metric × attribute -> level -> why it is outside its family, null when inside */
  readonly leftOut: readonly (readonly (readonly (string | null)[])[])[];
  readonly overallCounts: Float64Array;
  /** attribute -> level × 8 counts in the order of {@link countColumns} */
  readonly levelCounts: readonly Float64Array[];
  readonly seed: number;
  readonly stream: number;
}

/** Columns a level fills in a replicate. */
export const levelColumns = 6;

/** What the count tables hold: rows, patients, positives, negatives, then patients with each of them. */
export const countColumns = {
  rows: 0,
  patients: 1,
  positives: 2,
  negatives: 3,
  positivePatients: 4,
  negativePatients: 5,
  calledPositivePatients: 6,
  calledNegativePatients: 7,
} as const;
