import type { AuditDocument, Declared, ThresholdUse } from '@equipoise/domain';

/** Sentences that state how the figures were made, with the settings of this very run. */
export function methodsSentences(
  declared: Declared,
  unit: 'patient' | 'row',
  thresholds: readonly ThresholdUse[],
  seed: number,
): AuditDocument['methods'] {
  const percent = Number((100 * declared.level).toFixed(4));
  const who = unit === 'patient' ? 'patients' : 'rows (no patient column was declared)';
  const unvalidated = thresholds.filter((one) => !one.isValidated).length;
  const margins = declared.metrics
    .filter((metric) => metric.margin !== null)
    .map((metric) => `${metric.id} ${metric.margin}`);
  return [
    `The unit of analysis is the ${unit}; all intervals and tests resample ${who}.`,
    `Intervals have level ${percent} %; gaps have simultaneous limits from a studentised max-T bootstrap with ${declared.replicates} replicates, one family for each task, model, attribute and metric (${declared.familyCount} families).`,
    `The omnibus test permutes group labels ${declared.permutations} times.`,
    margins.length === 0
      ? 'No margin was declared, so no gap is judged.'
      : `Margins, declared before the results: ${margins.join(', ')}.`,
    unvalidated === 0
      ? 'All operating thresholds were declared or taken from other data.'
      : `${unvalidated} of ${thresholds.length} operating thresholds are not validated.`,
    `Random streams are counter-based with seed ${seed}; the number of workers does not change a digit.`,
  ];
}
