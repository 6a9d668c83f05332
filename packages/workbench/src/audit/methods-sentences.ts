import type { AuditDocument, Declared, StudyLabels, ThresholdUse } from '@equipoise/domain';

/** How the uncertainty of the reference labels was carried along. */
function labelSentences(labels: readonly StudyLabels[], draws: number): string[] {
  if (labels.length === 0) return [];
  const tasks = labels.map((one) => one.task).join(', ');
  const isRead = labels.some((one) => one.source === 'readings');
  return [
    `Reference labels of ${tasks} were drawn ${draws} times from their posterior given ${isRead ? "the readers' answers" : 'a label distribution'}, the score and the group (Gibbs sampling), and each figure was combined over the draws by Rubin's rules with Barnard and Rubin's degrees of freedom; gaps keep the critical value of the studentised max-T. This assumes that readers err independently of each other and of the model, given the true label.`,
    ...(isRead
      ? [
          'A second set of limits takes for each case one reader, chosen at random, as the reference.',
        ]
      : []),
  ];
}

/** Sentences that state how the figures were made, with the settings of this very run. */
export function methodsSentences(
  declared: Declared,
  unit: 'patient' | 'row',
  thresholds: readonly ThresholdUse[],
  labels: readonly StudyLabels[] = [],
  labelDraws = 0,
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
    ...labelSentences(labels, labelDraws),
    'Random streams are counter-based, so the number of workers does not change a digit.',
  ];
}
