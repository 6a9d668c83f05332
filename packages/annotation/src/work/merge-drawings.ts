import type { Answer, AnswerRecord, MaskShape, StudyProtocol } from '@equipoise/domain';
import { maskMajority } from '../fusion/mask-vote.ts';
import { runsOf } from './answer-desk.ts';
import { type DrawnUnit, drawnLabels, drawnUnits } from './drawn-masks.ts';
import { runsOfShapes } from './drawn-runs.ts';

/** Size of an image. */
export interface DrawnImage {
  readonly imageId: string;
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
}

/** What readers drew, made one. */
export interface MergedAnswer {
  readonly answer: Answer;
  /** Ids of the answers that it rests on. */
  readonly sources: readonly string[];
}

/**
 * Readers' masks and outlines of one case made one, by question: a cell is in where more than half of the readers who
 * answered drew it. Boxes are left alone, for a majority of boxes is no box; so are points and lines, which have no
 * area, and questions that fewer than two readers answered.
 *
 * @param records of the case that count, one a reader
 * @param images of the case, in their order
 */
export function mergeDrawings(
  protocol: StudyProtocol,
  records: readonly AnswerRecord[],
  images: readonly DrawnImage[],
): readonly MergedAnswer[] {
  const sizes = new Map(images.map((image) => [image.imageId, image]));
  const outlined = new Set(
    protocol.questions.flatMap(({ id, kind }) =>
      kind === 'mask' || kind === 'polygon' ? [id] : [],
    ),
  );
  const merged = new Map<string, { shapes: MaskShape[]; sources: Set<string> }>();
  for (const label of drawnLabels(protocol)) {
    if (!outlined.has(label.questionId)) continue;
    for (const unit of drawnUnits(label, records, [...sizes.keys()])) {
      const image = sizes.get(unit.imageId);
      if (image === undefined || unit.masks.length < 2) continue;
      const own = merged.get(label.questionId) ?? { shapes: [], sources: new Set<string>() };
      merged.set(label.questionId, own);
      for (const { record } of unit.masks) own.sources.add(record.answerId);
      const frames = majorityFrames(unit, image);
      if (frames.length === 0) continue;
      const { imageId, width, height } = image;
      const shapeId = `merged-${own.shapes.length + 1}`;
      const base = { shapeId, label: label.label, imageId, width, height };
      own.shapes.push({ ...base, kind: 'mask', frames });
    }
  }
  return [...merged].map(([questionId, { shapes, sources }]) => ({
    answer:
      shapes.length === 0
        ? { questionId, outcome: 'nothing-found', confidence: null }
        : { questionId, outcome: 'answered', value: { kind: 'shapes', shapes }, confidence: null },
    sources: [...sources],
  }));
}

/** Frames with a cell that most readers drew; one frame of all readers is held at a time. */
function majorityFrames(unit: DrawnUnit, image: DrawnImage): MaskShape['frames'] {
  const size = image.width * image.height;
  const drawn = unit.masks.map(({ shapes }) => runsOfShapes(shapes, image));
  const touched = new Set<number>();
  for (const runs of drawn) {
    for (let at = 0; at < runs.length; at += 2) {
      const last = Math.floor((runs[at + 1]! - 1) / size);
      for (let frame = Math.floor(runs[at]! / size); frame <= last; frame += 1) touched.add(frame);
    }
  }
  return [...touched]
    .sort((a, b) => a - b)
    .flatMap((frame) => {
      const start = frame * size;
      const masks = drawn.map((runs) => {
        const bits = new Uint8Array(size);
        for (let at = 0; at < runs.length; at += 2) {
          const [from, to] = [runs[at]! - start, runs[at + 1]! - start];
          if (to > 0 && from < size) bits.fill(1, Math.max(0, from), Math.min(size, to));
        }
        return bits;
      });
      const runs = runsOf(maskMajority(masks));
      return runs.length === 0 ? [] : [{ frame, runs }];
    });
}
