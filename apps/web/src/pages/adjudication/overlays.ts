import { isShapeQuestion } from '@equipoise/annotation/form';
import type { MaskShape, Question } from '@equipoise/domain';
import type { AnsweredShape } from '@equipoise/web/stage';
import { agreementMasks, heatColour } from './mask-agreement.ts';
import { type Read, shapesOf } from './view-types.ts';

/** Drawings laid over the images, each in one of the stage's eight colours. */
export interface Overlay {
  /** From 1. */
  readonly colour: number;
  readonly shapes: readonly AnsweredShape[];
}

/** How drawings of others are shown. */
export type OverlayMode = 'readers' | 'heat' | 'none';

/** What is to be seen of the drawings of others. */
export interface OverlaySetting {
  readonly mode: OverlayMode;
  readonly hidden: ReadonlySet<string>;
  /** Question whose masks are counted; null: the first. */
  readonly questionId: string | null;
}

/** At the start every reader's drawing is seen. */
export const overlayStart: OverlaySetting = {
  mode: 'readers',
  hidden: new Set(),
  questionId: null,
};

/** Colour of a reader's drawing, from 1 to 8. */
export function readColour(place: number): number {
  return (place % 8) + 1;
}

function masksOf(read: Read, questionId: string): readonly MaskShape[] {
  return shapesOf(read.answers, questionId).filter((shape) => shape.kind === 'mask');
}

/** Questions whose answers somebody drew. */
export function drawnQuestions(
  questions: readonly Question[],
  reads: readonly Read[],
): readonly Question[] {
  return questions.filter(
    (question) =>
      isShapeQuestion(question) &&
      reads.some((read) => shapesOf(read.answers, question.id).length > 0),
  );
}

/** The drawings that a setting lays over the images. */
export function overlaysOf(
  questions: readonly Question[],
  reads: readonly Read[],
  { mode, hidden, questionId }: OverlaySetting,
): readonly Overlay[] {
  const drawn = drawnQuestions(questions, reads);
  if (mode === 'none') return [];
  if (mode === 'readers') {
    return reads.flatMap((read, place) =>
      hidden.has(read.letter)
        ? []
        : [
            {
              colour: readColour(place),
              shapes: drawn.flatMap(({ id }) =>
                shapesOf(read.answers, id).map((shape) => ({ questionId: id, shape })),
              ),
            },
          ],
    );
  }
  const masks = drawn.filter(({ kind }) => kind === 'mask');
  const id = masks.find((one) => one.id === questionId)?.id ?? masks[0]?.id;
  if (id === undefined) return [];
  const counted = agreementMasks(reads.map((read) => masksOf(read, id)));
  return [...counted].map(([count, shape]) => ({
    colour: heatColour(count, reads.length),
    shapes: [{ questionId: id, shape }],
  }));
}
