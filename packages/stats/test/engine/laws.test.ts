import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runEngine } from '../../src/engine/run-in-process.ts';
import type { EngineJob, EngineResult } from '../../src/engine/types.ts';
import { makeStudy } from './study.ts';

const small = (seed: number, more: Partial<EngineJob> = {}): EngineJob => ({
  ...makeStudy({ patients: 90, images: 2, levels: 3, seed }),
  metrics: ['auroc', 'auprc', 'sensitivity', 'mcc', 'loss:0'],
  replicates: 30,
  permutations: 20,
  ...more,
});

const near = (a: number | null, b: number | null): void => {
  if (a === null || b === null) expect(a).toBe(b);
  else expect(a).toBeCloseTo(b, 10);
};

function sameNumbers(a: EngineResult, b: EngineResult, level: (k: number) => number): void {
  a.metrics.forEach((metric, m) => {
    const other = b.metrics[m]!;
    near(metric.overall.value.value, other.overall.value.value);
    near(metric.overall.standardError.value, other.overall.standardError.value);
    metric.attributes[0]!.versusRest.gaps.forEach((gap, k) => {
      const twin = other.attributes[0]!.versusRest.gaps[level(k)]!;
      near(gap.value.value, twin.value.value);
      near(gap.standardError.value, twin.standardError.value);
      near(gap.simultaneous?.[0] ?? null, twin.simultaneous?.[0] ?? null);
      near(gap.adjustedP, twin.adjustedP);
    });
    near(
      metric.attributes[0]!.versusRest.criticalValue,
      other.attributes[0]!.versusRest.criticalValue,
    );
  });
}

