const families: readonly (readonly [title: string, ids: readonly string[]])[] = [
  [
    'Telling cases apart',
    ['auroc', 'auprc', 'sensitivity', 'specificity', 'fnr', 'fpr', 'youden', 'concordance'],
  ],
  ['what an answer means', ['ppv', 'npv', 'selection-rate']],
  ['agreement', ['accuracy', 'balanced-accuracy', 'f1', 'mcc', 'kappa']],
  [
    'how common the condition is and what scores say of it',
    [
      'prevalence',
      'calibration-intercept',
      'calibration-slope',
      'ece',
      'observed-expected',
      'brier',
      'log-loss',
    ],
  ],
];

/** More columns than this do not fit a page. */
const columnsMost = 5;

/** Metrics for one table, with the titles of the families they come from. */
interface MetricPack {
  readonly titles: string[];
  readonly ids: string[];
}

/**
 * Metrics that belong together, as many as fit side by side.
 *
 * @param metrics ids in the order of the document
 * @returns packs of one to five; every id stands in exactly one
 */
export function metricPacks(metrics: readonly string[]): readonly MetricPack[] {
  const known = new Set(families.flatMap(([, ids]) => ids));
  const sorted = [
    ...families.map(([title, ids]) => [title, metrics.filter((id) => ids.includes(id))] as const),
    ['further metrics', metrics.filter((id) => !known.has(id))] as const,
  ].filter(([, ids]) => ids.length > 0);
  const packs: MetricPack[] = [];
  for (const [title, ids] of sorted) {
    const last = packs.at(-1);
    if (last && last.ids.length + ids.length <= columnsMost) {
      last.ids.push(...ids);
      last.titles.push(title);
      continue;
    }
    for (let at = 0; at < ids.length; at += columnsMost)
      packs.push({ titles: [title], ids: ids.slice(at, at + columnsMost) });
  }
  return packs;
}
