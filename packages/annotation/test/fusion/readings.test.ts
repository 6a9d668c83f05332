import {
  answerCounts,
  answersPerCase,
  makeReadings,
  readingsFromMatrix,
} from '@equipoise/annotation';
import { hasCode } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';

describe('readings', () => {
  it('stand sorted by case, and rows without an answer are counted', () => {
    const readings = makeReadings([2, 0, 0, 1], [0, 1, 0, 1], [1, 0, 1, -1]);
    expect([...answersPerCase(readings)]).toEqual([2, 0, 1]);
    expect(readings.missingCount).toBe(1);
    expect([...readings.label]).toEqual([0, 1, 1]);
    expect([...answerCounts(readings)]).toEqual([0, 2, 1, 0]);
  });

  it('come from a wide table as from a long one', () => {
    const wide = readingsFromMatrix([0, 1, -1, 1, 1, 0], 3);
    const long = makeReadings([0, 0, 1, 1, 1], [0, 1, 0, 1, 2], [0, 1, 1, 1, 0]);
    expect([...wide.starts]).toEqual([...long.starts]);
    expect([...wide.label]).toEqual([...long.label]);
    expect([...wide.reader]).toEqual([...long.reader]);
  });

  it('count a second answer of one reader, drop it or refuse it as asked', () => {
    const rows = [
      [0, 0, 0, 1],
      [0, 0, 1, 0],
      [0, 1, 1, 1],
    ] as const;
    expect(makeReadings(...rows).repeatCount).toBe(1);
    expect(makeReadings(...rows).label.length).toBe(4);
    const first = makeReadings(...rows, { repeats: 'first' });
    expect([...first.label]).toEqual([0, 1, 1]);
    expect(first.repeatCount).toBe(1);
    expect(() => makeReadings(...rows, { repeats: 'refuse' })).toThrow(/repeated-reading/);
  });

  it('refuse codes outside the declared classes and unequal columns', () => {
    expect(() => makeReadings([0], [0], [3], { classCount: 2 })).toThrow(/bad-code/);
    expect(() => makeReadings([0], [0], [0.5])).toThrow(/bad-code/);
    try {
      makeReadings([0, 1], [0], [1]);
      expect.unreachable();
    } catch (error) {
      expect(hasCode(error, 'annotation/length-mismatch')).toBe(true);
    }
  });

  it('may be empty', () => {
    const none = makeReadings([], [], []);
    expect(none.caseCount).toBe(0);
    expect(none.classCount).toBe(0);
  });
});
