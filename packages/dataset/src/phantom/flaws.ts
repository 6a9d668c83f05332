/** The kinds of flaw that a phantom can carry. */
export type FlawKind =
  | 'failing-subgroup'
  | 'failing-intersection'
  | 'prevalence-shift'
  | 'miscalibrated-group'
  | 'label-noise'
  | 'leaked-patients'
  | 'missing-not-at-random'
  | 'shortcut-tag';

/** Attributes of a phantom by name. */
export type PhantomAttributeName = 'sex' | 'age' | 'site' | 'scanner' | 'view';

/** Positives of one level score lower: sensitivity falls by `size` there, specificity stays. */
export interface FailingSubgroup {
  readonly kind: 'failing-subgroup';
  readonly attribute: PhantomAttributeName;
  readonly level: string;
  /** Loss of sensitivity at the operating threshold, as a proportion above 0 and below 1. */
  readonly size: number;
}

/** As a failing subgroup, but only where two levels meet. */
export interface FailingIntersection {
  readonly kind: 'failing-intersection';
  readonly attributes: readonly [PhantomAttributeName, PhantomAttributeName];
  readonly levels: readonly [string, string];
  /** Loss of sensitivity at the operating threshold, as a proportion above 0 and below 1. */
  readonly size: number;
}

/** One level has another share of positives; scores given the label are distributed as elsewhere. */
export interface PrevalenceShift {
  readonly kind: 'prevalence-shift';
  readonly attribute: PhantomAttributeName;
  readonly level: string;
  /** Share of positives in the level, above 0 and below 1. */
  readonly prevalence: number;
}

/**
 * Scores of one level are stretched about the threshold on the log-odds scale. Decisions and ranks
 * inside the level stay as they are, probabilities do not.
 */
export interface MiscalibratedGroup {
  readonly kind: 'miscalibrated-group';
  readonly attribute: PhantomAttributeName;
  readonly level: string;
  /** Calibration slope that an audit should find there: below 1 overconfident, above 1 timid. */
  readonly slope: number;
}

/** Reference labels of one level are flipped at random, positives and negatives alike. */
export interface LabelNoise {
  readonly kind: 'label-noise';
  readonly attribute: PhantomAttributeName;
  readonly level: string;
  /** Probability that a label is flipped, above 0 and below one half. */
  readonly flipRate: number;
}

/** Some patients of the study also stand in the training table. */
export interface LeakedPatients {
  readonly kind: 'leaked-patients';
  /** Share of the study's patients, above 0 and at most 1. */
  readonly share: number;
}

/** A patient's age is missing more often when an image is positive or the model errs. */
export interface MissingNotAtRandom {
  readonly kind: 'missing-not-at-random';
  readonly attribute: 'age';
  /** Probability of a missing value for patients without a positive image and without an error. */
  readonly baseRate: number;
  /** Added to it when any image of the patient is positive. */
  readonly addedWhenPositive: number;
  /** Added to it when the model errs on any image of the patient. */
  readonly addedWhenWrong: number;
}

/** A burnt-in tag that goes with the label and that the model reads. */
export interface ShortcutTag {
  readonly kind: 'shortcut-tag';
  /** Pearson (phi) correlation of tag and label where the tag is as frequent as the finding, 0 to below 1. */
  readonly correlation: number;
  /** How far the tag moves the score, in standard deviations of the latent score; 0 = tag unused. */
  readonly weight: number;
}

/** One planted flaw with all its parameters. */
export type Flaw =
  | FailingSubgroup
  | FailingIntersection
  | PrevalenceShift
  | MiscalibratedGroup
  | LabelNoise
  | LeakedPatients
  | MissingNotAtRandom
  | ShortcutTag;

/** The flaws of the default phantom, large enough to be found at about 1,200 patients with 3 images. */
export const defaultFlaws: readonly Flaw[] = [
  { kind: 'failing-subgroup', attribute: 'sex', level: 'F', size: 0.28 },
  { kind: 'failing-intersection', attributes: ['sex', 'site'], levels: ['M', 'S3'], size: 0.5 },
  { kind: 'prevalence-shift', attribute: 'site', level: 'S2', prevalence: 0.55 },
  { kind: 'miscalibrated-group', attribute: 'scanner', level: 'Vendor C', slope: 0.5 },
  { kind: 'label-noise', attribute: 'view', level: 'AP', flipRate: 0.2 },
  { kind: 'leaked-patients', share: 0.04 },
  {
    kind: 'missing-not-at-random',
    attribute: 'age',
    baseRate: 0.06,
    addedWhenPositive: 0.12,
    addedWhenWrong: 0.18,
  },
];

/** The optional eighth flaw: a tag correlated .8 with the label. */
export const defaultShortcutTag: ShortcutTag = {
  kind: 'shortcut-tag',
  correlation: 0.8,
  weight: 1,
};

/**
 * The default flaw of one kind.
 *
 * @param kind one of {@link FlawKind}
 * @returns that flaw with its default parameters
 */
export function defaultFlaw(kind: FlawKind): Flaw {
  return defaultFlaws.find((flaw) => flaw.kind === kind) ?? defaultShortcutTag;
}
