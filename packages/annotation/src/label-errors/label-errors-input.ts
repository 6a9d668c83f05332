import type { Attribute } from '@equipoise/domain';
import type { IssueFilter } from '../quality/find-issues.ts';

/** Given labels and scores of one task, one entry a row of the study. */
export interface LabelTask {
  readonly task: string;
  readonly classes: readonly string[];
  /** Given class; -1 where there is none. */
  readonly label: Int32Array;
  /** 1 where label and score are there. */
  readonly isScored: Uint8Array;
  /** Probability of each class, row-major. */
  readonly probabilities: Float64Array;
  /** Class that a panel or a second opinion gives; -1 where there is none; null without one. */
  readonly panel: Int32Array | null;
}

/** Vectors of the images, one a row. */
export interface Embeddings {
  readonly dimension: number;
  /** Row-major; rows of NaN where a case has none. */
  readonly values: Float64Array;
}

/** What is to be searched. */
export interface LabelErrorsInput {
  readonly rowCount: number;
  readonly patient: Int32Array;
  readonly attributes: readonly Attribute[];
  readonly tasks: readonly LabelTask[];
  readonly caseName: (row: number) => string;
  readonly embeddings: Embeddings | null;
}

/** How it is searched. */
export interface LabelErrorsQuestion {
  /** Whether the scores come from models that did not see the row in training. */
  readonly outOfSample: 'yes' | 'no' | 'unconfirmed';
  readonly filter: IssueFilter;
}

/** One line of the review list. */
export interface ReviewRow {
  readonly rank: number;
  readonly task: string;
  readonly row: number;
  readonly given: string;
  readonly suggested: string;
  /** Probability that the given label is wrong, by the model. */
  readonly wrong: number;
  readonly reasons: readonly string[];
  /** What a panel said, where one did. */
  readonly panel: string | null;
}

/** The whole review list, which may be long: its rows are made one by one. */
export interface ReviewList {
  readonly count: number;
  readonly rows: () => Iterable<ReviewRow>;
}
