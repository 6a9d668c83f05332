import { describe, expect, it } from 'vitest';
import { runEngine } from '../../src/engine/run-in-process.ts';
import type { EngineJob } from '../../src/engine/types.ts';
import { drawCounts } from '../../src/random.ts';
import { concatenate, naive } from './brute.ts';
import { makeStudy, type StudyShape } from './study.ts';

const shapes: Record<string, StudyShape> = {
  'two levels': { patients: 60, images: 3, levels: 2, seed: 1 },
  'five levels with ties': { patients: 120, images: 2, levels: 5, seed: 2, steps: 12 },
  'levels that vary within patients': { patients: 60, images: 4, levels: 3, seed: 3, varies: true },
  'two levels that vary, ties, rows without a level': {
    patients: 50,
    images: 4,
    levels: 2,
    seed: 4,
    varies: true,
    steps: 20,
    missing: true,
  },
  'weights and ties': { patients: 80, images: 2, levels: 4, seed: 5, steps: 15, weights: true },
};

function close(found: number, expected: number, tolerance: number, name: string): void {
  if (Number.isNaN(expected)) expect(found, name).toBeNaN();
  else
    expect(Math.abs(found - expected), `${name}: ${found} and ${expected}`).toBeLessThan(tolerance);
}

function compare(job: EngineJob): void {
  const result = runEngine(job);
  const { codes, levelCount } = job.attributes[0]!;
  const draws = new Int32Array(job.patientCount).fill(1);
  for (const { metric, overall, attributes } of result.metrics) {
    close(
      overall.value.value ?? Number.NaN,
      naive(
        metric,
        concatenate(job, draws, () => true),
      ),
      1e-9,
      metric,
    );
    for (let k = 0; k < levelCount; k++) {
      const own = naive(
        metric,
        concatenate(job, draws, (i) => codes[i] === k),
      );
      const rest = naive(
        metric,
        concatenate(job, draws, (i) => codes[i]! >= 0 && codes[i] !== k),
      );
      const gap = attributes[0]!.versusRest.gaps[k]!;
      close(attributes[0]!.cells[k]!.value.value ?? Number.NaN, own, 1e-9, `${metric} ${k}`);
      close(gap.value.value ?? Number.NaN, own - rest, 1e-9, `${metric} gap ${k}`);
    }
  }
}

describe('values and gaps equal their definitions', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(name, () => compare({ ...makeStudy(shape), replicates: 0 }));
  }
});

describe('a replicate equals the metric of the concatenated rows', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(name, () => {
      const job = makeStudy(shape);
      const result = runEngine(job);
      const { codes, levelCount } = job.attributes[0]!;
      const draws = new Int32Array(job.patientCount);
      for (const b of [0, 7, 39]) {
        drawCounts(job.seed, job.stream, b, job.patientCount, draws);
        for (const { metric, overall, attributes } of result.metrics) {
          // Calibration takes one Newton step a replicate: close for everyone, rough in tiny levels.
          const isFit = metric.startsWith('calibration');
          const tolerance = isFit ? 0.6 : 1e-9;
          const all = naive(
            metric,
            concatenate(job, draws, () => true),
          );
          close(overall.replicates![b]!, all, tolerance, `${metric} replicate ${b}`);
          for (let k = 0; k < levelCount; k++) {
            const kept = attributes[0]!.cells[k]!.replicates;
            if (kept === null || isFit) continue;
            const own = naive(
              metric,
              concatenate(job, draws, (i) => codes[i] === k),
            );
            close(kept[b]!, own, tolerance, `${metric} replicate ${b} level ${k}`);
          }
        }
      }
    });
  }
});
