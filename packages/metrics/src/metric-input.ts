/** Numbers by row: a plain array or a typed one. */
export type Rows = ArrayLike<number>;

/** Two classes; also one label of a multi-label task at a time. */
export interface BinaryInput {
  readonly kind: 'binary';
  /** 0 or 1 per row. */
  readonly labels: Rows;
  /** Larger means more likely positive; null where a model gives decisions only. */
  readonly scores: Rows | null;
  /** 1 where the row is called positive; null without an operating point. */
  readonly decisions: Rows | null;
  /** The threshold behind `decisions`, on the scale of `scores`; null when unknown. */
  readonly threshold: number | null;
  /** Weight per row, 0 or above; null = every row counts once. */
  readonly weights: Rows | null;
}

/** Several classes without an order. */
export interface MulticlassInput {
  readonly kind: 'multiclass';
  /** Class per row, 0 to classCount - 1. */
  readonly labels: Rows;
  /** Called class per row. */
  readonly decisions: Rows | null;
  /** One column of scores per class. */
  readonly columns: readonly Rows[] | null;
  readonly classCount: number;
  readonly weights: Rows | null;
}

/** Grades with an order. */
export interface OrdinalInput {
  readonly kind: 'ordinal';
  /** Grade per row, 0 to gradeCount - 1, in order. */
  readonly labels: Rows;
  /** Called grade per row. */
  readonly decisions: Rows | null;
  readonly gradeCount: number;
  readonly weights: Rows | null;
}

/** A measured number and its prediction in the same unit. */
export interface RegressionInput {
  readonly kind: 'regression';
  /** Reference value per row. */
  readonly labels: Rows;
  /** Predicted value per row. */
  readonly predictions: Rows | null;
  readonly weights: Rows | null;
}

/** What a metric is computed from. */
export type MetricInput = BinaryInput | MulticlassInput | OrdinalInput | RegressionInput;

/** The kinds of input. */
export type InputKind = MetricInput['kind'];

/** The input of one kind. */
export type InputOf<K extends InputKind> = Extract<MetricInput, { readonly kind: K }>;
