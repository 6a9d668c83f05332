import type { Answer } from '@equipoise/domain';
import type { AnsweredShape } from '@equipoise/web/stage';

/** Answers of one reader, as far as drawings go. */
export interface DrawnBy {
  readonly name: string;
  readonly answers: readonly Answer[];
}

/** What each reader drew, those who drew nothing left out. */
export function layersOf(
  readings: readonly DrawnBy[],
): readonly { readonly name: string; readonly drawn: readonly AnsweredShape[] }[] {
  return readings
    .map(({ name, answers }) => ({
      name,
      drawn: answers.flatMap((answer) =>
        answer.outcome === 'answered' && answer.value.kind === 'shapes'
          ? answer.value.shapes.map((shape) => ({ questionId: answer.questionId, shape }))
          : [],
      ),
    }))
    .filter(({ drawn }) => drawn.length > 0);
}
