import type { Answer, Question } from '@equipoise/domain';
import { type DrawEvent, loadAnswers, type ReaderStage } from '@equipoise/web/stage';
import { segmentsOf } from '../../reading/drawn-answers.ts';

/** Takes away everything drawn for a question, each as a step that can be undone. */
export function clearDrawn(
  stage: ReaderStage,
  questions: readonly Question[],
  questionId: string,
): void {
  const shapes = [...stage.drawing.shapes.values()].filter((one) => one.questionId === questionId);
  const segments = segmentsOf(questions).filter((one) => one.questionId === questionId);
  const events: DrawEvent[] = [
    ...shapes.map(({ shapeId }) => ({ kind: 'shape' as const, shapeId, shape: null })),
    ...segments.flatMap(({ segment }) =>
      [...stage.drawing.layers.keys()].map((imageId) => ({
        kind: 'clear-segment' as const,
        imageId,
        segment,
      })),
    ),
  ];
  stage.apply(events);
}

/** Puts answers' drawings in the place of everything drawn so far. */
export function replaceDrawn(
  stage: ReaderStage,
  questions: readonly Question[],
  answers: readonly Answer[],
): void {
  for (const { id } of questions) clearDrawn(stage, questions, id);
  const segments = segmentsOf(questions);
  const drawn = answers.flatMap((one) =>
    one.outcome === 'answered' && one.value.kind === 'shapes'
      ? one.value.shapes.map((shape) => ({ questionId: one.questionId, shape }))
      : [],
  );
  loadAnswers(stage.drawing, drawn, ({ questionId, shape }) => {
    const own = segments.find((one) => one.questionId === questionId && one.label === shape.label);
    return own?.segment ?? 1;
  });
  for (const viewport of stage.viewports) viewport.maskChanged(null);
  stage.redraw();
}
