import type { Limits } from '@equipoise/stats';
import type {
  OrComponents,
  OverallTest,
  RandomFactors,
  StudyDifference,
  StudyEstimate,
} from './core.ts';
import type { StudyMetricId } from './study-rows.ts';

/** A difference of two modalities, first minus second. */
export interface PairDifference extends StudyDifference {
  readonly testA: number;
  readonly testB: number;
}

/** One way to test the same difference. */
export interface AnalysisRow {
  readonly id: string;
  readonly title: string;
  /** What is taken as a sample from a larger population. */
  readonly random: RandomFactors;
  /** Which average it compares. */
  readonly average: 'readers' | 'pairs';
  readonly overall: OverallTest | null;
  readonly differences: readonly PairDifference[];
  readonly isPrimary: boolean;
}

/** One reader's figure under one modality. */
export interface ReaderValue extends StudyEstimate {
  readonly test: number;
  readonly reader: number;
  readonly diseasedCount: number;
  readonly nonDiseasedCount: number;
  /** Limits of a share of right calls in Wilson's form, which hold at 0 and 1 too. */
  readonly exact?: Limits | undefined;
}

/** Patients with a case of each truth. */
export interface TruthPeople {
  readonly diseased: number;
  readonly other: number;
}

/** Everything about one figure of merit. */
export interface MetricResult {
  readonly metric: StudyMetricId;
  /** Id of the primary analysis, as estimates name it. */
  readonly method: string;
  /** Which average is reported: the mean of the readers' figures, or pooled over their pairs of cases. */
  readonly average: 'readers' | 'pairs';
  /** Reader-averaged figure of each modality. */
  readonly means: readonly StudyEstimate[];
  /** The other average of each modality, for comparison; null without one. */
  readonly otherMeans: readonly (number | null)[];
  readonly readers: readonly ReaderValue[];
  readonly readerDifferences: readonly (PairDifference & { readonly reader: number })[];
  /** All analyses; the primary one first. */
  readonly analyses: readonly AnalysisRow[];
  readonly components: OrComponents | null;
  /** Cases that each reader reads, on average: what components of a next study refer to. */
  readonly casesPerReader: number;
  readonly identical: readonly (readonly [number, number])[];
  readonly caseCount: number;
  readonly patientCount: number;
  readonly positiveCount: number;
  /** Per modality: readings, cases and readers behind the average. */
  readonly counts: readonly {
    readonly readings: number;
    readonly cases: number;
    readonly positives: number;
    readonly readers: number;
  }[];
  /** Distinct patients with and without disease behind a modality (reader null) or one reader of it. */
  readonly people: (test: number, reader: number | null) => TruthPeople;
  readonly notes: readonly string[];
  /** Why there is no result at all. */
  readonly reason: string | null;
}
