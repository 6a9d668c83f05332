import type { Figure, GroupCounts } from './figure.ts';
import type { IndependenceCheck } from './label-sampling.ts';

/** One figure with the reference labels as given and with their uncertainty carried along. */
export interface LabelUncertaintyRow extends GroupCounts {
  readonly metric: string;
  /** Level of the attribute; null for everyone. */
  readonly level: string | null;
  /** `rest` for the gap of the level to all others; null for the metric itself. */
  readonly versus: 'rest' | null;
  readonly margin: number | null;
  /** Labels as given: sampling alone. */
  readonly without: Figure;
  /** Labels drawn from what readers, score and group say together: sampling and labels. */
  readonly with: Figure;
  /** Had one reader, chosen at random for each case, been the reference; null without readings. */
  readonly oneReader: Figure | null;
  /** Parts of the variance of `with`: sampling, and what the labels add. */
  readonly withinVariance: number | null;
  readonly betweenVariance: number | null;
  /** Share of the variance that the labels add, 0 to 1. */
  readonly labelShare: number | null;
  readonly verdictWithout: string | null;
  readonly verdictWith: string | null;
  readonly isChanged: boolean;
  readonly reason: string | null;
}

/** How often a label or an answer differs from the true label, as far as the readers tell. */
export interface LabelNoiseRow extends GroupCounts {
  /** Attribute and level; null for everyone. */
  readonly attribute: string | null;
  readonly level: string | null;
  /** Share of all cases whose label is wrong. */
  readonly wrong: Figure;
  /** Share of those labelled positive that are negative, and of those labelled negative that are positive. */
  readonly falsePositive: Figure;
  readonly falseNegative: Figure;
  /** Wrong share minus that of all other cases; null for everyone. */
  readonly gap: Figure | null;
}

/** The model and one reader on the cases that this reader has read. */
export interface ReaderStanding {
  readonly reader: string;
  readonly caseCount: number;
  readonly patientCount: number;
  readonly positiveCount: number | null;
  /** The model against this reader's answers as the reference. */
  readonly auroc: Figure;
  readonly sensitivity: Figure;
  readonly specificity: Figure;
  /** Reader and model against the majority of the other readers, on the same cases. */
  readonly comparedCaseCount: number;
  readonly comparedPatientCount: number;
  readonly readerSensitivity: Figure;
  readonly readerSpecificity: Figure;
  readonly modelSensitivity: Figure;
  readonly modelSpecificity: Figure;
  /** Balanced accuracy of the model minus that of the reader. */
  readonly difference: Figure;
}

/** Data of the evidence about reference labels and readers. */
export interface LabelEvidenceData {
  readonly 'label-uncertainty': {
    readonly source: 'readings' | 'distribution';
    readonly attribute: string | null;
    readonly drawCount: number;
    readonly readerCount: number;
    /** Cases whose label is drawn, and those without a reading, which keep the given one. */
    readonly drawnCaseCount: number;
    readonly keptCaseCount: number;
    readonly level: number;
    readonly rows: readonly LabelUncertaintyRow[];
    /** Whether what was seen fits the assumption behind the draws; null where it cannot be looked at. */
    readonly check: IndependenceCheck | null;
    /** Why the assumption is doubtful, in half sentences; empty where nothing speaks against it. */
    readonly doubts: readonly string[];
  };
  readonly 'label-noise': {
    readonly source: 'readings' | 'distribution';
    readonly drawCount: number;
    readonly rows: readonly LabelNoiseRow[];
    readonly readers: readonly {
      readonly reader: string;
      readonly caseCount: number;
      readonly patientCount: number;
      readonly wrong: Figure;
      readonly sensitivity: Figure;
      readonly specificity: Figure;
    }[];
  };
  readonly 'model-among-readers': {
    readonly readers: readonly ReaderStanding[];
    /** Where the model stands by balanced accuracy against the others' majority: 1 = above all readers. */
    readonly rank: number | null;
    readonly comparedReaderCount: number;
    /** Share of readers that the model exceeds, patient bootstrap. */
    readonly exceeded: Figure;
    readonly replicates: number;
  };
}
