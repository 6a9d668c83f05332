import { describe, expect, it } from 'vitest';
import { runEngine } from '../../src/engine/run-in-process.ts';
import type { EngineJob } from '../../src/engine/types.ts';
import { concatenate, influences, naive } from './brute.ts';
import { makeStudy, type StudyShape } from './study.ts';

const shapes: Record<string, StudyShape> = {
  constant: { patients: 40, images: 3, levels: 3, seed: 11 },
  tied: { patients: 40, images: 3, levels: 3, seed: 12, steps: 10 },
  varying: { patients: 40, images: 4, levels: 3, seed: 13, varies: true },
  'varying between two levels': { patients: 40, images: 4, levels: 2, seed: 14, varies: true },
  weighted: { patients: 40, images: 3, levels: 2, seed: 15, weights: true },
};
const ones = (job: EngineJob): Int32Array => new Int32Array(job.patientCount).fill(1);
const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));

describe('standard errors are those of the infinitesimal jackknife over patients', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(name, () => {
      const job = { ...makeStudy(shape), replicates: 0 };
      const { codes } = job.attributes[0]!;
      const result = runEngine(job);
      for (const { metric, overall, attributes } of result.metrics) {
        const of = (keep: (i: number) => boolean) => (j: EngineJob) =>
          naive(metric, concatenate(j, ones(j), keep));
        // Small-sample factors, up to G / (G - 1), are the only difference.
        const near = (found: number | null | undefined, expected: number, what: string): void => {
          expect(found! / expected, `${metric} ${what}`).toBeGreaterThan(0.985);
          expect(found! / expected, `${metric} ${what}`).toBeLessThan(1.12);
        };
        near(
          overall.standardError.value,
          norm(
            influences(
              job,
              of(() => true),
            ),
          ),
          'everyone',
        );
        const own = influences(
          job,
          of((i) => codes[i] === 1),
        );
        near(attributes[0]!.cells[1]!.standardError.value, norm(own), 'level');
        const rest = influences(
          job,
          of((i) => codes[i]! >= 0 && codes[i] !== 1),
        );
        const gap = own.map((v, p) => v - rest[p]!);
        near(attributes[0]!.versusRest.gaps[1]!.standardError.value, norm(gap), 'gap');
        const { reference } = attributes[0]!;
        if (reference === 1) continue;
        const base = influences(
          job,
          of((i) => codes[i] === reference),
        );
        const difference = own.map((v, p) => v - base[p]!);
        near(
          attributes[0]!.versusReference.gaps[1]!.standardError.value,
          norm(difference),
          'reference',
        );
      }
    });
  }
});
