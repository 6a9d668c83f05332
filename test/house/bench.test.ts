import { describe, expect, it } from 'vitest';
import { annotationBenches } from '../../bench/annotation/catalog.ts';
import { benches as auditBenches } from '../../bench/audit/catalog.ts';
import { imagingBenches } from '../../bench/imaging/catalog.ts';
import { roomBenches } from '../../bench/room/catalog.ts';
import { makeStudy } from '../../bench/study.ts';
import { summarise } from '../../bench/summary.ts';
import { filesUnder, readJson, readText } from '../support/house.ts';

const benches = [...auditBenches, ...annotationBenches, ...imagingBenches, ...roomBenches];
const side = { name: 'a', isPeer: false, computes: 'nothing', run: () => Promise.reject() };
const measure = (seconds: number, peakMb: number | null) => ({
  seconds,
  peakMb,
  extrapolation: null,
  versions: {},
  detail: {},
});

describe('benchmarks', () => {
  it('report median, spread and the highest peak', () => {
    const summary = summarise(side, [
      measure(3, 10),
      measure(1, 30),
      measure(2, null),
      measure(8, 20),
    ]);
    expect(summary).toMatchObject({ min: 1, median: 2.5, max: 8, peakMb: 30 });
    expect(summary.seconds).toEqual([3, 1, 2, 8]);
  });

  it('make equal studies from equal shapes, with rows that share a patient', () => {
    const shape = {
      rowCount: 300,
      patientCount: 100,
      attributes: { g: 3 },
      tasks: { y: ['p', 'q'] },
      seed: 1,
    };
    const study = makeStudy(shape);
    expect(makeStudy(shape)).toEqual(study);
    expect(makeStudy({ ...shape, seed: 2 }).scores.get('p')).not.toEqual(study.scores.get('p'));
    expect(new Set(study.patient).size).toBe(100);
    const g = study.attributes.get('g')!;
    for (let i = 0; i < 200; i++) expect(g[i]).toBe(g[i + 100]);
    expect([...study.scores.keys()]).toEqual(['p', 'q']);
  });

  it('have unique ids, a line in the README and no peer without a statement of what it computes', () => {
    const ids = benches.map((bench) => bench.id);
    expect(new Set(ids).size).toBe(ids.length);
    const readme = readText('bench/README.md');
    for (const bench of benches) {
      expect(readme).toContain(`| ${bench.id} |`);
      const own = bench.sides.filter((one) => !one.isPeer).map((one) => one.name);
      for (const one of bench.sides) {
        expect(one.computes.length).toBeGreaterThan(40);
        if (one.against !== undefined) expect(own).toContain(one.against);
      }
    }
  });

  it('keep machine, versions, data and every round in their results', () => {
    for (const path of filesUnder('bench/results').filter((one) => one.endsWith('.json'))) {
      const result = readJson<{
        id: string;
        machine: Record<string, unknown>;
        data: Record<string, unknown>;
        sides: { seconds: number[]; versions: object; computes: string }[];
      }>(path);
      expect(benches.map((bench) => bench.id)).toContain(result.id);
      for (const part of ['cpu', 'cores', 'memoryGb', 'node']) {
        expect(result.machine, path).toHaveProperty(part);
      }
      expect(Object.keys(result.data).length).toBeGreaterThan(0);
      for (const one of result.sides) {
        expect(one.seconds.length, path).toBeGreaterThan(0);
        expect(Object.keys(one.versions).length, path).toBeGreaterThan(0);
      }
    }
  });
});
