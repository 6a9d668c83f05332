import type { AnswerRecord, Shape, StudyProtocol } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { isShapeQuestion } from '../protocol/check-answers.ts';

/** A label that readers draw in answer to a question. */
export interface DrawnLabel {
  readonly questionId: string;
  readonly label: string;
  /** False for points and lines: they cover no area, so that no overlap can be measured. */
  readonly hasArea: boolean;
}

/** What readers drew of a label on one image of a case. */
export interface DrawnUnit {
  readonly caseId: string;
  readonly imageId: string;
  /** Readers in the order of their ids; without a shape where the reader answered and drew nothing. */
  readonly masks: readonly {
    readonly readerId: string;
    readonly record: AnswerRecord;
    readonly shapes: readonly Shape[];
  }[];
}

/** Every label that a protocol has drawn, question by question. */
export function drawnLabels(protocol: StudyProtocol): readonly DrawnLabel[] {
  return protocol.questions.filter(isShapeQuestion).flatMap(({ id, kind, labels }) =>
    labels.map(({ value }) => ({
      questionId: id,
      label: value,
      hasArea: kind !== 'point' && kind !== 'line',
    })),
  );
}

/**
 * The masks of a label that readers drew of one case, image by image. Whoever answered and drew nothing says that there
 * is nothing: an empty mask. Whoever could not tell, or was not asked, has none. An image counts once a reader drew on
 * it; where nobody drew on any, the first image of the case stands for it.
 *
 * @param records of the case that are taken in, one a reader
 * @param imageIds images of the case in their order
 * @throws annotation/repeated-reading when a reader read the case more than once in what was taken in
 */
export function drawnUnits(
  { questionId, label }: DrawnLabel,
  records: readonly AnswerRecord[],
  imageIds: readonly string[],
): readonly DrawnUnit[] {
  const drawn = records
    .flatMap((record) => {
      const answer = record.answers.find((one) => one.questionId === questionId);
      if (answer === undefined || answer.outcome === 'ungradable') return [];
      const all =
        answer.outcome === 'answered' && answer.value.kind === 'shapes' ? answer.value.shapes : [];
      return [{ record, shapes: all.filter((shape) => shape.label === label) }];
    })
    .sort((a, b) => (a.record.readerId < b.record.readerId ? -1 : 1));
  const [first] = drawn;
  if (first === undefined) return [];
  if (new Set(drawn.map(({ record }) => record.readerId)).size < drawn.length) {
    fail(
      'annotation/repeated-reading',
      'A reader read a case more than once in what was asked for.',
      'Name one arm and one purpose.',
    );
  }
  const marked = new Set(drawn.flatMap(({ shapes }) => shapes.map(({ imageId }) => imageId)));
  const images = imageIds.filter((imageId) => marked.has(imageId));
  return (images.length > 0 ? images : imageIds.slice(0, 1)).map((imageId) => ({
    caseId: first.record.caseId,
    imageId,
    masks: drawn.map(({ record, shapes }) => ({
      readerId: record.readerId,
      record,
      shapes: shapes.filter((shape) => shape.imageId === imageId),
    })),
  }));
}
