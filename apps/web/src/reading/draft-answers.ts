import type { Answer } from '@equipoise/domain';
import { emptyDrawing, loadDrawing, type StageSegment } from '@equipoise/web/stage';
import type { DraftDocument } from './draft-document.ts';
import { formOf } from './draft-document.ts';
import { sketchDrawn } from './drawn-answers.ts';
import { allAnswers } from './form-state.ts';
import { hungImages, type TaskImages } from './hang.ts';

/** What a stored draft answers, with drawings sketched; what cannot be read is left out. */
export function draftAnswers(
  document: DraftDocument,
  segments: readonly StageSegment[],
  task: TaskImages,
): Answer[] {
  const form = formOf(document);
  const images = hungImages(task).map(({ image }) => image);
  const drawing = emptyDrawing(images, () => ({ frame: () => null }));
  try {
    if (document.drawing !== null) loadDrawing(drawing, document.drawing);
  } catch {
    return allAnswers(form, []);
  }
  return allAnswers(form, sketchDrawn(drawing, segments, form.sure));
}
