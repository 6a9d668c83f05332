import { type EveryConsensus, exportedQuestions } from '@equipoise/annotation';
import type { Readings, StudyProtocol } from '@equipoise/domain';

/** What a statistical method says about one case, as in the file of labels that the command writes. */
export interface RoomCaseLabel {
  readonly caseId: string;
  readonly questionId: string;
  /** Column of the export: the question, or one of its options. */
  readonly column: string;
  /** The label; null where nobody could tell. */
  readonly label: string | null;
  /** Probability of the label; null for numbers and where nobody could tell. */
  readonly certainty: number | null;
  readonly isTied: boolean;
  readonly answerCount: number;
  readonly cannotTellCount: number;
  readonly method: string;
}

/** The labels of every case that somebody answered, by column and case. */
export function caseLabels(
  protocol: StudyProtocol,
  readings: Readings,
  found: Pick<EveryConsensus, 'labels' | 'numbers'>,
): readonly RoomCaseLabel[] {
  const questionOf = new Map(
    protocol.questions.flatMap((question) =>
      exportedQuestions(question).map(({ name }) => [name, question.id] as const),
    ),
  );
  const rows: RoomCaseLabel[] = [];
  for (const { distribution, fused } of found.labels) {
    const { task: column, classes, probability, method } = distribution;
    for (let t = 0; t < distribution.caseCount; t += 1) {
      const answerCount = fused.chosen.answerCount[t]!;
      const cannotTellCount = fused.panel.cannotTell[t]!;
      if (answerCount === 0 && cannotTellCount === 0) continue;
      const at = answerCount === 0 ? -1 : fused.chosen.labels[t]!;
      rows.push({
        caseId: readings.caseNames[t]!,
        questionId: questionOf.get(column) ?? column,
        column,
        label: classes[at] ?? null,
        certainty: at < 0 ? null : probability[t * classes.length + at]!,
        isTied: answerCount > 0 && fused.chosen.isTied[t] === 1,
        answerCount,
        cannotTellCount,
        method,
      });
    }
  }
  for (const { task: column, value, answerCount, cannotTell, method } of found.numbers) {
    for (let t = 0; t < readings.caseCount; t += 1) {
      if (answerCount[t] === 0 && cannotTell[t] === 0) continue;
      rows.push({
        caseId: readings.caseNames[t]!,
        questionId: questionOf.get(column) ?? column,
        column,
        label: Number.isFinite(value[t]!) ? String(value[t]!) : null,
        certainty: null,
        isTied: false,
        answerCount: answerCount[t]!,
        cannotTellCount: cannotTell[t]!,
        method,
      });
    }
  }
  return rows;
}
