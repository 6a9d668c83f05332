import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerMask,
  applyEvent,
  type DrawEvent,
  drawnAnswers,
  emptyDrawing,
  emptyJournal,
  framesInMemory,
  isDue,
  loadAnswers,
  loadDrawing,
  noteEvent,
  replayEvents,
  type StageShape,
  saveDrawing,
  stepRuns,
  takeEntries,
} from '../../../src/stage/index.ts';
import { countedFrames, imageInfo } from '../support/images.ts';

const image = imageInfo({
  width: 150,
  height: 90,
  frameCount: 6,
  positions: Array.from({ length: 6 }, (_, z) => [0, 0, 2 * z]),
});
const frames = framesInMemory(countedFrames(150, 90, 6));
const fresh = () => emptyDrawing([image], () => frames);

const axis = fc.constantFrom('z', 'y', 'x') as fc.Arbitrary<'z' | 'y' | 'x'>;
const slice = fc.integer({ min: 0, max: 5 });
const segment = fc.integer({ min: 1, max: 10 });
const gate = fc.option(fc.constant({ low: 500, high: 2600 }));
const sixteenths = (max: number) => fc.integer({ min: -40, max: max * 16 }).map((v) => v / 16);
const point = fc.record({ x: sixteenths(150), y: sixteenths(90) });
const imageId = fc.constant('image-1');
const shape: fc.Arbitrary<StageShape> = fc.record({
  shapeId: fc.constantFrom('a', 'b', 'c'),
  kind: fc.constant('polygon' as const),
  questionId: fc.constant('q'),
  label: fc.constant('nodule'),
  imageId,
  axis: fc.constant('z' as const),
  slice,
  points: fc.array(point, { minLength: 3, maxLength: 6 }),
});
const event: fc.Arbitrary<DrawEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('stroke-begin' as const),
      imageId,
      axis,
      slice,
      segment,
      isErasing: fc.boolean(),
      isBall: fc.boolean(),
      gate,
    }),
  },
  {
    weight: 6,
    arbitrary: fc
      .array(fc.tuple(sixteenths(150), sixteenths(90), fc.constantFrom(0.5, 3, 12.25)), {
        minLength: 1,
        maxLength: 4,
      })
      .map((points) => ({ kind: 'stroke-points' as const, points: points.flat() })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'stroke-end' as const }) },
  fc.record({
    kind: fc.constant('flood' as const),
    imageId,
    axis,
    slice,
    segment,
    at: point,
    gate,
  }),
  fc.record({
    kind: fc.constant('fill-polygon' as const),
    imageId,
    axis,
    slice,
    segment,
    isErasing: fc.boolean(),
    points: fc.array(point, { minLength: 3, maxLength: 7 }),
  }),
  fc.record({ kind: fc.constant('interpolate' as const), imageId, segment }),
  fc.record({ kind: fc.constant('clear-segment' as const), imageId, segment }),
  shape.map((s) => ({ kind: 'shape' as const, shapeId: s.shapeId, shape: s })),
  fc.record({
    kind: fc.constant('shape' as const),
    shapeId: fc.constantFrom('a', 'b'),
    shape: fc.constant(null),
  }),
  fc.record({ kind: fc.constant('draft' as const), shape: fc.option(shape) }),
  { weight: 3, arbitrary: fc.constantFrom({ kind: 'undo' as const }, { kind: 'redo' as const }) },
);

/** The drawing as the bytes that are saved. */
function bytesOf(drawing: ReturnType<typeof fresh>): string {
  return JSON.stringify(saveDrawing(drawing));
}

