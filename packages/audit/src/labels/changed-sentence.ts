import type { Figure, LabelUncertaintyRow, Verdict } from '@equipoise/domain';
import { sayGap, sayLimits, sayMetric } from '../frame/wording.ts';

const words: Readonly<Record<Verdict, string>> = {
  'within-margin': 'within the margin',
  'beyond-margin': 'beyond the margin',
  'cannot-tell': 'cannot be told',
  'not-assessable': 'not assessable',
};

/** What a changed verdict is said with. */
interface ChangedVerdict {
  readonly task: string;
  readonly attribute: string;
  readonly metric: string;
  readonly before: Verdict;
  readonly after: Verdict;
  readonly rows: readonly LabelUncertaintyRow[];
}

/** One sentence: which verdict changed, and by which level's limits. */
export function changedSentence(change: ChangedVerdict): string {
  const { metric, attribute, before, after } = change;
  const gaps = change.rows.filter((row) => row.versus === 'rest');
  const shown =
    gaps.find((row) => row.isChanged) ??
    gaps.find((row) => row.without.low !== null && row.with.low !== null);
  const head = `${change.task}: the gap in ${sayMetric(metric)} by ${attribute} is ${words[before]} with the labels as given and ${after === 'cannot-tell' ? 'can no longer be told' : words[after]} once their uncertainty is carried along`;
  if (shown === undefined) return `${head}.`;
  return `${head}; ${shown.level}: ${say(metric, shown.without)} becomes ${say(metric, shown.with)}.`;
}

function say(metric: string, figure: Figure): string {
  if (figure.value === null) return 'no value';
  const sign = figure.value < 0 ? '−' : '+';
  const value = `${sign}${sayGap(metric, figure.value)}`;
  if (figure.low === null || figure.high === null) return value;
  return `${value} (${sayLimits(metric, figure.low, figure.high)})`;
}
