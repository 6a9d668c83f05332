import type { Answer, AnswerRecord, ImageRecord, Shape } from '@equipoise/domain';

interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly number[];
  readonly area: number;
  readonly iscrowd: 0 | 1;
  readonly segmentation: unknown;
  readonly keypoints?: readonly number[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Drawn = Pick<CocoAnnotation, 'bbox' | 'area' | 'iscrowd' | 'segmentation'> & {
  readonly frame: number;
  readonly keypoints?: readonly number[];
};

function boxOf(points: readonly (readonly [number, number])[]): number[] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return [left, top, right - left, bottom - top];
}

function areaOf(points: readonly (readonly [number, number])[]): number {
  let twice = 0;
  points.forEach(([x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length] ?? [x, y];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

/** Runs of a mask, row by row, as COCO counts them: column by column, off first. */
function columnRuns(runs: readonly number[], width: number, height: number): number[] {
  const cells = new Uint8Array(width * height);
  let at = 0;
  runs.forEach((run, index) => {
    if (index % 2 === 1) cells.fill(1, at, at + run);
    at += run;
  });
  const counts: number[] = [];
  let value = 0;
  let length = 0;
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      if (cells[y * width + x] !== value) {
        counts.push(length);
        length = 0;
        value = 1 - value;
      }
      length += 1;
    }
  }
  counts.push(length);
  return counts;
}

function maskBox(runs: readonly number[], width: number): { bbox: number[]; area: number } {
  let [left, top, right, bottom, area, at] = [width, Infinity, 0, 0, 0, 0];
  runs.forEach((run, index) => {
    if (index % 2 === 1) {
      const [first, last] = [at, at + run - 1];
      const [row, lastRow] = [Math.floor(first / width), Math.floor(last / width)];
      area += run;
      top = Math.min(top, row);
      bottom = Math.max(bottom, lastRow);
      left = row === lastRow ? Math.min(left, first % width) : 0;
      right = row === lastRow ? Math.max(right, last % width) : width - 1;
    }
    at += run;
  });
  return { bbox: [left, top, right - left + 1, bottom - top + 1], area };
}

function drawn(shape: Shape): readonly Drawn[] {
  switch (shape.kind) {
    case 'box': {
      const { x, y, width, height, frame } = shape;
      const ring = [x, y, x + width, y, x + width, y + height, x, y + height];
      return [
        {
          frame,
          bbox: [x, y, width, height],
          area: width * height,
          iscrowd: 0,
          segmentation: [ring],
        },
      ];
    }
    case 'polygon':
      return [
        {
          frame: shape.frame,
          bbox: boxOf(shape.points),
          area: areaOf(shape.points),
          iscrowd: 0,
          segmentation: [shape.points.flat()],
        },
      ];
    case 'line':
      return [
        {
          frame: shape.frame,
          bbox: boxOf(shape.points),
          area: 0,
          iscrowd: 0,
          segmentation: [],
          keypoints: shape.points.flatMap(([x, y]) => [x, y, 2]),
        },
      ];
    case 'point':
      return [
        {
          frame: shape.frame,
          bbox: [shape.x, shape.y, 0, 0],
          area: 0,
          iscrowd: 0,
          segmentation: [],
          keypoints: [shape.x, shape.y, 2],
        },
      ];
    case 'mask':
      return shape.frames.map(({ frame, runs }) => ({
        frame,
        ...maskBox(runs, shape.width),
        iscrowd: 0,
        segmentation: {
          size: [shape.height, shape.width],
          counts: columnRuns(runs, shape.width, shape.height),
        },
      }));
    default:
      return shape satisfies never;
  }
}

/** A drawing of somebody, with what is said of it beside its shape. */
export interface CocoDrawing {
  readonly caseId: string;
  readonly questionId: string;
  readonly shape: Shape;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Shapes of an answer; none where it holds no drawing. */
export function shapesOfAnswer(answer: Answer | null): readonly Shape[] {
  if (answer === null || answer.outcome !== 'answered') return [];
  return answer.value.kind === 'shapes' ? answer.value.shapes : [];
}

/**
 * Drawings as a COCO document: one image for each frame that was drawn on, one category for each question and label.
 * A mask is a run-length code of plain counts with `iscrowd` 0: evaluation takes an object with `iscrowd` 1 for a
 * region to ignore, and reads run lengths of either.
 *
 * @param images by id; drawings on others are left out
 * @see Lin et al. 2014, doi:10.1007/978-3-319-10602-1_48
 */
export function cocoOf(
  drawings: readonly CocoDrawing[],
  images: ReadonlyMap<string, ImageRecord>,
  description: string,
): unknown {
  const frames = new Map<string, number>();
  const categories = new Map<string, number>();
  const found = { images: [] as unknown[], annotations: [] as CocoAnnotation[] };
  for (const { caseId, questionId, shape, attributes } of drawings) {
    const image = images.get(shape.imageId);
    if (image === undefined) continue;
    const name = `${questionId}: ${shape.label}`;
    if (!categories.has(name)) categories.set(name, categories.size + 1);
    for (const { frame, ...one } of drawn(shape)) {
      const key = JSON.stringify([caseId, shape.imageId, frame]);
      if (!frames.has(key)) {
        frames.set(key, frames.size + 1);
        found.images.push({
          id: frames.get(key),
          file_name: `${shape.imageId}/${frame}`,
          width: image.width,
          height: image.height,
          case: caseId,
          frame,
          pixel_hash: image.pixelHash,
        });
      }
      found.annotations.push({
        id: found.annotations.length + 1,
        image_id: frames.get(key) ?? 0,
        category_id: categories.get(name) ?? 0,
        ...one,
        attributes: { ...attributes, shape: shape.shapeId, kind: shape.kind },
      });
    }
  }
  return {
    info: { description, version: '1' },
    images: found.images,
    categories: [...categories].map(([name, id]) => ({ id, name })),
    annotations: found.annotations,
  };
}

/**
 * Every valid drawing of the readers as a COCO document; reader and answer are attributes.
 *
 * @param images by id
 */
export function cocoDocument(
  records: readonly AnswerRecord[],
  images: ReadonlyMap<string, ImageRecord>,
): unknown {
  const drawings = records
    .filter(({ isValid, step }) => isValid && step === 'final')
    .flatMap(({ caseId, readerId, answerId, purpose, answers }) =>
      answers.flatMap((answer) =>
        shapesOfAnswer(answer).map((shape): CocoDrawing => {
          const confidence = answer.outcome === 'ungradable' ? null : answer.confidence;
          const attributes = { reader: readerId, answer: answerId, purpose, confidence };
          return { caseId, questionId: answer.questionId, shape, attributes };
        }),
      ),
    );
  return cocoOf(drawings, images, 'Drawings of readers');
}
