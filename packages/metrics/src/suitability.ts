/** What is known of a task and a comparison when a metric is chosen. */
export interface SuitabilityContext {
  /** Share of positives over everyone, 0 to 1; null when there are no two classes. */
  readonly prevalence: number | null;
  /** Share of positives in each group that is compared; empty without groups. */
  readonly groupPrevalences: readonly number[];
  /** Whether all scores lie in [0, 1]. */
  readonly scoresAreProbabilities: boolean;
  /** Where the operating threshold comes from; null without one. */
  readonly thresholdSource: 'given' | 'other-data' | 'same-data' | null;
  /** Ids of all metrics that are reported together. */
  readonly reported: readonly string[];
}

/** One rule: sentences where something does not suit, else nothing. */
export type SuitabilityRule = (context: SuitabilityContext) => readonly string[];

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/**
 * Warns where calling everyone negative already does well: prevalence below 10 %.
 *
 * @param title the metric's name for the sentence
 */
export function warnsAtLowPrevalence(title: string): SuitabilityRule {
  return ({ prevalence }) =>
    prevalence !== null && prevalence < 0.1
      ? [
          `Only ${percent(prevalence)} of rows are positive: calling nobody positive already gives an accuracy of ${percent(1 - prevalence)}, so ${title} says little about the positives.`,
        ]
      : [];
}

/**
 * Warns where groups differ in prevalence and the metric would differ with an equally good model: the
 * shares lie more than 2 points apart and one is more than 1.2 times the other.
 *
 * @param title the metric's name for the sentence
 */
export function warnsAcrossPrevalences(title: string): SuitabilityRule {
  return ({ groupPrevalences }) => {
    if (groupPrevalences.length < 2) return [];
    const low = Math.min(...groupPrevalences);
    const high = Math.max(...groupPrevalences);
    if (high - low <= 0.02 || high <= 1.2 * low) return [];
    return [
      `${title} depends on prevalence, which runs from ${percent(low)} to ${percent(high)} over the groups: compare it at a common prevalence.`,
    ];
  };
}

/** Warns where average precision stands without the prevalence, its value under guessing. */
export const warnsWithoutPrevalence: SuitabilityRule = ({ reported, prevalence }) =>
  reported.includes('prevalence')
    ? []
    : [
        `Average precision under guessing equals the prevalence${prevalence === null ? '' : ` (${percent(prevalence)})`}: show the prevalence beside it.`,
      ];

/** Warns where the threshold was picked on the rows that are measured. */
export const warnsSameDataThreshold: SuitabilityRule = ({ thresholdSource }) =>
  thresholdSource === 'same-data'
    ? ['The threshold was chosen on the same rows, so the value is optimistic and not validated.']
    : [];

/** Warns where scores are no probabilities. */
export const warnsWithoutProbabilities: SuitabilityRule = ({ scoresAreProbabilities }) =>
  scoresAreProbabilities
    ? []
    : [
        'Some scores lie outside 0 to 1, so they are no probabilities and calibration has no meaning.',
      ];

/** Warns where a ranking hides what happens at a low prevalence. */
export const warnsRankAtLowPrevalence: SuitabilityRule = ({ prevalence, reported }) =>
  prevalence !== null && prevalence < 0.05 && !reported.includes('ppv')
    ? [
        `With ${percent(prevalence)} positives a high AUROC goes along with many false alarms: read it beside the positive predictive value.`,
      ]
    : [];

/** Warns where one number for two kinds of error stands alone. */
export const warnsWithoutItsParts: SuitabilityRule = ({ reported }) =>
  reported.includes('sensitivity') && reported.includes('specificity')
    ? []
    : ['One number mixes both kinds of error: show sensitivity and specificity beside it.'];
