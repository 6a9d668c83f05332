import type { ReadersProtocol } from './readers-protocol.ts';

/** What `equipoise reader-study` was told; everything as typed, nothing resolved. */
export interface ReaderStudyProtocol
  extends Pick<
    ReadersProtocol,
    | 'names'
    | 'level'
    | 'suppress'
    | 'encoding'
    | 'delimiter'
    | 'decimal'
    | 'missing'
    | 'out'
    | 'title'
  > {
  /** Table of ratings; with `marks`, the table of the truth, one row per lesion or normal case. */
  readonly file: string;
  /** Further exports, where the tool writes one file a reader. */
  readonly moreFiles?: readonly string[] | undefined;
  /** Table with the reference label of each case, where it does not stand among the ratings. */
  readonly truthTable?: string | undefined;
  /** Columns that name the case together. */
  readonly caseColumns?: readonly string[] | undefined;
  readonly reader?: string | undefined;
  readonly modality?: string | undefined;
  readonly truth?: string | undefined;
  readonly rating?: string | undefined;
  readonly decision?: string | undefined;
  readonly patient?: string | undefined;
  /** Column whose values are studies of their own. */
  readonly by?: string | undefined;
  /** Texts of the truth (and of decisions, unless declared) that mean disease; `*` for every other. */
  readonly positive?: readonly string[] | undefined;
  readonly negative?: readonly string[] | undefined;
  readonly decisionPositive?: readonly string[] | undefined;
  readonly decisionNegative?: readonly string[] | undefined;
  readonly design?: string | undefined;
  readonly metric?: readonly string[] | undefined;
  /** `specificity=.9,1`. */
  readonly partial?: string | undefined;
  readonly threshold?: number | undefined;
  readonly covariance?: string | undefined;
  readonly reference?: string | undefined;
  /** `.05`, or `auc=.05,sensitivity=.1`. */
  readonly margin?: readonly string[] | undefined;
  readonly difference?: number | undefined;
  readonly power?: number | undefined;
  readonly alpha?: number | undefined;
  readonly marks?: string | undefined;
  readonly lesion?: string | undefined;
  readonly lesionWeight?: string | undefined;
  readonly aiLabel?: string | undefined;
  readonly aiProbability?: string | undefined;
  readonly assisted?: readonly string[] | undefined;
  readonly seconds?: string | undefined;
  readonly times?: string | undefined;
  readonly repeats?: string | undefined;
}
