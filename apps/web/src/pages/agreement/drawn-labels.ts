import type { Client } from '@equipoise/api';

type Question = Awaited<ReturnType<Client['analysisChoices']>>['questions'][number];

/** A label that readers draw, and whether what they drew covers an area. */
export interface DrawnLabel {
  readonly question: string;
  readonly label: string;
  readonly text: string;
  readonly hasArea: boolean;
}

/**
 * The labels of the questions that are answered by drawing.
 *
 * @param wanted the only question to be told of; all without it
 */
export function drawnLabels(
  questions: readonly Question[],
  wanted: string | undefined,
): readonly DrawnLabel[] {
  return questions.flatMap((question): DrawnLabel[] => {
    if (!('labels' in question) || (wanted !== undefined && question.id !== wanted)) return [];
    const { id, kind, text, labels } = question;
    return labels.map((one) => ({
      question: id,
      label: one.value,
      text: labels.length === 1 && text === one.text ? text : `${text} – ${one.text}`,
      hasArea: kind !== 'point' && kind !== 'line',
    }));
  });
}
