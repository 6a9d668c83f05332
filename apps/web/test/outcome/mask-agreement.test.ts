import type { MaskShape } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementMasks, heatColour } from '../../src/pages/adjudication/mask-agreement.ts';

const [width, height] = [5, 4];

function maskOf(bits: readonly boolean[], frame = 0): MaskShape {
  const runs: number[] = [];
  let from = 0;
  let now = false;
  bits.forEach((bit, at) => {
    if (bit === now) return;
    runs.push(at - from);
    from = at;
    now = bit;
  });
  runs.push(bits.length - from);
  const base = { kind: 'mask', shapeId: 'm', label: 'l', imageId: 'i', width, height } as const;
  return { ...base, frames: [{ frame, runs }] };
}

function bitsOf(mask: MaskShape | undefined, frame: number): boolean[] {
  const bits = new Array<boolean>(width * height).fill(false);
  for (const { frame: own, runs } of mask?.frames ?? []) {
    let at = 0;
    runs.forEach((run, place) => {
      if (own === frame && place % 2 === 1) bits.fill(true, at, at + run);
      at += run;
    });
  }
  return bits;
}

const plane = fc.array(fc.boolean(), { minLength: width * height, maxLength: width * height });

describe('how many marked a place', () => {
  it('is counted pixel by pixel, a person once however often they drew', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(plane, { minLength: 0, maxLength: 2 }), { minLength: 1, maxLength: 5 }),
        (people) => {
          const found = agreementMasks(people.map((own) => own.map((bits) => maskOf(bits))));
          const counts = Array.from(
            { length: width * height },
            (_, pixel) => people.filter((own) => own.some((bits) => bits[pixel])).length,
          );
          for (let count = 1; count <= people.length; count += 1) {
            const wanted = counts.map((one) => one === count);
            expect(bitsOf(found.get(count), 0)).toEqual(wanted);
          }
        },
      ),
    );
  });

  it('keeps frames apart', () => {
    const all = new Array<boolean>(width * height).fill(true);
    const found = agreementMasks([[maskOf(all, 2)], [maskOf(all, 2), maskOf(all, 7)]]);
    expect(found.get(2)?.frames.map(({ frame }) => frame)).toEqual([2]);
    expect(found.get(1)?.frames.map(({ frame }) => frame)).toEqual([7]);
  });

  it('is nothing where nobody drew', () => {
    expect(agreementMasks([[], []]).size).toBe(0);
  });

  it('has one colour for the fewest and one for all', () => {
    expect(heatColour(1, 4)).toBe(5);
    expect(heatColour(4, 4)).toBe(6);
    expect(heatColour(1, 1)).toBe(6);
    expect(new Set([1, 2, 3, 4, 5].map((count) => heatColour(count, 5))).size).toBe(5);
  });
});
