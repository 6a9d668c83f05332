import { describe, expect, it } from 'vitest';
import {
  type AgreementCoefficient,
  agreementByGroup,
  agreementInterval,
  patientStatistic,
  type Ratings,
  ratingsFromTable,
  type SampledThing,
} from '../../src/agreement/index.ts';
import { binomialCdf, binomialUpper, randomStream } from '../../src/index.ts';
import { drawPanel, type Panel } from './samples.ts';

const runs = 200;

/** Whether a count of covered truths could come from a coverage within 93 to 97 %. */
function isWithinReach(covered: number, of: number, low = 0.93, high = 0.97): boolean {
  return binomialCdf(covered, of, low) > 0.005 && binomialUpper(covered - 1, of, high) > 0.005;
}

interface Design extends Panel {
  readonly name: string;
}
const designs: Design[] = [
  {
    name: '30 patients with up to 5 units, two readers, three in ten positive',
    patients: 30,
    unitsUpTo: 5,
    noise: [0.6, 0.7],
    lean: [-0.1, 0.1],
    cuts: [0.5],
    missing: 0,
  },
  {
    name: '60 patients with up to 3 units, three readers, one in ten positive, blanks',
    patients: 60,
    unitsUpTo: 3,
    noise: [0.5, 0.6, 0.7],
    lean: [-0.15, 0, 0.15],
    cuts: [1.3],
    missing: 0.1,
  },
  {
    name: '150 patients with up to 3 units, four readers, four grades, blanks',
    patients: 150,
    unitsUpTo: 3,
    noise: [0.4, 0.4, 0.6, 0.6],
    lean: [-0.1, 0.1, 0, 0],
    cuts: [-0.5, 0.3, 1],
    missing: 0.2,
  },
];
const coefficients: AgreementCoefficient[] = [
  { kind: 'percent' },
  { kind: 'gwet' },
  { kind: 'fleiss' },
  { kind: 'krippendorff', metric: 'ordinal' },
  { kind: 'conger' },
];

describe('patient-clustered intervals cover the value of the population', () => {
  for (const design of designs)
    it(design.name, () => {
      const population = drawPanel({ ...design, patients: 60_000 }, 1);
      const truths = coefficients.map((c) => patientStatistic(population, c).estimate);
      const covered = coefficients.map(() => 0);
      for (let run = 0; run < runs; run++) {
        const ratings = drawPanel(design, 100 + run);
        coefficients.forEach((coefficient, k) => {
          const { limits } = agreementInterval(ratings, coefficient);
          if (limits && limits[0] <= truths[k]! && truths[k]! <= limits[1]) covered[k]!++;
        });
      }
      for (const count of covered) expect(isWithinReach(count, runs), `${covered}`).toBe(true);
    });

  it('where intervals that count units as patients do not: three frames of each lesion', () => {
    const design = { ...designs[0]!, patients: 60, unitsUpTo: 1 };
    const truth = patientStatistic(drawPanel({ ...design, patients: 60_000 }, 1), {
      kind: 'fleiss',
    }).estimate;
    let clustered = 0;
    let naive = 0;
    for (let run = 0; run < runs; run++) {
      const { codes } = drawPanel(design, 900 + run);
      const frames = [...codes, ...codes, ...codes];
      const patients = frames.map((_, i) => (i >> 1) % 60).filter((_, i) => i % 2 === 0);
      const ratings = ratingsFromTable(frames, 2, { categoryCount: 2, patients });
      const alone = ratingsFromTable(frames, 2, { categoryCount: 2 });
      const holds = (of: Ratings): boolean => {
        const { limits } = agreementInterval(of, { kind: 'fleiss' });
        return limits !== null && limits[0] <= truth && truth <= limits[1];
      };
      if (holds(ratings)) clustered++;
      if (holds(alone)) naive++;
    }
    expect(isWithinReach(clustered, runs), `${clustered}`).toBe(true);
    expect(naive).toBeLessThan(0.85 * runs);
  });
});

describe('intervals for readers to come', () => {
  /** Readers drawn anew in every run: their noise and lean differ. */
  function drawReaders(readers: number, seed: number): Pick<Panel, 'noise' | 'lean'> {
    const uniform = randomStream(seed, 5);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    return {
      noise: Array.from({ length: readers }, () => 0.5 * Math.exp(0.4 * normal())),
      lean: Array.from({ length: readers }, () => 0.3 * normal()),
    };
  }

  it('cover over both patients and readers, where the patients alone do not', () => {
    const design = { patients: 60, unitsUpTo: 2, cuts: [0.6], missing: 0 };
    const truths = [1, 2, 3].map(
      (seed) =>
        patientStatistic(
          drawPanel({ ...design, patients: 2000, ...drawReaders(250, seed) }, seed),
          {
            kind: 'fleiss',
          },
        ).estimate,
    );
    const truth = (truths[0]! + truths[1]! + truths[2]!) / 3;
    const covered: Record<SampledThing, number> = { patients: 0, readers: 0, both: 0 };
    for (let run = 0; run < runs; run++) {
      const ratings = drawPanel({ ...design, ...drawReaders(6, 700 + run) }, 700 + run);
      for (const over of ['patients', 'readers', 'both'] as const) {
        const { limits } = agreementInterval(ratings, { kind: 'fleiss' }, { over });
        if (limits && limits[0] <= truth && truth <= limits[1]) covered[over]++;
      }
    }
    expect(covered.patients).toBeLessThan(0.88 * runs);
    expect(isWithinReach(covered.both, runs, 0.93, 0.985), `${covered.both}`).toBe(true);
  });
});

describe('differences between groups of patients', () => {
  it('raise no false alarm in more than the stated share of studies', () => {
    let alarms = 0;
    const studies = 120;
    for (let run = 0; run < studies; run++) {
      const ratings = drawPanel({ ...designs[2]!, patients: 160 }, 4000 + run);
      const group = Int32Array.from({ length: 160 }, (_, p) => (p * 7) % 4);
      const { differences } = agreementByGroup(ratings, group, { kind: 'fleiss' });
      if (differences.some(({ limits }) => limits[0] > 0 || limits[1] < 0)) alarms++;
    }
    // At 5 %, more than 14 of 120 happens once in a thousand times.
    expect(alarms).toBeLessThanOrEqual(14);
  });
});
