import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../../../../test/support/skip.ts';
import { cellInterval } from '../../src/engine/cell-interval.ts';
import { runEngine } from '../../src/engine/run-in-process.ts';
import type { EngineCell, EngineJob, EngineMetric } from '../../src/engine/types.ts';
import { randomStream } from '../../src/random.ts';
import { clopperPearson, wilson } from '../../src/rates/proportion-interval.ts';
import { clusteredAuroc } from '../../src/roc/clustered.ts';
import { delong } from '../../src/roc/delong.ts';
import { makeStudy } from './study.ts';

const metrics: readonly EngineMetric[] = [
  'auroc',
  'sensitivity',
  'specificity',
  'ppv',
  'npv',
  'accuracy',
  'prevalence',
];

/** One row a patient unless patients are given. */
function jobOf(
  label: ArrayLike<number>,
  score: ArrayLike<number>,
  patient?: ArrayLike<number>,
): EngineJob {
  const rowCount = label.length;
  const codes = Int32Array.from(patient ?? Array.from({ length: rowCount }, (_, i) => i));
  return {
    rowCount,
    patientCount: codes.reduce((a, b) => Math.max(a, b), -1) + 1,
    patient: codes,
    label: Uint8Array.from(label),
    score: Float64Array.from(score),
    decision: Uint8Array.from(score, (s) => (s >= 0.5 ? 1 : 0)),
    loss: [],
    rowWeight: null,
    attributes: [],
    metrics,
    replicates: 0,
    permutations: 0,
    level: 0.95,
    seed: 1,
    stream: 1,
  };
}

function cellsOf(job: EngineJob): ReadonlyMap<string, EngineCell> {
  return new Map(runEngine(job).metrics.map(({ metric, overall }) => [metric, overall]));
}

function draw(seed: number, rowCount: number): { label: number[]; score: number[] } {
  const u = randomStream(seed, 31);
  const label = Array.from({ length: rowCount }, () => (u() < 0.4 ? 1 : 0));
  return { label, score: label.map((y) => Math.round(20 * (0.3 * y + 0.7 * u())) / 20) };
}

function expectPair(
  found: readonly [number, number] | null,
  wanted: readonly [number, number] | null,
  digits: number,
): void {
  expect(found).not.toBeNull();
  expect(wanted).not.toBeNull();
  expect(found![0]).toBeCloseTo(wanted![0], digits);
  expect(found![1]).toBeCloseTo(wanted![1], digits);
}

const golden = sharedOrSkip('golden', 'classification.json');

interface DelongCase {
  readonly fn: string;
  readonly input: { readonly y: number[]; readonly score: number[] };
  readonly expected: {
    readonly auroc: number;
    readonly se: number;
    readonly ci95_logit: [number, number] | null;
  };
}

