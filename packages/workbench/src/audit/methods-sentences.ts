import type { AuditDocument, Declared, ThresholdUse } from '@equipoise/domain';

/** Sentences that state how the figures were made, with the settings of this very run. */
export function methodsSentences(
  declared: Declared,
  unit: 'patient' | 'row',
  thresholds: readonly ThresholdUse[],
): AuditDocument['methods'] {
  const who = unit === 'patient' ? 'patients' : 'rows, for no patient column was declared';
  const unvalidated = thresholds.filter((one) => !one.isValidated).length;
  const notes = declared.attributes
    .filter((one) => one.note !== null)
    .map((one) => `${one.name}: ${one.note}`);
  return [
    `The unit of analysis is the ${unit}: all intervals and tests resample ${who}.`,
    ...(thresholds.length === 0
      ? []
      : unvalidated === 0
        ? ['All operating thresholds were declared beforehand or taken from other data.']
        : [`${unvalidated} of ${thresholds.length} operating thresholds are not validated.`]),
    ...(notes.length === 0 ? [] : [`Attributes: ${notes.join('; ')}.`]),
    'Random streams are counter-based, so the number of workers does not change a digit.',
  ];
}
