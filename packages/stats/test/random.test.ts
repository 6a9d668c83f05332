import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawCounts,
  drawCountsStratified,
  philox4x32,
  randomStream,
  randomWords,
  shuffleInPlace,
  shuffleWith,
  streamState,
} from '../src/random.ts';

const hex = (words: readonly number[]): string =>
  words.map((w) => w.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32', () => {
  // Known answers published with the paper's Random123 software (philox 4x32, 10 rounds).
  it('gives the published answers', () => {
    expect(hex(philox4x32([0, 0, 0, 0], [0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    const ones = 0xffffffff;
    expect(hex(philox4x32([ones, ones, ones, ones], [ones, ones]))).toBe(
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    );
    expect(
      hex(philox4x32([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])),
    ).toBe('d16cfe09 94fdcceb 5001e420 24126ea1');
  });
});

describe('randomStream', () => {
  it('gives the same numbers for the same address and others for another one', () => {
    const take = (u: () => number): number[] => Array.from({ length: 8 }, () => u());
    expect(take(randomStream(7, 1, 2))).toEqual(take(randomStream(7, 1, 2)));
    const seen = new Set(
      [[7, 1, 2], [7, 2, 1], [8, 1, 2], [7, 1], [7], [-7, 1, 2], [7 + 2 ** 32, 1, 2]].map(
        ([seed, ...path]) => randomStream(seed!, ...path)(),
      ),
    );
    expect(seen.size).toBe(7);
  });

  it('is uniform in mean, variance and 16 bins', () => {
    const u = randomStream(11, 3);
    const n = 200_000;
    const bins = new Float64Array(16);
    let outside = 0;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = u();
      if (!(x >= 0 && x < 1)) outside++;
      sum += x;
      squares += x * x;
      bins[Math.floor(x * 16)]!++;
    }
    expect(outside).toBe(0);
    expect(Math.abs(sum / n - 0.5)).toBeLessThan((4 * Math.sqrt(1 / 12)) / Math.sqrt(n));
    expect(Math.abs(squares / n - 1 / 3)).toBeLessThan(0.003);
    let chi = 0;
    for (const b of bins) chi += ((b - n / 16) * (b - n / 16)) / (n / 16);
    expect(chi).toBeLessThan(45); // 15 degrees of freedom, p = 8e-5
  });

  it('refuses a seed that is no whole number', () => {
    expect(() => randomStream(0.5)).toThrow(/stats\/bad-argument/);
    expect(() => randomWords(1, Number.NaN)).toThrow(/stats\/bad-argument/);
  });
});

describe('drawCounts', () => {
  it('counts sum to the number of patients', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.nat(), fc.nat(), (patients, seed, b) => {
        const out = new Int32Array(patients + 1).fill(9);
        drawCounts(seed, 0, b, patients, out);
        let sum = 0;
        for (let i = 0; i < patients; i++) sum += out[i]!;
        expect(sum).toBe(patients);
        expect(out[patients]).toBe(9);
      }),
    );
  });

  it('draws every patient once on average, with the multinomial variance', () => {
    const patients = 50;
    const out = new Int32Array(patients);
    const sums = new Float64Array(patients);
    let squares = 0;
    const B = 20_000;
    for (let b = 0; b < B; b++) {
      drawCounts(1, 2, b, patients, out);
      for (let i = 0; i < patients; i++) {
        sums[i]! += out[i]!;
        squares += (out[i]! - 1) * (out[i]! - 1);
      }
    }
    for (const s of sums) expect(Math.abs(s / B - 1)).toBeLessThan(4.5 / Math.sqrt(B));
    expect(squares / (B * patients)).toBeCloseTo(1 - 1 / patients, 2);
  });

  it('keeps the number of draws of each stratum', () => {
    const out = new Int32Array(10);
    for (let b = 0; b < 50; b++) {
      drawCountsStratified(5, 1, b, [0, 3, 3, 10], out);
      expect(out[0]! + out[1]! + out[2]!).toBe(3);
      expect(out.reduce((a, c) => a + c, 0)).toBe(10);
    }
  });

  it('refuses an output that is too short', () => {
    expect(() => drawCounts(1, 1, 1, 5, new Int32Array(4))).toThrow(/stats\/bad-argument/);
  });
});

describe('shuffleWith', () => {
  it('shuffles stretches as shuffleInPlace does with the same stream', () => {
    const values = Int32Array.from({ length: 50 }, (_, i) => i);
    const state = streamState(7, 1, 2);
    shuffleWith(state, values, 0, 20);
    shuffleWith(state, values, 20, 50);
    const uniform = randomStream(7, 1, 2);
    const head = shuffleInPlace(
      Array.from({ length: 20 }, (_, i) => i),
      uniform,
    );
    const tail = shuffleInPlace(
      Array.from({ length: 30 }, (_, i) => 20 + i),
      uniform,
    );
    expect([...values]).toEqual([...head, ...tail]);
  });
});

describe('shuffleInPlace', () => {
  it('reaches all six orders of three about equally often', () => {
    const counts = new Map<string, number>();
    const u = randomStream(3);
    for (let i = 0; i < 12_000; i++) {
      const order = shuffleInPlace([0, 1, 2], u).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const c of counts.values()) expect(Math.abs(c - 2000)).toBeLessThan(170);
  });

  it('keeps the members of a typed array', () => {
    const x = Float64Array.from({ length: 20 }, (_, i) => i);
    shuffleInPlace(x, randomStream(9));
    expect([...x].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});
