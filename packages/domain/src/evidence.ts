import type { Figure, GroupCounts } from './figure.ts';
import type { LabelEvidenceData } from './label-evidence.ts';

/**
 * Evidence: the data behind findings, one entry per picture or table a report draws.
 * Each `kind` has one shape of `data`. Absent figures are null with a reason beside them.
 */

/** One level of a gap family. */
export interface GapLevel extends GroupCounts {
  readonly level: string;
  readonly metric: Figure;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** Level minus the rest of the patients, simultaneous limits. */
  readonly gap: Figure;
  /** Level minus the reference level, simultaneous limits; null where no reference is named. */
  readonly gapToReference: Figure | null;
  readonly unadjustedLow: number | null;
  readonly unadjustedHigh: number | null;
  readonly pAdjusted: number | null;
  readonly isAssessable: boolean;
  readonly reason: string | null;
  /** The gap as a count per 1000 patients with the condition, e.g. 18 more missed. Null for rank metrics. */
  readonly perThousand: number | null;
  readonly verdict: string;
}

/** Data of each kind of evidence. */
export interface EvidenceData extends LabelEvidenceData {
  /** One family of gaps: task × model × attribute × metric, all levels against the rest. */
  readonly 'gap-family': {
    readonly metric: string;
    readonly margin: number | null;
    readonly level: number;
    readonly criticalValue: number | null;
    readonly replicates: number;
    readonly omnibus: {
      readonly pValue: number | null;
      readonly test: string;
      readonly permutations: number;
      readonly reason: string | null;
    };
    readonly range: Figure & { readonly raw: number | null; readonly nullMean: number | null };
    readonly reference: string;
    readonly levels: readonly GapLevel[];
  };
  readonly 'unit-of-analysis': {
    readonly unit: 'patient' | 'row';
    readonly casesPerPatient: {
      readonly mean: number;
      readonly median: number;
      readonly max: number;
    };
    readonly histogram: readonly {
      readonly casesPerPatient: string;
      readonly patientCount: number;
    }[];
    readonly rows: readonly {
      readonly quantity: string;
      readonly icc: Figure;
      readonly designEffect: Figure;
    }[];
    readonly effective: readonly {
      readonly attribute: string;
      readonly level: string;
      readonly caseCount: number;
      readonly patientCount: number;
      readonly effectiveCount: number | null;
    }[];
  };
  readonly power: {
    readonly metric: string;
    readonly margin: number | null;
    readonly rows: readonly {
      readonly level: string;
      readonly caseCount: number;
      readonly patientCount: number;
      readonly standardError: number | null;
      readonly designEffect: number | null;
      /** Smallest true gap found with 80 % power at the two-sided level. */
      readonly minimumDetectableGap: number | null;
      /** Patients of this level needed to tell a gap as large as the margin with 80 % power. */
      readonly patientsNeeded: number | null;
      readonly reason: string | null;
    }[];
  };
  readonly intersections: {
    readonly metric: string;
    readonly attributes: readonly string[];
    readonly method: string;
    readonly cells: readonly {
      readonly slice: Readonly<Record<string, string>>;
      readonly caseCount: number;
      readonly patientCount: number;
      readonly numerator: number | null;
      readonly denominator: number | null;
      readonly raw: Figure;
      readonly shrunken: Figure;
      /** 0 = moved all the way to the overall value, 1 = left as it is. */
      readonly shrinkage: number | null;
      readonly reason: string | null;
    }[];
    readonly mergedCount: number;
  };
  readonly 'missing-bounds': {
    readonly metric: string;
    readonly levels: readonly {
      readonly level: string;
      readonly gap: number | null;
      /** Gap if every patient with a missing value belonged where it hurts or helps most. */
      readonly worst: number | null;
      readonly best: number | null;
      readonly missingCaseCount: number;
    }[];
  };
  readonly 'adjusted-gaps': {
    readonly metric: string;
    readonly adjustedFor: readonly string[];
    readonly rows: readonly {
      readonly level: string;
      readonly crude: Figure;
      readonly adjusted: Figure;
      /** Share of cases of the level that fall in strata shared with the rest. */
      readonly supportShare: number | null;
      readonly reason: string | null;
    }[];
  };
  readonly 'predictive-values': {
    readonly commonPrevalence: number;
    readonly userPrevalence: number | null;
    readonly rows: readonly {
      readonly level: string;
      readonly prevalence: Figure;
      readonly ppvObserved: Figure;
      readonly npvObserved: Figure;
      readonly ppvCommon: Figure;
      readonly npvCommon: Figure;
      readonly ppvUser: Figure | null;
      readonly npvUser: Figure | null;
    }[];
    /** Equal sensitivity and specificity in these data would still mean these predictive values. */
    readonly tension: string | null;
  };
  readonly decomposition: {
    readonly metric: string;
    readonly rows: readonly {
      readonly level: string;
      readonly gap: Figure;
      readonly labelMix: Figure;
      readonly caseMix: Figure;
      readonly conditional: Figure;
      readonly verdict: 'prevalence' | 'case-mix' | 'conditional' | 'none' | 'cannot-tell';
      readonly outsideSupport: number | null;
    }[];
  };
  readonly roc: {
    readonly curves: readonly {
      readonly level: string;
      readonly auroc: Figure;
      /** Sensitivity at each false-positive rate, with a pointwise patient-clustered band. */
      readonly points: readonly {
        readonly fpr: number;
        readonly tpr: number;
        readonly low: number | null;
        readonly high: number | null;
      }[];
      readonly operatingPoint: { readonly fpr: number; readonly tpr: number } | null;
    }[];
  };
  readonly calibration: {
    readonly bins: number;
    readonly groups: readonly ({
      readonly level: string;
      readonly intercept: Figure;
      readonly slope: Figure;
      readonly ece: Figure;
      readonly observedExpected: Figure;
      readonly curve: readonly {
        readonly predicted: number;
        readonly observed: number;
        readonly low: number | null;
        readonly high: number | null;
        readonly caseCount: number;
      }[];
      readonly reason: string | null;
    } & GroupCounts)[];
  };
  readonly threshold: {
    readonly threshold: number | null;
    readonly source: string;
    readonly isValidated: boolean;
    readonly note: string;
    readonly rows: readonly {
      readonly attribute: string;
      readonly level: string;
      readonly sensitivity: Figure;
      readonly specificity: Figure;
      /** Threshold that would give this level the overall sensitivity. */
      readonly neededThreshold: number | null;
      readonly specificityThere: number | null;
      readonly reason: string | null;
    }[];
    readonly cost: readonly {
      readonly threshold: number;
      readonly sensitivity: number;
      readonly specificity: number;
      readonly missedPer1000: number;
      readonly falseAlarmsPer1000: number;
    }[];
  };
  readonly 'decision-curve': {
    readonly thresholds: readonly number[];
    readonly operatingThreshold: number | null;
    readonly curves: readonly {
      readonly level: string;
      readonly points: readonly {
        readonly threshold: number;
        readonly netBenefit: number;
        readonly low: number | null;
        readonly high: number | null;
        readonly treatAll: number;
      }[];
      /** Net benefit difference to the rest at the operating point, per 1000 patients. */
      readonly differencePer1000: Figure;
    }[];
    readonly worst: { readonly level: string; readonly netBenefit: number } | null;
  };
  readonly 'worst-group': {
    readonly metric: string;
    readonly level: string | null;
    readonly raw: Figure;
    readonly corrected: Figure;
    readonly candidateCount: number;
    readonly method: string;
  };
  readonly 'tipping-point': {
    readonly metric: string;
    readonly rows: readonly {
      readonly level: string;
      readonly verdict: string;
      readonly flips: number | null;
      readonly flipShare: number | null;
      readonly where: string;
      readonly becomes: string;
      readonly reason: string | null;
    }[];
  };
  readonly sites: {
    readonly metric: string;
    readonly attribute: string;
    readonly sites: readonly ({
      readonly level: string;
      readonly metric: Figure;
      readonly weight: number | null;
      readonly pooledWithout: Figure;
    } & GroupCounts)[];
    readonly pooled: Figure;
    readonly prediction: Figure;
    readonly tau: number | null;
    readonly iSquared: number | null;
    readonly reason: string | null;
  };
  readonly 'metric-by-age': {
    readonly attribute: string;
    readonly metric: string;
    readonly points: readonly {
      readonly x: number;
      readonly value: number;
      readonly low: number | null;
      readonly high: number | null;
      readonly caseCount: number;
    }[];
    readonly bandwidth: number;
  };
  readonly acquisition: {
    readonly rows: readonly {
      readonly level: string;
      readonly prevalence: Figure;
      readonly caseCount: number;
      readonly patientCount: number;
    }[];
    /** How well the label, and the model's call, can be told from this field alone. */
    readonly labelAuroc: Figure;
    readonly scoreAuroc: Figure;
    /** Whether the label is tied to the field: the test of equal prevalence rejects and the area's lower limit exceeds `least`. */
    readonly isTied: boolean;
    /** Patient-clustered p that prevalence is equal over the field's levels, Holm over the fields of the task; null without a test. */
    readonly pHolm: number | null;
    /** Area that the lower limit must exceed. */
    readonly least: number;
    readonly within: readonly {
      readonly attribute: string;
      readonly metric: string;
      readonly level: string;
      readonly crude: Figure;
      readonly within: Figure;
    }[];
    readonly remark: string;
  };
  readonly suitability: {
    readonly notes: readonly {
      readonly metric: string;
      readonly severity: 'note' | 'warning';
      readonly sentence: string;
    }[];
  };
  readonly 'model-comparison': {
    readonly metric: string;
    readonly a: string;
    readonly b: string;
    readonly isPaired: boolean;
    readonly sharedCaseCount: number;
    readonly sharedPatientCount: number;
    readonly difference: Figure;
    readonly pValue: number | null;
    /** After Holm over all pairs of models on this metric of this task. */
    readonly pHolm: number | null;
    /** Pairs in that family. */
    readonly comparisonCount: number;
    /** z or t behind the p; null where the test is exact. */
    readonly statistic: number | null;
    /** McNemar's exact p and chi-square without correction, for rates of paired independent cases. */
    readonly mcNemarExactP: number | null;
    readonly mcNemarChiSquare: number | null;
    readonly mcNemarChiSquareP: number | null;
    readonly method: string;
    readonly isIdentical: boolean;
    /** gap(A) − gap(B) per attribute and level. */
    readonly gapDifferences: readonly {
      readonly attribute: string;
      readonly level: string;
      readonly difference: Figure;
    }[];
  };
  /** A metric over the levels of one attribute, averaged over models, e.g. one attribute measured in several ways. */
  readonly 'metric-matrix': {
    readonly metric: string;
    readonly columns: readonly string[];
    readonly rows: readonly {
      readonly attribute: string;
      readonly levels: readonly string[];
      readonly values: readonly (number | null)[];
      readonly counts: readonly number[];
      readonly byModel: readonly (readonly (number | null)[])[];
    }[];
    readonly models: readonly string[];
    readonly conclusion: string | null;
  };
  readonly 'confusion-matrix': {
    readonly classes: readonly string[];
    readonly counts: readonly (readonly number[])[];
  };
  readonly 'planted-and-found': {
    readonly rows: readonly {
      readonly id: string;
      readonly planted: string;
      readonly found: string;
      readonly isFound: boolean;
    }[];
  };
}

/** The kinds of evidence. */
export type EvidenceKind = keyof EvidenceData;

/** One piece of evidence of a given kind. */
export interface EvidenceOf<K extends EvidenceKind> {
  readonly id: string;
  readonly kind: K;
  /** Id of the audit that made it. */
  readonly audit: string;
  readonly task: string;
  readonly model: string;
  readonly attribute: string | null;
  readonly title: string;
  readonly data: EvidenceData[K];
}

/** One piece of evidence of any kind. */
export type Evidence = { [K in EvidenceKind]: EvidenceOf<K> }[EvidenceKind];
