import type { Answer, EventRecord, Shape, WindowState } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** Answers in the order of their questions' ids. */
export function inOrder(answers: readonly Answer[]): Answer[] {
  return [...answers].sort((a, b) => (a.questionId < b.questionId ? -1 : 1));
}

const mostPixels = 1 << 28;

interface OpenMask {
  readonly head: Omit<Extract<Shape, { kind: 'mask' }>, 'frames'>;
  readonly frames: Map<number, Uint8Array>;
}

function setRuns(bits: Uint8Array, runs: readonly number[], value: 0 | 1): void {
  if (runs.length % 2 === 1) badLog('A stroke has half a run.');
  for (let i = 0; i < runs.length; i += 2) {
    const from = runs[i]!;
    const to = from + runs[i + 1]!;
    if (to > bits.length) badLog('A stroke leaves its frame.');
    bits.fill(value, from, to);
  }
}

/** Runs of a frame, off first; an empty frame has none. */
export function runsOf(bits: Uint8Array): number[] {
  const runs: number[] = [];
  let value = 0;
  let from = 0;
  for (let i = 0; i < bits.length; i += 1) {
    if (bits[i] === value) continue;
    runs.push(i - from);
    from = i;
    value = 1 - value;
  }
  // The run to the end is written only when it is on.
  if (value === 1) runs.push(bits.length - from);
  return runs;
}

/** Refuses a log. */
export function badLog(sentence: string): never {
  return fail('annotation/bad-event-log', sentence, 'Read the log again from its store.');
}

function bitsOf(shape: Extract<Shape, { kind: 'mask' }>): Map<number, Uint8Array> {
  return new Map(
    shape.frames.map(({ frame, runs }) => {
      const bits = new Uint8Array(shape.width * shape.height);
      let from = 0;
      runs.forEach((run, at) => {
        if (at % 2 === 1) bits.fill(1, from, from + run);
        from += run;
      });
      return [frame, bits];
    }),
  );
}

/** What lies before a reader while events come in: answers, drawings, confidence, windows. */
export class AnswerDesk {
  private readonly answers = new Map<string, Answer>();
  private readonly shapes = new Map<string, Map<string, Shape | OpenMask>>();
  private readonly confidence = new Map<string, number | null>();
  private room = mostPixels;
  readonly windows: Map<string, WindowState> = new Map();

  set(answer: Answer): void {
    const { questionId } = answer;
    this.answers.set(questionId, answer);
    this.shapes.delete(questionId);
    this.confidence.delete(questionId);
    if (answer.outcome !== 'answered' || answer.value.kind !== 'shapes') return;
    const own = this.shapesOf(questionId);
    for (const shape of answer.value.shapes) own.set(shape.shapeId, shape);
    this.confidence.set(questionId, answer.confidence);
  }

  clear(questionId: string): void {
    this.answers.delete(questionId);
    this.shapes.delete(questionId);
    this.confidence.delete(questionId);
  }

  sure(questionId: string, confidence: number | null): void {
    this.confidence.set(questionId, confidence);
    const answer = this.answers.get(questionId);
    if (answer !== undefined && answer.outcome !== 'ungradable') {
      this.answers.set(questionId, { ...answer, confidence });
    }
  }

  draw(questionId: string, shape: Shape): void {
    // Drawing takes "nothing found" back; it is never assumed again.
    this.answers.delete(questionId);
    this.shapesOf(questionId).set(shape.shapeId, shape);
  }

  remove(questionId: string, shapeId: string): void {
    if (!this.shapesOf(questionId).delete(shapeId))
      badLog('A shape was removed that is not there.');
  }

  stroke(payload: Extract<EventRecord, { kind: 'stroke' }>['payload']): void {
    const { questionId, shapeId, label, imageId, width, height, frame } = payload;
    const own = this.shapesOf(questionId);
    const found = own.get(shapeId);
    let mask: OpenMask;
    if (found === undefined) {
      mask = { head: { kind: 'mask', shapeId, label, imageId, width, height }, frames: new Map() };
    } else if ('head' in found) mask = found;
    else if (found.kind === 'mask') {
      const { frames: _, ...head } = found;
      mask = { head, frames: bitsOf(found) };
    } else badLog('A stroke paints on a shape that is no mask.');
    const { head } = mask;
    if (
      head.width !== width ||
      head.height !== height ||
      head.imageId !== imageId ||
      head.label !== label
    ) {
      badLog('A stroke belongs to another mask.');
    }
    own.set(shapeId, mask);
    this.answers.delete(questionId);
    let bits = mask.frames.get(frame);
    if (bits === undefined) {
      this.room -= width * height;
      if (this.room < 0) badLog('The masks of a task are larger than 268 million pixels.');
      bits = new Uint8Array(width * height);
    }
    setRuns(bits, payload.on, 1);
    setRuns(bits, payload.off, 0);
    mask.frames.set(frame, bits);
  }

  /** Answers with the shapes drawn; an answer set later than its shapes has replaced them. */
  result(): Answer[] {
    const all = new Map(this.answers);
    for (const [questionId, own] of this.shapes) {
      const shapes = [...own.values()]
        .map(closed)
        .filter((shape): shape is Shape => shape !== null)
        .sort((a, b) => (a.shapeId < b.shapeId ? -1 : 1));
      if (shapes.length === 0) {
        const answer = all.get(questionId);
        if (answer?.outcome === 'answered') all.delete(questionId);
        continue;
      }
      const confidence = this.confidence.get(questionId) ?? null;
      const value = { kind: 'shapes' as const, shapes };
      all.set(questionId, { questionId, outcome: 'answered', value, confidence });
    }
    return inOrder([...all.values()]);
  }

  private shapesOf(questionId: string): Map<string, Shape | OpenMask> {
    let own = this.shapes.get(questionId);
    if (own === undefined) {
      own = new Map();
      this.shapes.set(questionId, own);
    }
    return own;
  }
}

function closed(shape: Shape | OpenMask): Shape | null {
  if (!('head' in shape)) return shape;
  const frames = [...shape.frames]
    .map(([frame, bits]) => ({ frame, runs: runsOf(bits) }))
    .filter(({ runs }) => runs.length > 0)
    .sort((a, b) => a.frame - b.frame);
  return frames.length === 0 ? null : { ...shape.head, frames };
}
