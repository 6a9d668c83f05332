import { describe, expect, it } from 'vitest';
import { obuchowskiRockette, readersAgainstModel, readingTimes } from '../../src/mrmc/index.ts';
import { delongPaired } from '../../src/roc/delong-paired.ts';
import { drawStudy } from './support.ts';

describe('readers against a model', () => {
  const { truth, ratings } = drawStudy(41, 2, 5, 60);
  const readers = ratings[0]!;
  const model = ratings[1]![0]!;

  it('one reader against it is a paired comparison over cases', () => {
    const result = readersAgainstModel(
      { truth, readers: [readers[0]!], model },
      { covariance: 'delong' },
    );
    const paired = delongPaired(truth, readers[0]!, model);
    expect(result.difference.estimate.value).toBeCloseTo(paired.difference.value!, 12);
    expect(result.difference.p.value).toBeCloseTo(paired.p.value!, 9);
  });

  it('the mean of the readers is that of an analysis without the model', () => {
    const result = readersAgainstModel({ truth, readers, model });
    const alone = obuchowskiRockette({ truth, ratings: [readers] }).means[0]!;
    expect(result.readers.estimate.value).toBeCloseTo(alone.estimate.value!, 12);
    expect(result.readers.se.value).toBeCloseTo(alone.se.value!, 12);
    expect(result.difference.estimate.value).toBeCloseTo(
      alone.estimate.value! - result.model.estimate.value!,
      12,
    );
  });

  it('equals two tests of which one has the model as every reader', () => {
    const copies = readers.map(() => model);
    const both = obuchowskiRockette({ truth, ratings: [readers, copies] }, { random: 'cases' });
    const fixed = readersAgainstModel({ truth, readers, model }, { hasRandomReaders: false });
    expect(fixed.difference.se.value).toBeCloseTo(both.differences[0]!.se.value!, 12);
    expect(fixed.perReader[2]!.se.value).toBeCloseTo(both.readerDifferences[2]!.se.value!, 12);
  });

  it('random readers never shrink the interval below that of these readers by chance of their order', () => {
    const a = readersAgainstModel({ truth, readers, model });
    const b = readersAgainstModel({ truth, readers: [...readers].reverse(), model });
    expect(b.difference.se.value).toBeCloseTo(a.difference.se.value!, 12);
    expect(b.readersBelow).toBe(a.readersBelow);
  });

  it('a model that is every reader differs by 0 with p 1; one truth alone has no value', () => {
    const same = readersAgainstModel({ truth, readers: [model, model], model });
    expect(same.difference).toMatchObject({ estimate: { value: 0 }, p: { value: 1 } });
    const none = readersAgainstModel({ truth: truth.map(() => 1), readers, model });
    expect(none.difference.p).toEqual({ value: null, reason: 'single-class' });
  });
});

describe('reading times', () => {
  const readings = {
    seconds: [10, 20, 40, 5, 10, 20, Number.NaN, 0],
    condition: [0, 0, 0, 1, 1, 1, 1, 0],
    cases: ['a', 'b', 'c', 'a', 'b', 'c', 'd', 'd'],
    readers: [1, 2, 3, 1, 2, 3, 1, 1],
  };

  it('half the time is a ratio of one half; blanks are counted', () => {
    const result = readingTimes(readings);
    expect(result.medianA.value).toBe(20);
    expect(result.medianB.value).toBe(10);
    expect(result.ratio.value).toBeCloseTo(0.5, 12);
    expect(result.blankCount).toBe(2);
    expect(result.counts).toEqual([3, 3]);
    expect(result.ratioLimits![0]).toBeLessThanOrEqual(0.5);
  });

  it('minutes instead of seconds leave the ratio', () => {
    const minutes = readingTimes({ ...readings, seconds: readings.seconds.map((x) => x / 60) });
    expect(minutes.ratio.value).toBeCloseTo(0.5, 12);
  });

  it('a condition without a time has no ratio', () => {
    const result = readingTimes({ ...readings, condition: readings.condition.map(() => 0) });
    expect(result.medianB).toEqual({ value: null, reason: 'no-rows' });
    expect(result.ratio.value).toBeNull();
  });
});
