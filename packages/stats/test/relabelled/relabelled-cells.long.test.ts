import {
  type EngineJob,
  type EngineMetric,
  type RelabelledMetric,
  randomStream,
  relabelledCells,
  runEngine,
} from '@equipoise/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const counts = [
  ...['sensitivity', 'specificity', 'ppv', 'npv', 'accuracy', 'balanced-accuracy', 'f1', 'mcc'],
  ...['youden', 'fnr', 'fpr', 'selection-rate', 'prevalence'],
] as RelabelledMetric[];
const all: RelabelledMetric[] = [...counts, 'auroc', 'auprc', 'observed-expected', 'loss:0'];

interface Design {
  readonly seed: number;
  readonly rows: number;
  readonly patients: number;
  readonly levels: number;
  /** Different scores; few make ties. */
  readonly scores: number;
  /** Whether rows of a patient may be in different levels. */
  readonly varies: boolean;
  readonly missing: boolean;
  readonly hasDecision: boolean;
}

function study(design: Design) {
  const uniform = randomStream(design.seed);
  const whole = (below: number): number => Math.floor(uniform() * below);
  const { rows, patients, levels } = design;
  const patient = Int32Array.from({ length: rows }, () => whole(patients));
  const levelOf = Int32Array.from({ length: patients }, () => whole(levels));
  const code = (i: number): number => {
    if (design.missing && uniform() < 0.1) return -1;
    return design.varies ? whole(levels) : levelOf[patient[i]!]!;
  };
  const score = Float64Array.from({ length: rows }, () => (1 + whole(design.scores)) / 1000);
  const decision = score.map((p) => (p > design.scores / 2000 ? 1 : 0));
  const label = Uint8Array.from(score, (p) =>
    uniform() < 0.2 + (0.6 * 1000 * p) / design.scores ? 1 : 0,
  );
  const attributes = [
    { codes: Int32Array.from({ length: rows }, (_, i) => code(i)), levelCount: levels },
  ];
  return {
    rowCount: rows,
    patientCount: patients,
    patient,
    score,
    decision: design.hasDecision ? Uint8Array.from(decision) : null,
    attributes,
    label,
  };
}

type Found = ReturnType<typeof study>;

function engineOf(found: Found, metrics: readonly EngineMetric[]) {
  const { label, ...rows } = found;
  const job: EngineJob = {
    ...rows,
    label,
    loss: [found.score.map((p, i) => (p - label[i]!) * (p - label[i]!))],
    rowWeight: null,
    metrics,
    replicates: 0,
    permutations: 0,
    level: 0.95,
    seed: 1,
    stream: 0,
  };
  return runEngine(job).metrics;
}

function lossesOf({ score }: Found) {
  return [{ negative: score.map((p) => p * p), positive: score.map((p) => (p - 1) * (p - 1)) }];
}

/** Numbers of both roads side by side, NaN where there is no value. */
function bothRoads(found: Found): { name: string; ours: number; engine: number }[] {
  const made = relabelledCells(found, all, lossesOf(found));
  const out = new Float64Array(made.size);
  made.evaluate(found.label, out);
  const pairs: { name: string; ours: number; engine: number }[] = [];
  engineOf(found, all).forEach((metric, m) => {
    const put = (
      name: string,
      at: number,
      one: { value: { value: number | null }; standardError: { value: number | null } },
    ): void => {
      const read = (x: number | null): number => x ?? Number.NaN;
      const own = (x: number): number => (Number.isFinite(x) ? x : Number.NaN);
      pairs.push({
        name: `${metric.metric} ${name}`,
        ours: own(out[at]!),
        engine: read(one.value.value),
      });
      pairs.push({
        name: `${metric.metric} ${name} error`,
        ours: own(out[at + 1]!),
        engine: read(one.standardError.value),
      });
    };
    put('everyone', made.place(m, -1, 0), metric.overall);
    metric.attributes[0]!.cells.forEach((cell, k) => {
      put(`level ${k}`, made.place(m, 0, k), cell);
      put(`gap ${k}`, made.place(m, 0, k) + 2, metric.attributes[0]!.versusRest.gaps[k]!);
    });
  });
  return pairs;
}

const designs: fc.Arbitrary<Design> = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  rows: fc.integer({ min: 1, max: 200 }),
  patients: fc.integer({ min: 1, max: 80 }),
  levels: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(20)),
  scores: fc.constantFrom(2, 7, 40, 900),
  varies: fc.boolean(),
  missing: fc.boolean(),
  hasDecision: fc.boolean(),
});

describe('metrics of rows under new labels', () => {
  it('are those of the engine without replicates', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const roads = bothRoads(study(design));
        const flat = new Set(roads.filter(({ ours }) => ours === 0).map(({ name }) => name));
        for (const { name, ours, engine } of roads) {
          // The engine scales the error of some gaps by that of the level, which has no ratio where it is 0.
          const isFlat = flat.has(name.replace('gap', 'level'));
          if (Number.isNaN(engine) && isFlat && /au.*gap.*error/.test(name)) continue;
          if (Number.isNaN(engine) || Number.isNaN(ours)) {
            expect([name, ours]).toEqual([name, engine]);
          } else expect(Math.abs(ours - engine), name).toBeLessThan(1e-9 * (1 + Math.abs(engine)));
        }
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('are those of the engine where rests are subtracted in replicates', () => {
    const found = study({
      seed: 5,
      rows: 12_000,
      patients: 3000,
      levels: 6,
      scores: 600,
      varies: true,
      missing: true,
      hasDecision: true,
    });
    for (const { name, ours, engine } of bothRoads(found)) {
      expect(Math.abs(ours - engine), name).toBeLessThan(1e-9 * (1 + Math.abs(engine)));
    }
  });

  it('do not depend on what was evaluated before', () => {
    const design = { seed: 9, rows: 150, patients: 60, levels: 3, scores: 40 };
    const found = study({ ...design, varies: true, missing: false, hasDecision: true });
    const made = relabelledCells(found, all, lossesOf(found));
    const first = new Float64Array(made.size);
    const again = new Float64Array(made.size);
    made.evaluate(found.label, first);
    made.evaluate(
      found.label.map((y) => 1 - y),
      again,
    );
    expect([...again]).not.toEqual([...first]);
    made.evaluate(found.label, again);
    expect([...again]).toEqual([...first]);
  });

  it('have no value where a loss has no end', () => {
    const design = { seed: 9, rows: 50, patients: 50, levels: 2, scores: 40 };
    const found = study({ ...design, varies: false, missing: false, hasDecision: true });
    const endless = new Float64Array(50).fill(Number.POSITIVE_INFINITY);
    const made = relabelledCells(
      found,
      ['loss:0', 'accuracy'],
      [{ negative: new Float64Array(50), positive: endless }],
    );
    const out = new Float64Array(made.size);
    made.evaluate(found.label, out);
    expect(out[made.place(0, -1, 0)]).toBeNaN();
    expect(out[made.place(1, -1, 0)]).toBeGreaterThan(0);
  });
});
