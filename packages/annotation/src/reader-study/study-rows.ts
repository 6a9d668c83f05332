import type { CovarianceMethod, ReaderMarks } from './core.ts';

/** Figures of merit of a reader study. */
export const studyMetricIds = [
  'auc',
  'partial-auc',
  'sensitivity',
  'specificity',
  'wafroc',
  'afroc',
  'wafroc1',
  'afroc1',
  'inferred-roc',
] as const;

/** One of {@link studyMetricIds}. */
export type StudyMetricId = (typeof studyMetricIds)[number];

/** Reading times, one row per reading; they may stem from a table of their own. */
export interface TimeRows {
  /** Seconds above 0; NaN where not recorded. */
  readonly seconds: Float64Array;
  readonly modalityIndex: Int32Array;
  /** Case codes of their own, shared between modalities. */
  readonly caseCodes: Int32Array;
  readonly readerIndex: Int32Array;
}

/** One reader study as rows: one per reader, case and modality. Codes start at 0. */
export interface StudyRows {
  /** Name where a file holds several studies; '' otherwise. */
  readonly name: string;
  /** Modalities; the reference stands last. */
  readonly modalities: readonly string[];
  /** Who reads: positions among all readers of the file. */
  readonly readers: readonly number[];
  readonly caseCount: number;
  /** Patient of each case. */
  readonly patientOfCase: Int32Array;
  readonly patientCount: number;
  readonly caseIndex: Int32Array;
  readonly readerIndex: Int32Array;
  readonly modalityIndex: Int32Array;
  /** 1 = diseased, 0 = not, per case; NaN = unknown. */
  readonly truthOfCase: Float64Array;
  /** The same per row, where a reader gives several answers about one case, each with a truth of its own. */
  readonly truthOfRow: Float64Array | null;
  /** Per row, higher is more suspicious; NaN = blank. Null where no rating was declared. */
  readonly rating: Float64Array | null;
  /** 1 = called diseased, 0 = not, NaN = blank. */
  readonly decision: Float64Array | null;
  /** What the AI said about the case of the row: 1, 0, NaN = nothing. */
  readonly advice: Float64Array | null;
  /** Probability of disease that the AI gave; NaN = none. */
  readonly adviceProbability: Float64Array | null;
  /** Modalities in which readers saw the AI. */
  readonly assisted: readonly number[];
  readonly times: TimeRows | null;
  /** Marks; their tests are the modalities. */
  readonly marks: ReaderMarks | null;
  /** Rows that the intake left out, with the reason. */
  readonly leftOut: readonly { readonly reason: string; readonly readingCount: number }[];
}

/** What a reader study is asked. */
export interface StudyQuestion {
  /** Figures of merit; the first is the primary one. */
  readonly metrics: readonly StudyMetricId[];
  /** Largest accepted loss of each figure, where one was declared. */
  readonly margins: Readonly<Partial<Record<StudyMetricId, number>>>;
  /** Declared design; `auto` takes what the readings show. */
  readonly design: 'fully-crossed' | 'split-plot' | 'auto';
  /** Error covariance of Obuchowski and Rockette; by default the jackknife, `unbiased` where readings are missing. */
  readonly covariance: CovarianceMethod | null;
  /** Strip of the ROC plane of `partial-auc`. */
  readonly partial: {
    readonly axis: 'specificity' | 'sensitivity';
    readonly low: number;
    readonly high: number;
  };
  /** Ratings from here on count as a call of disease where no decision was declared. */
  readonly threshold: number | null;
  /** Difference that the next study shall find; null takes the margin, or .05. */
  readonly difference: number | null;
  /** Power of the next study. */
  readonly power: number;
}
