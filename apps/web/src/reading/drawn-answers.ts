import { isShapeQuestion } from '@equipoise/annotation/form';
import type { Answer, Question, Shape, ShapeKind } from '@equipoise/domain';
import {
  answerShape,
  type Drawing,
  drawnAnswers,
  maskId,
  type StageLabel,
  type StageSegment,
  slicesOf,
  type ToolKind,
} from '@equipoise/web/stage';

/** Question of shapes that answer nothing: what was only measured. */
export const measureId = '~measure';

/** Tools that draw answers to a kind of question, the first one first in hand. */
export const toolsOf: Readonly<Record<ShapeKind, readonly ToolKind[]>> = {
  box: ['box'],
  polygon: ['polygon', 'spline', 'ellipse'],
  point: ['point'],
  line: ['line', 'angle'],
  mask: ['brush', 'erase', 'fill', 'box-mask'],
};

/** The segments of a study's mask questions: one for each label, numbered through. */
export function segmentsOf(questions: readonly Question[]): StageSegment[] {
  return questions
    .filter(isShapeQuestion)
    .filter(({ kind }) => kind === 'mask')
    .flatMap(({ id, labels }) =>
      labels.map(({ value, text }) => ({
        name: text,
        questionId: id,
        shapeId: `${id.slice(0, 80)}/${value.slice(0, 80)}`,
        label: value,
      })),
    )
    .map((one, at) => ({ segment: at + 1, ...one }));
}

/** The labels of a study's shapes, in the order of their colours. */
export function labelsOf(questions: readonly Question[]): StageLabel[] {
  return questions
    .filter(isShapeQuestion)
    .filter(({ kind }) => kind !== 'mask')
    .flatMap(({ id, labels }) => labels.map(({ value }) => ({ questionId: id, label: value })));
}

/**
 * The label that a shape drawn with a tool gets: the one in hand where its question takes such shapes, else the first
 * label of a question that does, else none: then the shape only measures.
 */
export function fitLabel(
  questions: readonly Question[],
  tool: ToolKind,
  now: StageLabel,
): StageLabel {
  const takes = (question: Question | undefined): boolean =>
    question !== undefined &&
    isShapeQuestion(question) &&
    question.kind !== 'mask' &&
    toolsOf[question.kind].includes(tool);
  if (!Object.values(toolsOf).some((tools) => tools.includes(tool))) return now;
  if (takes(questions.find(({ id }) => id === now.questionId))) return now;
  const other = questions.find(takes);
  if (other !== undefined && isShapeQuestion(other)) {
    return { questionId: other.id, label: other.labels[0]?.value ?? '' };
  }
  return { questionId: measureId, label: measureId };
}

function grouped(
  shapes: readonly { readonly questionId: string; readonly shape: Shape }[],
  sure: ReadonlyMap<string, number>,
): Answer[] {
  const by = new Map<string, Shape[]>();
  for (const { questionId, shape } of shapes) {
    if (questionId === measureId) continue;
    by.set(questionId, [...(by.get(questionId) ?? []), shape]);
  }
  return [...by].map(([questionId, own]) => ({
    questionId,
    outcome: 'answered',
    value: {
      kind: 'shapes',
      shapes: own.sort((a, b) => (a.shapeId < b.shapeId ? -1 : 1)),
    },
    confidence: sure.get(questionId) ?? null,
  }));
}

/** Everything drawn as answers. Takes as long as the masks are large. */
export function answersDrawn(
  drawing: Drawing,
  segments: readonly StageSegment[],
  sure: ReadonlyMap<string, number>,
): Answer[] {
  return grouped(drawnAnswers(drawing, segments), sure);
}

/** The same with masks of a single pixel in the place of real ones: for what only asks how many of which label. */
export function sketchDrawn(
  drawing: Drawing,
  segments: readonly StageSegment[],
  sure: ReadonlyMap<string, number>,
): Answer[] {
  const shapes: { questionId: string; shape: Shape }[] = [];
  for (const drawn of drawing.shapes.values()) {
    const shape = answerShape(drawn);
    if (shape !== null) shapes.push({ questionId: drawn.questionId, shape });
  }
  for (const names of segments) {
    for (const [imageId, layer] of drawing.layers) {
      if (slicesOf(layer.mask, names.segment).length === 0) continue;
      const { width, height } = layer.mask;
      const head = { kind: 'mask' as const, label: names.label, imageId, width, height };
      shapes.push({
        questionId: names.questionId,
        shape: {
          ...head,
          shapeId: maskId(drawing, names, imageId),
          frames: [{ frame: 0, runs: [0, 1] }],
        },
      });
    }
  }
  return grouped(shapes, sure);
}
