import type { Flaw, FlawKind } from './flaws.ts';

/** Metrics that the truth states for every group. */
export interface GroupMetrics {
  readonly prevalence: number;
  readonly sensitivity: number;
  readonly specificity: number;
  readonly ppv: number;
  readonly npv: number;
  readonly accuracy: number;
  readonly auroc: number;
}

/** Counts and rates of a group as drawn, against the labels in the table; null where a denominator is 0. */
export interface RealisedGroup {
  readonly rowCount: number;
  readonly patientCount: number;
  readonly positiveCount: number;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
}

/** What holds for one level of one attribute, before any value was made missing. */
export interface GroupTruth {
  readonly attribute: string;
  readonly level: string;
  /** Expected share of rows. */
  readonly share: number;
  /** Expected metrics against the labels in the table. */
  readonly metrics: GroupMetrics;
  /** Expected metric here minus expected metric in all other rows. */
  readonly gapToRest: GroupMetrics;
  readonly realised: RealisedGroup;
}

/** What an audit should say about a planted flaw. */
export interface ExpectedFinding {
  readonly attribute: string | null;
  readonly level: string | null;
  readonly metric: string;
  readonly direction: 'lower' | 'higher' | 'none';
  readonly verdict: 'beyond-margin' | 'within-margin' | 'cannot-tell' | 'not-assessable';
  /** Where a report shows it. */
  readonly section:
    | 'gaps'
    | 'intersections'
    | 'decomposition'
    | 'calibration'
    | 'label-noise'
    | 'leakage'
    | 'missing'
    | 'shortcuts';
}

/** One planted flaw and what it does to the numbers. */
export interface PlantedFlaw {
  /** Stable id inside the study, such as `failing-subgroup-1`. */
  readonly id: string;
  readonly kind: FlawKind;
  readonly attribute: string | null;
  readonly level: string | null;
  /** Attribute to level; empty when the flaw is about no group. */
  readonly slice: Readonly<Record<string, string>>;
  readonly task: string;
  readonly metric: string;
  /** Expected gap to the rest (or slope, share, correlation) with all flaws in place. */
  readonly size: number;
  readonly sentence: string;
  readonly parameters: Flaw;
  readonly expectedFinding: ExpectedFinding;
}

/** A gap beyond its margin that follows from a flaw planted elsewhere. */
export interface Consequence {
  readonly attribute: string;
  readonly level: string;
  readonly metric: 'sensitivity' | 'specificity' | 'auroc';
  readonly gap: number;
}

/** What is true of one task. */
export interface TaskTruth {
  readonly name: string;
  readonly labelColumn: string;
  readonly scoreColumn: string;
  /** Operating threshold on the scale of the score column; positive from it upwards. */
  readonly threshold: number;
  readonly carriesFlaws: boolean;
  /** Of the model without flaws. */
  readonly unflawed: GroupMetrics;
  /** Expected over the whole study, flaws included. */
  readonly overall: GroupMetrics;
}

/** Everything that is known of a phantom because it was made. */
export interface PhantomTruth {
  readonly schemaVersion: 1;
  readonly seed: number;
  readonly rowCount: number;
  readonly patientCount: number;
  readonly icc: number;
  readonly scoreRange: number;
  readonly tasks: readonly TaskTruth[];
  readonly flaws: readonly PlantedFlaw[];
  /** Levels of every attribute, for the task that carries the flaws. */
  readonly groups: readonly GroupTruth[];
  readonly consequences: readonly Consequence[];
  /** Margins that `expectedFinding` and `consequences` were judged by. */
  readonly margins: Readonly<Record<'sensitivity' | 'specificity' | 'auroc', number>>;
  readonly flippedImages: readonly string[];
  readonly leakedPatients: readonly string[];
  readonly missing: readonly {
    readonly attribute: string;
    readonly rowCount: number;
    readonly positiveShareAmongMissing: number | null;
    readonly positiveShareAmongPresent: number | null;
  }[];
}
