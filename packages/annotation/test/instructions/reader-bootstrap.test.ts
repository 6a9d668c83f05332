import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapReaders } from '../../src/instructions/reader-bootstrap.ts';
import { readersNeeded } from '../../src/instructions/readers-needed.ts';

const usual = { level: 0.95, replicates: 999, seed: 1, path: [7] };

describe('the bootstrap over readers', () => {
  it('gives means, standard errors and differences as by hand', () => {
    // Variances 0.0004 and 0.0025 of four and four readers.
    const a = [0.78, 0.8, 0.8, 0.82];
    const b = [0.8, 0.85, 0.85, 0.9];
    const { groups, differences } = bootstrapReaders([a, b], usual);
    expect(groups[0]!.value).toBeCloseTo(0.8, 14);
    expect(groups[0]!.standardError).toBeCloseTo(Math.sqrt(0.0008 / 3 / 4), 14);
    expect(groups[1]!.value).toBeCloseTo(0.85, 14);
    expect(groups[1]!.standardError).toBeCloseTo(Math.sqrt(0.005 / 3 / 4), 14);
    expect(differences).toHaveLength(1);
    const [difference] = differences;
    expect(difference).toMatchObject({ group: 1, other: 0, reason: null });
    expect(difference!.value).toBeCloseTo(0.05, 14);
    expect(difference!.standardError).toBeCloseTo(Math.sqrt((0.0008 + 0.005) / 12), 14);
    const [low, high] = difference!.limits!;
    expect((low + high) / 2).toBeCloseTo(0.05, 12);
    expect(high - low).toBeGreaterThan(2 * 1.96 * difference!.standardError!);
  });

  it('counts out the draws of three readers: limits are the quantile of all 27 of them', () => {
    // Of 27 draws 3 take one reader thrice and count as far out: at level .8 they lie beyond the quantile.
    const values = [1, 2, 4];
    const mean = 7 / 3;
    const all: number[] = [];
    for (const i of values)
      for (const j of values)
        for (const k of values) {
          const m = (i + j + k) / 3;
          const square = ((i - m) ** 2 + (j - m) ** 2 + (k - m) ** 2) / 2 / 3;
          all.push(
            square === 0 ? Number.POSITIVE_INFINITY : Math.abs(m - mean) / Math.sqrt(square),
          );
        }
    all.sort((x, y) => x - y);
    const exact = all[Math.ceil(0.8 * 27) - 1]!;
    const [group] = bootstrapReaders([values], { ...usual, level: 0.8, replicates: 19_999 }).groups;
    const half = (group!.limits![1] - group!.limits![0]) / 2;
    expect(half / group!.standardError!).toBeCloseTo(exact, 10);
  });

  it('says why there is nothing: no reader, one reader, all alike, too few for limits', () => {
    const { groups, differences } = bootstrapReaders([[], [1], [2, 2, 2], [3, 4]], usual);
    expect(groups.map(({ reason }) => reason)).toEqual([
      'no-readers',
      'one-reader',
      'no-spread',
      'too-few-readers',
    ]);
    expect(groups.map(({ value }) => value)).toEqual([null, null, 2, 3.5]);
    expect(groups.every(({ limits }) => limits === null)).toBe(true);
    const of = (group: number, other: number): unknown =>
      differences.find((one) => one.group === group && one.other === other);
    expect(of(1, 0)).toMatchObject({ value: null, limits: null, reason: 'no-readers' });
    expect(of(2, 1)).toMatchObject({ value: null, limits: null, reason: 'one-reader' });
    expect(of(3, 2)).toMatchObject({ value: 1.5, limits: null, reason: 'too-few-readers' });
    const alike = bootstrapReaders(
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      usual,
    );
    expect(alike.differences[0]).toMatchObject({ value: 1, limits: null, reason: 'no-spread' });
  });

  it('keeps the limits of two large groups where two others are too small for any', () => {
    const many = Array.from({ length: 12 }, (_, at) => (at * 7) % 12);
    const large = [many, many.map((one) => one + 3)];
    const tiny = [
      [1, 1, 2],
      [4, 4, 5],
    ];
    const { differences } = bootstrapReaders([...large, ...tiny], usual);
    const of = (group: number, other: number): unknown =>
      differences.find((one) => one.group === group && one.other === other);
    expect(of(3, 2)).toMatchObject({ value: 3, limits: null, reason: 'too-few-readers' });
    for (const [group, other] of [
      [1, 0],
      [2, 0],
      [3, 1],
    ] as const) {
      expect(of(group, other)).toMatchObject({
        reason: null,
        limits: [expect.any(Number), expect.any(Number)],
      });
    }
  });

  it('draws the same for the same seed, and something else for another', () => {
    const values = [
      [0.1, 0.4, 0.35, 0.2, 0.8],
      [0.3, 0.5, 0.1, 0.9, 0.6],
    ];
    const first = bootstrapReaders(values, usual);
    expect(bootstrapReaders(values, usual)).toEqual(first);
    expect(bootstrapReaders(values, { ...usual, seed: 2 })).not.toEqual(first);
    expect(bootstrapReaders(values, { ...usual, path: [8] })).not.toEqual(first);
  });

  it('widens the limits where several differences are to hold together', () => {
    const two = [
      [0.1, 0.4, 0.35, 0.2, 0.8, 0.5],
      [0.3, 0.5, 0.1, 0.9, 0.6, 0.2],
    ];
    const width = (groups: number[][]): number => {
      const { limits } = bootstrapReaders(groups, usual).differences[0]!;
      return limits![1] - limits![0];
    };
    expect(width([...two, [0.2, 0.7, 0.3, 0.6, 0.5, 0.1]])).toBeGreaterThan(width(two));
  });

  it('follows a shift and a change of scale', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 64 }), { minLength: 4, maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 64 }), { minLength: 4, maxLength: 8 }),
        fc.integer({ min: -4, max: 4 }),
        (a, b, shift) => {
          const [plain] = bootstrapReaders([a, b], usual).differences;
          const moved = [a, b].map((one) => one.map((x) => 2 * (x + shift)));
          const [other] = bootstrapReaders(moved, usual).differences;
          expect(other!.value).toBeCloseTo(2 * plain!.value!, 9);
          expect(other!.reason).toBe(plain!.reason);
          if (plain!.limits === null) return;
          expect(other!.limits![0]).toBeCloseTo(2 * plain!.limits[0], 8);
          expect(other!.limits![1]).toBeCloseTo(2 * plain!.limits[1], 8);
          expect(plain!.limits[0]).toBeLessThanOrEqual(plain!.value!);
          expect(plain!.limits[1]).toBeGreaterThanOrEqual(plain!.value!);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('how many readers a version needs', () => {
  it('is what tables of the t test say', () => {
    // Cohen 1988, table 2.4.1: d = .5 wants 64 a group for 80 % and d = .8 wants 26.
    expect(readersNeeded(0.5, 1, 0.95, 0.8)).toBe(64);
    expect(readersNeeded(0.8, 1, 0.95, 0.8)).toBe(26);
    expect(readersNeeded(0.2, 1, 0.95, 0.8)).toBe(394);
  });

  it('is two at least and not counted beyond ten thousand', () => {
    expect(readersNeeded(100, 1, 0.95, 0.8)).toBe(2);
    expect(readersNeeded(0.001, 1, 0.95, 0.8)).toBeNull();
  });
});
