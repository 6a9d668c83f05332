import type { Answer, MaskShape, Shape } from '@equipoise/domain';
import { runsOf } from '../work/answer-desk.ts';

/** Drawn answers that a file holds. */
export interface KnownDrawings {
  /** Answers by case, one for each question that is drawn on it. */
  readonly byCase: ReadonlyMap<string, readonly Answer[]>;
  readonly shapeCount: number;
  /** Objects that were not taken, by the sentence that says why. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Gathers shapes into answers: masks of one label and image become one. */
export class DrawingsGathered {
  private readonly found = new Map<string, Map<string, Shape[]>>();
  readonly leftOut: Map<string, number> = new Map();
  private count = 0;

  leave(why: string): void {
    this.leftOut.set(why, (this.leftOut.get(why) ?? 0) + 1);
  }

  add(caseId: string, questionId: string, shape: Shape): void {
    const own = this.found.get(caseId) ?? new Map<string, Shape[]>();
    this.found.set(caseId, own);
    const shapes = own.get(questionId) ?? [];
    own.set(questionId, shapes);
    this.count += 1;
    const before = shapes.findIndex(
      (one) => one.kind === 'mask' && one.label === shape.label && one.imageId === shape.imageId,
    );
    const old = shapes[before];
    if (shape.kind === 'mask' && old?.kind === 'mask') shapes[before] = united(old, shape);
    else shapes.push({ ...shape, shapeId: `known-${shapes.length + 1}` });
  }

  result(): KnownDrawings {
    const byCase = new Map(
      [...this.found].map(([caseId, own]) => [
        caseId,
        [...own].map(
          ([questionId, shapes]): Answer => ({
            questionId,
            outcome: 'answered',
            value: { kind: 'shapes', shapes },
            confidence: null,
          }),
        ),
      ]),
    );
    return { byCase, shapeCount: this.count, leftOut: this.leftOut };
  }
}

function united(a: MaskShape, b: MaskShape): MaskShape {
  const frames = new Map<number, Uint8Array>();
  for (const { frame, runs } of [...a.frames, ...b.frames]) {
    const bits = frames.get(frame) ?? new Uint8Array(a.width * a.height);
    frames.set(frame, bits);
    let from = 0;
    runs.forEach((run, at) => {
      if (at % 2 === 1) bits.fill(1, from, from + run);
      from += run;
    });
  }
  const sorted = [...frames].sort(([x], [y]) => x - y);
  return { ...a, frames: sorted.map(([frame, bits]) => ({ frame, runs: runsOf(bits) })) };
}