describe('laws', () => {
  it('relabelled levels give permuted results', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const job = small(seed);
        const codes = job.attributes[0]!.codes.map((k) => (k + 1) % 3);
        const moved = { ...job, attributes: [{ codes, levelCount: 3 }] };
        sameNumbers(runEngine(job), runEngine(moved), (k) => (k + 1) % 3);
      }),
      { numRuns: 8 },
    );
  });

  it('the order of rows does not matter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const job = small(seed);
        const order = Int32Array.from({ length: job.rowCount }, (_, i) => job.rowCount - 1 - i);
        const turned: EngineJob = {
          ...job,
          patient: order.map((i) => job.patient[i]!),
          label: Uint8Array.from(order, (i) => job.label[i]!),
          score: Float64Array.from(order, (i) => job.score![i]!),
          decision: Uint8Array.from(order, (i) => job.decision![i]!),
          loss: [Float64Array.from(order, (i) => job.loss[0]![i]!)],
          attributes: [{ codes: order.map((i) => job.attributes[0]!.codes[i]!), levelCount: 3 }],
        };
        sameNumbers(runEngine(job), runEngine(turned), (k) => k);
      }),
      { numRuns: 8 },
    );
  });

  it('a weight of 2 is a row counted twice', () => {
    const job = small(5, { replicates: 0, permutations: 0 });
    const twice = [...Array(job.rowCount).keys()].flatMap((i) => (i % 3 === 0 ? [i, i] : [i]));
    const pick = (values: ArrayLike<number>): number[] => twice.map((i) => values[i]!);
    const doubled: EngineJob = {
      ...job,
      rowCount: twice.length,
      patient: Int32Array.from(pick(job.patient)),
      label: Uint8Array.from(pick(job.label)),
      score: Float64Array.from(pick(job.score!)),
      decision: Uint8Array.from(pick(job.decision!)),
      loss: [Float64Array.from(pick(job.loss[0]!))],
      attributes: [{ codes: Int32Array.from(pick(job.attributes[0]!.codes)), levelCount: 3 }],
    };
    const weight = Float64Array.from({ length: job.rowCount }, (_, i) => (i % 3 === 0 ? 2 : 1));
    sameNumbers(runEngine({ ...job, rowWeight: weight }), runEngine(doubled), (k) => k);
  });

  it('only the order of scores matters to AUROC, infinities included', () => {
    const job = small(6, { metrics: ['auroc', 'auprc'] });
    const score = job.score!.map((s) =>
      s > 0.6 ? Number.POSITIVE_INFINITY : s < 0.3 ? -1 / 0 : s,
    );
    const ranked = score.map((s) => (s === 1 / 0 ? 9 : s === -1 / 0 ? -9 : s));
    sameNumbers(runEngine({ ...job, score }), runEngine({ ...job, score: ranked }), (k) => k);
  });

  it('simultaneous limits hold the gap and are wider than unadjusted ones on average', () => {
    const result = runEngine(small(8, { replicates: 400 }));
    for (const { attributes } of result.metrics) {
      const { criticalValue, gaps } = attributes[0]!.versusRest;
      for (const gap of gaps) {
        const [low, high] = gap.simultaneous!;
        expect(low).toBeLessThan(gap.value.value!);
        expect(high).toBeGreaterThan(gap.value.value!);
        const own = (gap.unadjusted![1] - gap.unadjusted![0]) / 2 / gap.standardError.value!;
        expect(criticalValue!).toBeGreaterThan(own);
        expect(gap.adjustedP!).toBeGreaterThanOrEqual(gap.unadjustedP!);
      }
    }
  });

  it('equal seed and stream draw the same patients for two models', () => {
    const job = small(9);
    const again = { ...job, score: job.score!.map((s) => s * s), decision: job.decision };
    const a = runEngine(job).metrics;
    const b = runEngine(again).metrics;
    expect(a[0]!.overall.replicates).toEqual(b[0]!.overall.replicates);
    const other = runEngine({ ...job, stream: 4 }).metrics;
    expect(a[0]!.overall.replicates).not.toEqual(other[0]!.overall.replicates);
  });

  it('rows with label 255 are as good as absent', () => {
    const job = small(10);
    const label = job.label.map((y, i) => (i % 7 === 0 ? 255 : y));
    const kept = [...label.keys()].filter((i) => label[i] !== 255);
    const pick = (values: ArrayLike<number>): number[] => kept.map((i) => values[i]!);
    const absent: EngineJob = {
      ...job,
      rowCount: kept.length,
      patient: Int32Array.from(pick(job.patient)),
      label: Uint8Array.from(pick(label)),
      score: Float64Array.from(pick(job.score!)),
      decision: Uint8Array.from(pick(job.decision!)),
      loss: [Float64Array.from(pick(job.loss[0]!))],
      attributes: [{ codes: Int32Array.from(pick(job.attributes[0]!.codes)), levelCount: 3 }],
    };
    expect(runEngine({ ...job, label })).toEqual(runEngine(absent));
  });
});

