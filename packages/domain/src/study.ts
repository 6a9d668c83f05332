/** What an audit gets: columns of one study as typed arrays. No files, no tables, no model. */

/** An attribute of cases, as recorded. */
export interface Attribute {
  readonly name: string;
  /** Where it comes from, e.g. `predictions.csv: sex`. */
  readonly source: string;
  readonly levels: readonly string[];
  /** Level of each row, 0-based; every row has one (a missing value is a level of its own). */
  readonly codes: Int32Array;
  /** Index of the `(missing)` level, −1 when nothing is missing. */
  readonly missingLevel: number;
  readonly isOrdered: boolean;
  readonly role: 'group' | 'site' | 'acquisition' | 'reader' | 'case-mix';
  /** The number behind the bins (age in years), where there is one; NaN where missing. */
  readonly values: Float64Array | null;
  readonly closedSide: string | null;
}

/** What kind of answer a task asks for. */
export type TaskKind = 'binary' | 'multiclass' | 'ordinal' | 'regression';

/** One model's answers to one task, one entry per row of the study. */
export interface StudyPrediction {
  readonly task: string;
  readonly model: string;
  readonly kind: TaskKind;
  /** 1 where the row takes part (label and score present and valid), 0 elsewhere. */
  readonly present: Uint8Array;
  /** Rows left out of this task, with the reason. */
  readonly leftOut: readonly { readonly reason: string; readonly rowCount: number }[];
  /** Binary: 0/1; multiclass and ordinal: class index; regression: the reference value. */
  readonly label: Float64Array;
  readonly classes: readonly string[] | null;
  /** Binary and regression: one column; multiclass and ordinal: one per class, or null when only a decision is given. */
  readonly scores: readonly Float64Array[] | null;
  /** Class decided by the model, where given apart from scores; −1 unknown. */
  readonly decision: Int32Array | null;
  /** True when every present score lies in [0, 1]. */
  readonly isProbability: boolean;
  readonly scoreName: string;
  readonly labelName: string;
}

/** What readers, or a distribution made from them, say about the reference label of one task. */
export interface StudyLabels {
  readonly task: string;
  readonly source: 'readings' | 'distribution';
  /** As shown: pseudonyms unless names were asked for. */
  readonly readerNames: readonly string[];
  /** First answer of each row of the study, then the end; rowCount + 1 places. */
  readonly starts: Int32Array;
  readonly reader: Int32Array;
  /** Class of each answer: binary 0/1, multiclass the class index. */
  readonly answer: Int32Array;
  /** Probability of each class, row-major (binary: of yes alone); NaN where unknown; null with readings. */
  readonly probability: Float64Array | null;
  /** Cases of the readings that the study does not have, and answers that are none of the classes. */
  readonly unmatchedCaseCount: number;
  readonly unusedReadingCount: number;
}

/** One audited study. */
export interface Study {
  readonly rowCount: number;
  readonly patient: Int32Array;
  readonly patientCount: number;
  /** `row` when no patient column was declared. */
  readonly unit: 'patient' | 'row';
  readonly weight: Float64Array | null;
  readonly attributes: readonly Attribute[];
  readonly predictions: readonly StudyPrediction[];
  /** Readers' answers or label distributions behind the reference labels, at most one entry a task. */
  readonly labels?: readonly StudyLabels[];
}
