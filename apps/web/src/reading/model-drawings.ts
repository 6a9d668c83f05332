import type { Answer, Shape } from '@equipoise/domain';
import { loadAnswers, type ReaderStage, stageShape } from '@equipoise/web/stage';

/** Segments from here on hold masks of the model: nobody paints them and nothing of them is saved. */
const firstModelSegment = 201;

/** Pages of a mask that hold the reader's own segments. */
export const ownPages = 25;

/** Shapes of answers with their questions. */
export function shapesOf(
  answers: readonly Answer[],
): { readonly questionId: string; readonly shape: Shape }[] {
  return answers.flatMap((one) =>
    one.outcome === 'answered' && one.value.kind === 'shapes'
      ? one.value.shapes.map((shape) => ({ questionId: one.questionId, shape }))
      : [],
  );
}

/**
 * Shows or hides what the model drew: outlines dashed, masks as segments that nobody can paint.
 *
 * @param stage changed
 * @param answers of the model
 * @param isShown whether
 */
export function showModel(stage: ReaderStage, answers: readonly Answer[], isShown: boolean): void {
  const shapes = shapesOf(answers);
  stage.setGuides(
    shapes.flatMap(({ questionId, shape }) =>
      shape.kind === 'mask' || !isShown ? [] : [stageShape(shape, questionId)],
    ),
  );
  const masks = shapes.filter(({ shape }) => shape.kind === 'mask');
  for (const [at, mask] of masks.entries()) {
    loadAnswers(stage.drawing, [mask], () => firstModelSegment + at);
  }
  for (const viewport of stage.viewports) viewport.maskChanged(null);
  stage.setLook({ isShown: (segment) => segment < firstModelSegment || isShown, opacity: 0.35 });
}