describe('one row a patient', () => {
  it.skipIf(golden === null)(
    "the area has DeLong's standard error and logit limits as pROC gives them",
    () => {
      const { cases } = JSON.parse(readFileSync(golden ?? '', 'utf8')) as { cases: DelongCase[] };
      const wanted = cases.filter(({ fn }) => fn === 'cls.auroc.delong');
      expect(wanted.length).toBeGreaterThan(3);
      for (const { input, expected } of wanted) {
        const cell = cellsOf(jobOf(input.y, input.score)).get('auroc')!;
        expect(cell.value.value).toBeCloseTo(expected.auroc, 10);
        expect(cell.standardError.value).toBeCloseTo(expected.se, 10);
        if (expected.ci95_logit === null) continue;
        expect(cell.method).toBe('DeLong, logit');
        expectPair(cell.limits, expected.ci95_logit, 10);
      }
    },
  );

  it('the area equals DeLong for any rows, ties included', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 12, max: 90 }),
        (seed, n) => {
          const { label, score } = draw(seed, n);
          const reference = delong(label, score);
          if (reference.logitLimits === null) return;
          const cell = cellsOf(jobOf(label, score)).get('auroc')!;
          expect(cell.standardError.value).toBeCloseTo(reference.se.value!, 10);
          expectPair(cell.limits, reference.logitLimits, 10);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('rates have Wilson limits, exact ones below ten patients', () => {
    const seen = new Set<string>();
    for (const [seed, n] of [
      [1, 300],
      [2, 60],
      [3, 14],
      [4, 9],
    ] as const) {
      const { label, score } = draw(seed, n);
      for (const [metric, cell] of cellsOf(jobOf(label, score))) {
        if (metric === 'auroc' || cell.value.value === null) continue;
        const k = cell.numerator!;
        const rows = cell.denominator!;
        expect(cell.method, metric).toBe(rows < 10 ? 'Clopper-Pearson' : 'Wilson');
        expectPair(cell.limits, rows < 10 ? clopperPearson(k, rows) : wilson(k, rows), 13);
        seen.add(cell.method);
      }
    }
    expect(seen.size).toBe(2);
  });

  it('limits end at 0 and at 1 exactly where the rate does', () => {
    for (let rows = 1; rows < 400; rows++) {
      for (const value of [0, 1]) {
        const evidence = {
          metric: 'sensitivity',
          value,
          standardError: 0,
          patients: rows,
          rows,
          level: 0.95,
        } as const;
        for (const isIndependent of [true, false]) {
          if (rows === 1 && !isIndependent) continue;
          const { limits } = cellInterval({ ...evidence, isIndependent });
          expect(limits![value]).toBe(value);
          expect(limits![1 - value]).not.toBe(value);
        }
      }
    }
  });
});

describe('several rows a patient', () => {
  const job: EngineJob = { ...makeStudy({ patients: 60, images: 3, levels: 2, seed: 9 }), metrics };

  it('the area has the standard error and limits of Obuchowski', () => {
    const cell = cellsOf(job).get('auroc')!;
    const reference = clusteredAuroc(job.label, job.score!, job.patient);
    expect(cell.standardError.value).toBeCloseTo(reference.se.value!, 12);
    expectPair(cell.limits, reference.logitLimits, 12);
    expect(cell.method).toBe('Obuchowski, patient-clustered, logit, t');
  });

  it('rates name their clustered form, and exact limits on patients below ten', () => {
    expect(cellsOf(job).get('sensitivity')!.method).toBe('Wilson, patient-clustered, t');
    const few: EngineJob = {
      ...makeStudy({ patients: 7, images: 4, levels: 2, seed: 3 }),
      metrics,
    };
    const cell = cellsOf(few).get('accuracy')!;
    expect(cell.method).toBe('Clopper-Pearson on patients');
    expectPair(cell.limits, clopperPearson(cell.value.value! * 7, 7), 12);
  });

  it('a rate over rows that patients give once is Wilson even where they give others several times', () => {
    const label = Array.from({ length: 90 }, (_, i) => (i < 30 ? 1 : 0));
    const score = label.map((_, i) => (i % 4 === 0 ? 0.2 : 0.8));
    const patient = label.map((_, i) => (i < 30 ? i : Math.floor((i - 30) / 2)));
    const cells = cellsOf(jobOf(label, score, patient));
    expect(cells.get('sensitivity')!.method).toBe('Wilson');
    expect(cells.get('specificity')!.method).toBe('Wilson, patient-clustered, t');
  });

  it('weights take the independent forms away', () => {
    const weighted: EngineJob = {
      ...makeStudy({ patients: 80, images: 1, levels: 2, seed: 5, weights: true }),
      metrics,
    };
    for (const [metric, cell] of cellsOf(weighted)) {
      expect(['Wilson', 'DeLong, logit'], metric).not.toContain(cell.method);
    }
  });

  it('a perfect area has limits below 1, not a single point', () => {
    const label = Array.from({ length: 40 }, (_, i) => i % 2);
    const cell = cellsOf(jobOf(label, label)).get('auroc')!;
    expect(cell.limits![1]).toBe(1);
    expect(cell.limits![0]).toBeLessThan(0.9);
    expect(cell.method).toBe('Wilson on patients, t');
  });
});
