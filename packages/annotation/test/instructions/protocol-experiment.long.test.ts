import { normalQuantile, randomStream, tQuantile, type Uniform, variance } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { bootstrapReaders } from '../../src/instructions/reader-bootstrap.ts';
import { addPair, agreementMeasure, pairTable } from '../../src/instructions/version-measure.ts';
import { compare, figureOf, type Row, versioned } from './versioned.ts';

/**
 * The protocol experiment of the design: annotators given one of two versions at random, 30 images each, all the same
 * images. Dice = .75 + effect + annotator (sd .05) + image (sd .08) + the rest (sd .10). The last two are chosen here:
 * the images are common to all, and a spread of .10 between drawings of one image is usual for lesions.
 */
const images = 30;
const rest = 0.1;

function gauss(uniform: Uniform): number {
  return normalQuantile(Math.min(1 - 1e-15, Math.max(1e-15, uniform())));
}

interface Plan {
  readonly readers: readonly [number, number];
  readonly effect: number;
  readonly deviations?: readonly [number, number];
  readonly runs: number;
}

interface Rates {
  /** Share of runs whose limits leave 0 out. */
  readonly found: number;
  /** The same with every reading taken as independent. */
  readonly unclustered: number;
  /** Share of runs whose limits hold the true difference. */
  readonly covered: number;
}

/** Runs of the experiment by the means of annotators, as the analysis takes them. */
function experiment({ readers, effect, deviations = [0.05, 0.05], runs }: Plan): Rates {
  let found = 0;
  let unclustered = 0;
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const uniform = randomStream(run, readers[0], readers[1], Math.round(1000 * effect));
    const image = Array.from({ length: images }, () => 0.08 * gauss(uniform));
    const readings: number[][] = [[], []];
    const means = readers.map((count, version) =>
      Float64Array.from({ length: count }, () => {
        const own = 0.75 + version * effect + deviations[version]! * gauss(uniform);
        let sum = 0;
        for (const hard of image) {
          const dice = own + hard + rest * gauss(uniform);
          readings[version]!.push(dice);
          sum += dice;
        }
        return sum / images;
      }),
    );
    const [one] = bootstrapReaders(means, {
      level: 0.95,
      replicates: 499,
      seed: run,
      path: [1],
    }).differences;
    const [low, high] = one!.limits!;
    if (low > 0 || high < 0) found++;
    if (low <= effect && high >= effect) covered++;
    const error = Math.sqrt(
      readings.reduce((sum, values) => sum + variance(values) / values.length, 0),
    );
    const df = readings[0]!.length + readings[1]!.length - 2;
    if (Math.abs(one!.value!) > tQuantile(0.975, df) * error) unclustered++;
  }
  return { found: found / runs, unclustered: unclustered / runs, covered: covered / runs };
}

describe('the protocol experiment: 40 annotators with 30 images, annotators with a spread of .05', () => {
  it('finds a difference of .06 Dice in at least 80 % of the runs, and covers it in at least 93 %', () => {
    const { found, covered } = experiment({ readers: [20, 20], effect: 0.06, runs: 250 });
    expect(found).toBeGreaterThanOrEqual(0.8);
    expect(covered).toBeGreaterThanOrEqual(0.93);
  });

  it('raises a false alarm in at most 7 %, where readings taken as independent raise several times as many', () => {
    const { found, unclustered } = experiment({ readers: [20, 20], effect: 0, runs: 500 });
    expect(found).toBeLessThanOrEqual(0.07);
    expect(unclustered).toBeGreaterThan(0.2);
  });

  it.each([
    { name: '8 and 8 annotators', readers: [8, 8] },
    { name: '30 and 10', readers: [30, 10] },
    {
      name: '30 and 10, the few with three times the spread',
      readers: [30, 10],
      deviations: [0.03, 0.09],
    },
    { name: '5 and 5', readers: [5, 5] },
  ] as const)('raises a false alarm in at most 7 % with $name', ({ name: _, ...plan }) => {
    const { found } = experiment({ effect: 0, runs: 400, ...plan });
    expect(found).toBeLessThanOrEqual(0.07);
  });

  it('finds it through the whole analysis too, with the annotators’ own figures', async () => {
    const uniform = randomStream(12, 7);
    const image = Array.from({ length: images }, () => 0.08 * gauss(uniform));
    const rows = Array.from({ length: 40 }, (_, reader): Row[] => {
      const own = 0.75 + (reader % 2) * 0.06 + 0.05 * gauss(uniform);
      return image.map((hard, at) => ({
        reader: `r${reader}`,
        version: reader % 2 === 0 ? 'A' : 'B',
        caseId: `c${at}`,
        answer: own + hard + rest * gauss(uniform),
      }));
    }).flat();
    const found = await compare(versioned(rows));
    expect(figureOf(found, 'B', 'A').low).toBeGreaterThan(0);
    expect(found.findings[0]!.reason).toBe('version-difference');
  });
});

describe('agreement within versions', () => {
  /** Share of runs in which two versions with nothing between them are told apart by how far their readers agree. */
  function falseAlarms(readers: number, runs: number): number {
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const uniform = randomStream(run, 3, readers);
      const hard = Array.from({ length: images }, () => gauss(uniform));
      const parts = [0, 1].map(() => partsOf(readers, hard, uniform));
      const [one] = bootstrapReaders(parts, {
        level: 0.95,
        replicates: 499,
        seed: run,
        path: [2],
      }).differences;
      if (one!.limits![0] > 0 || one!.limits![1] < 0) alarms++;
    }
    return alarms / runs;
  }

  it.each([20, 8])(
    'raises a false alarm in at most 7 per cent with %i readers a version',
    (readers) => {
      expect(falseAlarms(readers, 120)).toBeLessThanOrEqual(0.07);
    },
  );
});

/** What readers with an own threshold and an own unsteadiness add to their agreement. */
function partsOf(readers: number, hard: readonly number[], uniform: Uniform): Float64Array {
  const said = Array.from({ length: readers }, () => {
    const shift = 0.8 * gauss(uniform);
    const noise = 0.3 + 0.9 * uniform();
    return hard.map((one) => (one + shift + noise * gauss(uniform) > 0.2 ? 1 : 0));
  });
  const table = pairTable(1, readers);
  for (let a = 0; a < readers; a++)
    for (let b = a + 1; b < readers; b++)
      for (let at = 0; at < hard.length; at++)
        addPair(table, 0, [a, b], at, said[a]![at] === said[b]![at] ? 1 : 0);
  return agreementMeasure(table).of(0, [...said.keys()]).parts;
}
