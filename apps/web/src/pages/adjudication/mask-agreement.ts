import type { MaskShape } from '@equipoise/domain';

/** Stretches of pixels of one frame, row by row: start and end, end not included. */
type Spans = readonly (readonly [number, number])[];

/** The pixels that are on. */
function spansOf(runs: readonly number[]): [number, number][] {
  const spans: [number, number][] = [];
  let at = 0;
  runs.forEach((run, place) => {
    if (place % 2 === 1 && run > 0) spans.push([at, at + run]);
    at += run;
  });
  return spans;
}

/** Several lists of stretches as one without overlaps. */
function joined(lists: readonly Spans[]): [number, number][] {
  const all = lists.flat().sort((a, b) => a[0] - b[0]);
  const out: [number, number][] = [];
  for (const [from, to] of all) {
    const last = out.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/** Runs, off first, of stretches in order. */
function runsOf(spans: Spans): number[] {
  const runs: number[] = [];
  let at = 0;
  for (const [from, to] of spans) {
    runs.push(from - at, to - from);
    at = to;
  }
  return runs;
}

/** Stretches by how many lists hold them. */
function byCount(lists: readonly Spans[]): ReadonlyMap<number, [number, number][]> {
  const steps = lists
    .flatMap((spans) =>
      spans.flatMap(([from, to]): [number, number][] => [
        [from, 1],
        [to, -1],
      ]),
    )
    .sort((a, b) => a[0] - b[0]);
  const found = new Map<number, [number, number][]>();
  let count = 0;
  let from = 0;
  for (const [at, step] of steps) {
    if (at > from && count > 0) {
      const own = found.get(count) ?? [];
      const last = own.at(-1);
      if (last !== undefined && last[1] === from) last[1] = at;
      else own.push([from, at]);
      found.set(count, own);
    }
    from = at;
    count += step;
  }
  return found;
}

/**
 * Where how many people marked a pixel: for each number of people the pixels that exactly so many marked.
 *
 * @param people the masks of each, all of one image
 * @returns a mask by number of people, from 1; numbers without a pixel are absent
 */
export function agreementMasks(
  people: readonly (readonly MaskShape[])[],
): ReadonlyMap<number, MaskShape> {
  const [first] = people.flat();
  const found = new Map<number, MaskShape>();
  if (first === undefined) return found;
  const { imageId, width, height } = first;
  const numbers = new Set(people.flat().flatMap((mask) => mask.frames.map(({ frame }) => frame)));
  for (const frame of [...numbers].sort((a, b) => a - b)) {
    const lists = people.map((masks) =>
      joined(
        masks.flatMap((mask) =>
          mask.frames.filter((one) => one.frame === frame).map(({ runs }) => spansOf(runs)),
        ),
      ),
    );
    for (const [count, spans] of byCount(lists)) {
      const before = found.get(count);
      found.set(count, {
        kind: 'mask',
        shapeId: `marked-by-${count}`,
        label: `marked-by-${count}`,
        imageId,
        width,
        height,
        frames: [...(before?.frames ?? []), { frame, runs: runsOf(spans) }],
      });
    }
  }
  return found;
}

/** Colours of the stage from cold to warm, by their place in its list of eight. */
const warmth: readonly number[] = [5, 2, 4, 1, 6];

/**
 * Which of the stage's eight colours tells that so many of all marked a pixel: warmer for more.
 *
 * @returns from 1
 */
export function heatColour(count: number, all: number): number {
  const share = all < 2 ? 1 : (count - 1) / (all - 1);
  return warmth[Math.round(share * (warmth.length - 1))] ?? 6;
}