describe('the journal', () => {
  it('gives the same bytes again, however the events were cut into batches', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
        (events, cuts) => {
          const live = fresh();
          const journal = emptyJournal();
          const stored: string[] = [];
          events.forEach((one, k) => {
            noteEvent(journal, one, k);
            applyEvent(live, one);
            if (k % cuts[k % cuts.length]! === 0) stored.push(JSON.stringify(takeEntries(journal)));
          });
          stored.push(JSON.stringify(takeEntries(journal)));
          const entries = stored.flatMap((text) => JSON.parse(text));
          expect(entries.map((entry) => entry.sequence)).toEqual(entries.map((_, k) => k + 1));
          const again = fresh();
          replayEvents(
            again,
            entries.map((entry) => entry.event),
          );
          applyEvent(live, { kind: 'stroke-end' });
          expect(bytesOf(again)).toBe(bytesOf(live));
          expect(again.history.done.length).toBe(live.history.done.length);
          expect(JSON.stringify(again.draft)).toBe(JSON.stringify(live.draft));
        },
      ),
      { numRuns: 120 },
    );
  });

  it('undoing all steps empties the drawing, redoing them brings the same bytes back', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const drawing = fresh();
        replayEvents(drawing, events);
        const before = bytesOf(drawing);
        const count = drawing.history.done.length;
        for (let k = 0; k < count; k++) applyEvent(drawing, { kind: 'undo' });
        expect(bytesOf(drawing)).toBe(bytesOf(fresh()));
        for (let k = 0; k < count; k++) applyEvent(drawing, { kind: 'redo' });
        expect(bytesOf(drawing)).toBe(before);
      }),
      { numRuns: 120 },
    );
  });

  it('a saved drawing loads to the same bytes', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const drawing = fresh();
        replayEvents(drawing, events);
        const text = bytesOf(drawing);
        const loaded = fresh();
        loadDrawing(loaded, JSON.parse(text));
        expect(bytesOf(loaded)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('answers made of a drawing load to the same masks and shapes', () => {
    const segments = Array.from({ length: 10 }, (_, k) => ({
      segment: k + 1,
      questionId: 'q',
      shapeId: `mask-${k + 1}`,
      label: `label-${k + 1}`,
    }));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const drawing = fresh();
        replayEvents(drawing, events);
        const answers = drawnAnswers(drawing, segments);
        const loaded = fresh();
        const kept = JSON.parse(JSON.stringify(answers));
        loadAnswers(loaded, kept, ({ shape }) => Number(shape.shapeId.slice('mask-'.length)));
        expect(bytesOf(loaded)).toBe(bytesOf(drawing));
      }),
      { numRuns: 60 },
    );
  });

  it('what a step says it switched on and off adds up to the mask', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const drawing = fresh();
        const masks = new Map<string, Uint8Array>();
        let wrong = 0;
        for (const one of [...events, { kind: 'stroke-end' } as const]) {
          // A stroke that another event ends is told by that event only when it ends by itself.
          const ends = drawing.open ? [{ kind: 'stroke-end' } as const, one] : [one];
          for (const part of one.kind === 'stroke-points' ? [one] : ends) {
            const { step } = applyEvent(drawing, part);
            if (!step || step.segment === null) continue;
            for (const { frame, on, off } of stepRuns(drawing, step)) {
              const key = `${step.segment}/${frame}`;
              const cells = masks.get(key) ?? new Uint8Array(150 * 90);
              masks.set(key, cells);
              for (let k = 0; k < on.length; k += 2) {
                for (let i = on[k]!; i < on[k]! + on[k + 1]!; i++) {
                  if (cells[i] !== 0) wrong++;
                  cells[i] = 1;
                }
              }
              for (let k = 0; k < off.length; k += 2) {
                for (let i = off[k]!; i < off[k]! + off[k + 1]!; i++) {
                  if (cells[i] !== 1) wrong++;
                  cells[i] = 0;
                }
              }
            }
          }
        }
        for (let s = 1; s <= 10; s++) {
          const answer = answerMask(drawing, 'image-1', s, { shapeId: 'm', label: 'l' });
          for (let frame = 0; frame < 6; frame++) {
            const cells = new Uint8Array(150 * 90);
            let at = 0;
            answer?.frames
              .find((f) => f.frame === frame)
              ?.runs.forEach((count, k) => {
                if (k % 2 === 1) cells.fill(1, at, at + count);
                at += count;
              });
            const told = masks.get(`${s}/${frame}`) ?? new Uint8Array(150 * 90);
            if (Buffer.compare(cells, told) !== 0) wrong++;
          }
        }
        expect(wrong).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps 300 steps and names each', () => {
    const drawing = fresh();
    for (let k = 0; k < 320; k++) {
      applyEvent(drawing, {
        kind: 'stroke-begin',
        imageId: 'image-1',
        axis: 'z',
        slice: 0,
        segment: 1,
        isErasing: k % 2 === 1,
        isBall: false,
        gate: null,
      });
      applyEvent(drawing, { kind: 'stroke-points', points: [50, 50, 4] });
      applyEvent(drawing, { kind: 'stroke-end' });
    }
    const names: string[] = [];
    for (let k = 0; k < 310; k++) {
      const { step } = applyEvent(drawing, { kind: 'undo' });
      if (step) names.push(step.name);
    }
    expect(names.length).toBe(300);
    expect(names.slice(0, 2)).toEqual(['erase', 'brush']);
  });

  it('joins the points of a stroke and says when they must be stored', () => {
    const journal = emptyJournal(7);
    noteEvent(journal, { kind: 'stroke-points', points: [1, 2, 3] }, 100);
    noteEvent(journal, { kind: 'stroke-points', points: [4, 5, 6] }, 900);
    expect(isDue(journal, 400, 400)).toBe(false);
    expect(isDue(journal, 500, 400)).toBe(true);
    expect(takeEntries(journal)).toEqual([
      { sequence: 8, atMs: 100, event: { kind: 'stroke-points', points: [1, 2, 3, 4, 5, 6] } },
    ]);
    expect(takeEntries(journal)).toEqual([]);
  });

  it('refuses what is no saved drawing', () => {
    const good = saveDrawing(fresh());
    const tile = { page: 0, z: 0, tileY: 0, tileX: 0, runs: 'AAA=' };
    const withTile = (change: object) => ({
      ...good,
      images: [{ ...good.images[0]!, tiles: [{ ...tile, ...change }] }],
    });
    for (const bad of [
      null,
      {},
      { ...good, version: 2 },
      { ...good, images: [{ ...good.images[0]!, width: 151 }] },
      { ...good, images: [{ ...good.images[0]!, imageId: '__proto__' }] },
      withTile({}),
      withTile({ tileX: 3 }),
      withTile({ runs: '%' }),
      withTile({ runs: 5 }),
      { ...good, shapes: [{ shapeId: 'a' }] },
    ]) {
      expect(() => loadDrawing(fresh(), bad)).toThrow('web/bad-document');
    }
  });
});