describe('what has no value says why', () => {
  it('one class leaves ranks and one rate undefined', () => {
    const job = small(11, {
      metrics: ['auroc', 'auprc', 'sensitivity', 'specificity', 'accuracy'],
    });
    const result = runEngine({ ...job, label: new Uint8Array(job.rowCount) });
    const reasons = result.metrics.map(({ overall }) => overall.value.reason);
    expect(reasons).toEqual(['one-class', 'one-class', 'no-positives', undefined, undefined]);
  });

  it('a level with few positive patients is listed and stays outside the family', () => {
    const job = small(12, { metrics: ['sensitivity', 'specificity'] });
    const codes = job.attributes[0]!.codes;
    const patientsLeft = new Set(
      [...codes.keys()].filter((i) => codes[i] === 2).map((i) => job.patient[i]!),
    );
    const few = [...patientsLeft].slice(0, 4);
    const label = job.label.map((y, i) =>
      codes[i] === 2 && !few.includes(job.patient[i]!) ? 0 : y,
    );
    const { versusRest, cells } = runEngine({ ...job, label }).metrics[0]!.attributes[0]!;
    expect(versusRest.gaps[2]!.leftOut).toBe('too-few-positive-patients');
    expect(versusRest.gaps[2]!.simultaneous).toBeNull();
    expect(versusRest.gaps).toHaveLength(3);
    expect(versusRest.familySize).toBe(2);
    expect(cells[2]!.counts.patients).toBe(patientsLeft.size);
  });

  it('a level without rows and a metric without its input are named', () => {
    const job = small(13, {
      metrics: ['sensitivity', 'auroc', 'calibration-slope'],
      decision: null,
    });
    const wide = { ...job, attributes: [{ codes: job.attributes[0]!.codes, levelCount: 4 }] };
    const [sensitivity, auroc] = runEngine(wide).metrics;
    expect(sensitivity!.overall.value.reason).toBe('no-decision');
    expect(auroc!.attributes[0]!.cells[3]!.value.reason).toBe('no-rows');
    expect(auroc!.attributes[0]!.versusRest.gaps[3]!.leftOut).toBe('no-rows');
    const high = { ...job, score: job.score!.map((s) => 3 * s) };
    expect(runEngine(high).metrics[2]!.overall.value.reason).toBe('score-outside-unit-interval');
    expect(runEngine(high).metrics[1]!.overall.value.value).not.toBeNull();
  });

  it('a single level has no rest', () => {
    const job = small(14);
    const alone = { ...job, attributes: [{ codes: new Int32Array(job.rowCount), levelCount: 1 }] };
    const { versusRest, range, omnibus } = runEngine(alone).metrics[0]!.attributes[0]!;
    expect(versusRest.gaps[0]!.leftOut).toBe('too-few-patients-in-rest');
    expect(range.value.reason).toBe('fewer-than-two-levels');
    expect(omnibus.p).toBeNull();
  });

  it('a task without rows has reasons everywhere', () => {
    const job = small(15);
    const result = runEngine({ ...job, label: job.label.map(() => 255) });
    expect(result.metrics.every(({ overall }) => overall.value.reason === 'no-rows')).toBe(true);
  });

  it('NaN in a score of the task is refused, outside the task it is not looked at', () => {
    const job = small(16);
    const score = job.score!.slice();
    score[3] = Number.NaN;
    expect(() => runEngine({ ...job, score })).toThrow(/stats\/not-a-number/);
    const label = job.label.map((y, i) => (i === 3 ? 255 : y));
    expect(() => runEngine({ ...job, score, label })).not.toThrow();
  });
});

describe('the omnibus test', () => {
  it('names how levels were permuted', () => {
    const name = (varies: boolean, constant: number): string => {
      const job = small(17);
      const codes = Int32Array.from(job.patient, (p, i) =>
        varies && p >= constant ? (i % 90 === i ? 0 : 1) : p % 2,
      );
      const attributes = [{ codes, levelCount: 2 }];
      return runEngine({ ...job, attributes }).metrics[0]!.attributes[0]!.omnibus.name;
    };
    expect(name(false, 0)).toBe('patient-level');
    expect(name(true, 45)).toBe('restricted');
    expect(name(true, 1)).toBe('within-patient');
  });

  it('finds a planted gap and gives a p of at least 1 / (B + 1)', () => {
    const job = small(18, {
      permutations: 99,
      metrics: ['sensitivity', 'auroc', 'auprc', 'loss:0'],
    });
    const codes = job.attributes[0]!.codes;
    const score = job.score!.map((s, i) =>
      codes[i] === 1 && job.label[i] === 1 ? 0.1 + 0.3 * s : s,
    );
    const decision = Uint8Array.from(score, (s) => (s >= 0.5 ? 1 : 0));
    const loss = [Float64Array.from(score, (s, i) => (s - job.label[i]!) * (s - job.label[i]!))];
    for (const { attributes } of runEngine({ ...job, score, decision, loss }).metrics) {
      expect(attributes[0]!.omnibus.p).toBe(0.01);
      expect(attributes[0]!.range.smallest === 1 || attributes[0]!.range.largest === 1).toBe(true);
    }
  });
});
