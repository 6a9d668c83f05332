import type { CocoObject, MaskShape, Shape, ShapeQuestion } from '@equipoise/domain';
import { runsOf } from '../work/answer-desk.ts';
import { runsOfShapes } from '../work/drawn-runs.ts';
import type { KnownImage } from './known-images.ts';

/** Where an object of a file lies in a study. */
export interface DrawnPlace {
  readonly image: KnownImage;
  readonly caseId: string;
  readonly frame: number;
}

/** The question and label that an object answers. */
export interface DrawnMeaning {
  readonly question: ShapeQuestion;
  readonly label: string;
}

/** Run lengths as a packed text of the COCO tools: 5 bits a letter, differences to the count before the last. */
function unpacked(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let value = 0;
    let shift = 0;
    let more = true;
    while (more) {
      const letter = text.charCodeAt(at) - 48;
      at += 1;
      if (!(letter >= 0 && letter < 64)) return [];
      value += (letter & 0x1f) * 2 ** shift;
      more = (letter & 0x20) !== 0 && at < text.length;
      shift += 5;
      if (!more && (letter & 0x10) !== 0) value -= 2 ** shift;
    }
    counts.push(counts.length > 2 ? value + (counts.at(-2) ?? 0) : value);
  }
  return counts;
}

function masked(base: Omit<MaskShape, 'frames'>, frame: number, bits: Uint8Array): Shape | null {
  const runs = runsOf(bits);
  return runs.length === 0 ? null : { ...base, frames: [{ frame, runs }] };
}

/** A mask from run lengths that count column by column. */
function maskOfCounts(
  base: Omit<MaskShape, 'frames'>,
  frame: number,
  code: { readonly size: readonly [number, number]; readonly counts: readonly number[] | string },
): Shape | null {
  const { width, height } = base;
  const counts = typeof code.counts === 'string' ? unpacked(code.counts) : code.counts;
  const total = counts.reduce((sum, run) => sum + run, 0);
  const isWhole = counts.every((run) => run >= 0);
  if (code.size[0] !== height || code.size[1] !== width || total !== width * height || !isWhole) {
    return null;
  }
  const bits = new Uint8Array(width * height);
  let from = 0;
  counts.forEach((run, at) => {
    for (let cell = from; at % 2 === 1 && cell < from + run; cell += 1) {
      bits[(cell % height) * width + Math.floor(cell / height)] = 1;
    }
    from += run;
  });
  return masked(base, frame, bits);
}

function pairs(flat: readonly number[], step: 2 | 3): (readonly [number, number])[] {
  return Array.from(
    { length: Math.floor(flat.length / step) },
    (_, at) => [flat[at * step]!, flat[at * step + 1]!] as const,
  );
}

/** Shapes of an object as its question draws; empty where it says nothing of that kind. */
export function shapesOfCoco(
  one: CocoObject,
  { question, label }: DrawnMeaning,
  { image, frame }: DrawnPlace,
): Shape[] {
  const base = { shapeId: '', label, imageId: image.imageId };
  const { width, height, frameCount } = image;
  const [left, top, wide, high] = one.bbox ?? [];
  const hasBox =
    left !== undefined && top !== undefined && wide !== undefined && high !== undefined;
  const code = one.segmentation;
  const rings = code === undefined || 'counts' in code ? [] : code;
  const outlines = rings
    .map((ring) => pairs(ring, 2))
    .filter(({ length }) => length > 2)
    .map((points): Shape => ({ ...base, kind: 'polygon', frame, points, edge: 'straight' }));
  const points = pairs(one.keypoints ?? [], 3);
  switch (question.kind) {
    case 'box':
      return hasBox && wide > 0 && high > 0
        ? [{ ...base, kind: 'box', frame, x: left, y: top, width: wide, height: high }]
        : [];
    case 'polygon':
      return outlines;
    case 'point':
      if (points.length > 0)
        return points.map(([x, y]) => ({ ...base, kind: 'point', frame, x, y }));
      return hasBox
        ? [{ ...base, kind: 'point', frame, x: left + wide / 2, y: top + high / 2 }]
        : [];
    case 'line':
      return points.length > 1 ? [{ ...base, kind: 'line', frame, points }] : [];
    case 'mask': {
      const mask = { ...base, kind: 'mask' as const, width, height };
      if (code !== undefined && 'counts' in code) {
        return [maskOfCounts(mask, frame, code)].flatMap((made) => made ?? []);
      }
      const bits = new Uint8Array(width * height);
      const cells = runsOfShapes(outlines, { width, height, frameCount });
      for (let at = 0; at < cells.length; at += 2) {
        bits.fill(1, cells[at]! - frame * bits.length, cells[at + 1]! - frame * bits.length);
      }
      return [masked(mask, frame, bits)].flatMap((made) => made ?? []);
    }
    default:
      return question.kind satisfies never;
  }
}
