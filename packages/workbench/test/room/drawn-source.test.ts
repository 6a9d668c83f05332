import type { AgreementOptions, MaskSource } from '@equipoise/annotation';
import { analyseAgreement, analyseEveryConsensus } from '@equipoise/annotation';
import { encodeRuns, type Grid, type Mask } from '@equipoise/imaging';
import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { type DrawnStudy, drawnSource } from '../../src/room/drawn-source.ts';

const flat: Grid = { shape: [19, 23], spacingMm: [0.7, 0.3] };
const deep: Grid = { shape: [7, 9, 11], spacingMm: [2.5, 0.7, 0.3] };

/** A block of a grid, as its cells. */
function block({ shape }: Grid, low: readonly number[], high: readonly number[]): Uint8Array {
  const data = new Uint8Array(shape.reduce((product, n) => product * n, 1));
  for (let at = 0; at < data.length; at++) {
    let rest = at;
    const place = shape.map(() => 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    if (place.every((x, axis) => x >= low[axis]! && x <= high[axis]!)) data[at] = 1;
  }
  return data;
}

function runsOf(data: Uint8Array): Float64Array {
  const places: number[] = [];
  let at = 0;
  encodeRuns(data).forEach((run, k) => {
    if (k % 2 === 1) places.push(at, at + run);
    at += run;
  });
  return Float64Array.from(places);
}

/** Cases whose masks lie within the image, at its rim, are empty, or cover nearly all of it. */
function casesOf(random: () => number): { grid: Grid; masks: Uint8Array[] }[] {
  return Array.from({ length: 14 }, (_, at) => {
    const grid = at % 3 === 0 ? deep : flat;
    const masks = Array.from({ length: 2 + (at % 4) }, () => {
      if (at === 4 || random() < 0.1) return block(grid, [1, 1, 1], [0, 0, 0]);
      const low = grid.shape.map((n) => Math.floor(random() * n * (at === 5 ? 0.1 : 0.6)));
      const high = grid.shape.map((n, k) =>
        Math.min(n - 1, low[k]! + Math.floor(random() * n * (at === 5 ? 2 : 0.6))),
      );
      const data = block(grid, low, high);
      for (let v = 0; v < data.length; v++) if (random() < 0.02) data[v] = 1 - data[v]!;
      return data;
    });
    return { grid, masks };
  });
}

describe('masks that come as runs', () => {
  it('give every figure and warning of the masks as they are', async () => {
    const cases = casesOf(randomStream(5));
    const study: DrawnStudy = {
      cases: cases.map(({ grid, masks }, at) => ({
        name: `case-${at}`,
        patient: `p${at >> 1}`,
        readerIds: masks.map((_, k) => `r${(k + at) % 5}`).sort(),
        grid,
      })),
      load: async (at) => cases[at]!.masks.map(runsOf),
    };
    const { readings, source } = drawnSource(study, 5);
    const { issues: _, ...rest } = source;
    const whole: MaskSource = {
      ...rest,
      load: async (at) => cases[at]!.masks.map((data): Mask => ({ ...cases[at]!.grid, data })),
    };
    const options = {
      level: 0.95,
      replicates: 0,
      seed: 1,
      suppressBelow: null,
      readerLabels: readings.readerNames,
    };
    const agreement = (masks: MaskSource) => {
      const all: AgreementOptions = {
        ...options,
        reference: null,
        areSlots: false,
        margin: null,
        masks,
        surfaceTolerance: 2,
      };
      return analyseAgreement(readings, all);
    };
    const consensus = (masks: MaskSource) =>
      analyseEveryConsensus(
        readings,
        {
          labels: { method: 'auto', hasSlots: false, probabilities: new Map() },
          numbers: { method: 'auto', hasSlots: false },
          masks: {
            source: masks,
            method: 'auto',
            field: 5,
            tolerance: 2,
            hasSlots: false,
            keep: () => undefined,
          },
        },
        options,
      );
    const found = await agreement(source);
    expect(found).toEqual(await agreement(whole));
    expect((await consensus(source)).analysis).toEqual((await consensus(whole)).analysis);
    expect(found.estimates.filter(({ value }) => value !== null).length).toBeGreaterThan(10);
    expect(found.warnings.map(({ code }) => code)).toContain('empty-mask');
    expect(found.warnings.map(({ code }) => code)).toContain('inverted-mask');
    const notes = found.sections
      .find(({ id }) => id === 'masks')
      ?.blocks.flatMap((block) => (block.kind === 'table' ? [block.note] : []));
    expect(notes?.join(' ')).toContain(
      '1 case in which nobody drew anything counts with a Dice of 1.',
    );
  });
});
