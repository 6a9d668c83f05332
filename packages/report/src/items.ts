/** One of the 22 items a report must hold. */
export interface ReportItemTitle {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  /** For the navigation bar. */
  readonly short: string;
  /** What the item tells a reader without statistics. */
  readonly lead: string;
  /** What is missing when the item is not assessed and the document names nothing. */
  readonly needs: string;
}

/** The items in their order; `id` is the anchor of the section. */
export const reportItems: readonly ReportItemTitle[] = [
  {
    number: 1,
    id: 'verdict',
    title: 'Verdict',
    short: 'Verdict',
    lead: 'What was asked, and the answer in three values: within the margin, beyond it, or cannot tell.',
    needs: 'a finding',
  },
  {
    number: 2,
    id: 'flow',
    title: 'Flow of rows and patients',
    short: 'Flow',
    lead: 'Who entered the audit, who was left out, and why.',
    needs: 'the flow of the input',
  },
  {
    number: 3,
    id: 'missing',
    title: 'Missing data',
    short: 'Missing',
    lead: 'Where an attribute was not recorded, and how far that could move a gap.',
    needs: 'group attributes',
  },
  {
    number: 4,
    id: 'unit',
    title: 'Unit of analysis',
    short: 'Unit',
    lead: 'Images of one patient resemble each other; this is how much information the images really carry.',
    needs: '--patient',
  },
  {
    number: 5,
    id: 'leakage',
    title: 'Leakage and duplicates',
    short: 'Leakage',
    lead: 'Patients that were also used for training, and rows that stand twice.',
    needs: '--train',
  },
  {
    number: 6,
    id: 'metrics',
    title: 'Metrics, overall and per group',
    short: 'Metrics',
    lead: 'Each figure with its interval, its counts and the method of its interval.',
    needs: 'an estimate',
  },
  {
    number: 7,
    id: 'gaps',
    title: 'Gaps between groups',
    short: 'Gaps',
    lead: 'Each group against all the other patients. The limits hold for all groups of a family at once.',
    needs: '--group',
  },
  {
    number: 8,
    id: 'power',
    title: 'Power',
    short: 'Power',
    lead: 'The smallest gap that these data could have shown, and the patients it would take to see the margin.',
    needs: '--group',
  },
  {
    number: 9,
    id: 'intersections',
    title: 'Intersections of groups',
    short: 'Intersections',
    lead: 'Two attributes at once. Small cells are pulled towards the overall value; both figures are shown. They take no part in a verdict.',
    needs: 'two or more attributes',
  },
  {
    number: 10,
    id: 'adjusted',
    title: 'Gaps at equal prevalence and case mix',
    short: 'Adjusted',
    lead: 'Whether a gap stays when groups are compared on like cases, and what a positive answer means where the condition is as common in every group.',
    needs: '--prevalence or --case-mix',
  },
  {
    number: 11,
    id: 'decomposition',
    title: 'Where a gap comes from',
    short: 'Sources',
    lead: 'The part of each gap that is due to how common the condition is, to which cases were seen, and to the model failing on like cases.',
    needs: '--case-mix',
  },
  {
    number: 12,
    id: 'calibration',
    title: 'Calibration per group',
    short: 'Calibration',
    lead: 'Whether a score of 0.3 means three patients in ten, in every group.',
    needs: 'scores that are probabilities',
  },
  {
    number: 13,
    id: 'thresholds',
    title: 'Threshold',
    short: 'Threshold',
    lead: 'Where the operating threshold came from, what it does in each group, and what another would cost.',
    needs: 'a threshold',
  },
  {
    number: 14,
    id: 'decision-curves',
    title: 'Decision curves per group',
    short: 'Decision',
    lead: 'The net benefit of acting on the score, against acting on everyone or on no one.',
    needs: 'scores that are probabilities',
  },
  {
    number: 15,
    id: 'worst-group',
    title: 'Worst group',
    short: 'Worst group',
    lead: 'The lowest group, corrected for having been picked because it was the lowest.',
    needs: '--group',
  },
  {
    number: 16,
    id: 'exploratory',
    title: 'Exploratory: slices and shortcuts',
    short: 'Exploratory',
    lead: 'Searches without a hypothesis, with held-out confirmation.',
    needs: 'a slice search or shortcut checks, which this release does not run',
  },
  {
    number: 17,
    id: 'tipping-point',
    title: 'Label-noise tipping point',
    short: 'Tipping',
    lead: 'How many reference labels would have to be wrong for a verdict to change.',
    needs: 'a verdict within or beyond a margin',
  },
  {
    number: 18,
    id: 'sites',
    title: 'Sites',
    short: 'Sites',
    lead: 'The mean over sites and what to expect at the next one.',
    needs: '--site with three or more sites',
  },
  {
    number: 19,
    id: 'suitability',
    title: 'Suitability of the metrics',
    short: 'Suitability',
    lead: 'Where a metric says less than it seems to in these data.',
    needs: 'a metric',
  },
  {
    number: 20,
    id: 'checklists',
    title: 'Checklist appendix',
    short: 'Checklists',
    lead: 'Rows of reporting checklists, filled where this audit holds the figure. Blank rows stay blank.',
    needs: 'checklist maps, which this release does not carry',
  },
  {
    number: 21,
    id: 'methods',
    title: 'Methods, provenance and proof of the statistics',
    short: 'Methods',
    lead: 'All that is needed to run this audit again, and how the statistics behave where the truth is known.',
    needs: 'the settings of the run',
  },
  {
    number: 22,
    id: 'images',
    title: 'Images',
    short: 'Images',
    lead: 'Example cases of each highlighted group.',
    needs: '--images, which this release does not read',
  },
];

/** What an item needs: as the document says it, or as this table does where it gives a reason instead. */
export function needsOf(number: number, declared: string | null | undefined): string {
  const own = reportItems.find((item) => item.number === number)?.needs ?? 'more input';
  return declared && !declared.startsWith('no ') ? declared : own;
}
