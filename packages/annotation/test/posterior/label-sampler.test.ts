import { labelSampler, labelSampling, oneReaderSampler } from '@equipoise/annotation';
import type { LabelEvidence } from '@equipoise/domain';
import { labelStudy, randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';

const design = {
  patients: 1500,
  readers: 3,
  sensitivity: 0.8,
  specificity: 0.9,
  worseInGroup: 0,
  scoreShift: 0,
  sharedErrors: 0,
};

interface Made {
  readonly evidence: LabelEvidence;
  readonly truth: Uint8Array;
}

/** A simulated panel as evidence. */
function panel(change: Partial<typeof design> = {}, seed = 3): Made {
  const all = { ...design, ...change };
  const { truth, score, group, answers, majority } = labelStudy(all, seed, 0);
  const rowCount = truth.length;
  return {
    truth,
    evidence: {
      rowCount,
      patient: Int32Array.from(truth, (_, i) => i),
      patientCount: rowCount,
      score,
      level: group,
      levelCount: 2,
      starts: Int32Array.from({ length: rowCount + 1 }, (_, i) => i * all.readers),
      reader: Int32Array.from(answers, (_, k) => k % all.readers),
      answer: answers,
      readerCount: all.readers,
      probability: null,
      given: majority,
    },
  };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** Share of wrong labels over draws, in a group or everywhere. */
function wrongShare({ truth }: Made, draws: readonly Uint8Array[]): number {
  return mean(draws.map((drawn) => mean(drawn.map((y, i) => Number(y !== truth[i])))));
}

function take(evidence: LabelEvidence, count: number, seed = 1): Uint8Array[] {
  const sampler = labelSampler(evidence, randomStream(seed));
  return Array.from({ length: count }, () => sampler.next());
}

describe('labels drawn with the score', () => {
  it('find the prevalence and are nearer to the truth than the majority', () => {
    const made = panel();
    const draws = take(made.evidence, 30);
    expect(Math.abs(mean(draws.map(mean)) - mean(made.truth))).toBeLessThan(0.025);
    const majority = mean(made.truth.map((y, i) => Number(y !== made.evidence.given[i])));
    expect(wrongShare(made, draws)).toBeLessThan(majority + 0.02);
  });

  it('know which group has worse readers', () => {
    const made = panel({ worseInGroup: 0.15, patients: 3000 });
    const draws = take(made.evidence, 30);
    const noise = [0, 1].map((g) =>
      mean(
        draws.map((drawn) => {
          const rows = Array.from(made.evidence.level.keys()).filter(
            (i) => made.evidence.level[i] === g,
          );
          return mean(rows.map((i) => Number(drawn[i] !== made.evidence.given[i])));
        }),
      ),
    );
    const real = [0, 1].map((g) => {
      const rows = Array.from(made.evidence.level.keys()).filter(
        (i) => made.evidence.level[i] === g,
      );
      return mean(rows.map((i) => Number(made.truth[i] !== made.evidence.given[i])));
    });
    expect(Math.abs(noise[0]! - real[0]!)).toBeLessThan(0.025);
    expect(Math.abs(noise[1]! - real[1]!)).toBeLessThan(0.035);
  });

  it('give the same draws for the same stream, and leave the evidence as it was', () => {
    const { evidence } = panel({ patients: 200 });
    const before = JSON.stringify(evidence);
    expect(take(evidence, 3)).toEqual(take(evidence, 3));
    expect(JSON.stringify(evidence)).toBe(before);
    expect(take(evidence, 1, 2)).not.toEqual(take(evidence, 1));
  });

  it('keep the given label of a row that nobody read', () => {
    const made = panel({ patients: 100 });
    const starts = made.evidence.starts.slice();
    for (let i = 50; i <= 100; i++) starts[i] = starts[50]!;
    const given = Uint8Array.from({ length: 100 }, (_, i) => i % 2);
    const evidence = { ...made.evidence, starts, given };
    const sampler = labelSampler(evidence, randomStream(1));
    expect(sampler.drawnCount).toBe(50);
    expect([...sampler.next().slice(50)]).toEqual([...given.slice(50)]);
  });

  it('move together within a patient: several rows a patient say less than as many patients', () => {
    const made = panel({ patients: 600 });
    const clustered = {
      ...made.evidence,
      patient: Int32Array.from(made.truth, (_, i) => Math.floor(i / 20)),
      patientCount: 30,
    };
    const spread = (evidence: LabelEvidence): number => {
      const shares = take(evidence, 150).map(mean);
      const centre = mean(shares);
      return Math.sqrt(mean(shares.map((x) => (x - centre) * (x - centre))));
    };
    expect(spread(clustered)).toBeGreaterThan(0.8 * spread(made.evidence));
  });
});

describe('labels drawn from probabilities', () => {
  it('weigh the score in: among equal probabilities a higher score is more often positive', () => {
    const made = panel();
    const { rowCount } = made.evidence;
    const none = {
      starts: new Int32Array(rowCount + 1),
      reader: new Int32Array(0),
      answer: new Uint8Array(0),
      readerCount: 0,
    };
    // What an informed reader would say: sure of most rows, unsure of every third.
    const probability = Float64Array.from(made.truth, (y, i) =>
      i % 3 === 0 ? 0.3 : y === 1 ? 0.95 : 0.05,
    );
    const draws = take({ ...made.evidence, ...none, probability }, 30);
    const unsure = Array.from(made.truth.keys()).filter((i) => i % 3 === 0);
    const score = made.evidence.score!;
    const share = (rows: number[]): number =>
      mean(draws.map((drawn) => mean(rows.map((i) => drawn[i]!))));
    const high = share(unsure.filter((i) => score[i]! > 1.5));
    const low = share(unsure.filter((i) => score[i]! < 0));
    expect(high).toBeGreaterThan(low + 0.4);
    const sampler = labelSampler({ ...made.evidence, ...none, probability }, randomStream(1));
    expect(sampler.check?.()).toBeNull();
  });
});

describe('the check of independence', () => {
  const checkOf = ({ evidence }: Made) => {
    const sampler = labelSampling.posterior(evidence, randomStream(4));
    for (let m = 0; m < 40; m++) sampler.next();
    return sampler.check!()!;
  };

  it('is silent where readers err independently', () => {
    const check = checkOf(panel());
    expect(check.pScore).toBeGreaterThanOrEqual(0.05);
    expect(check.pReaders).toBeGreaterThanOrEqual(0.05);
    expect(Math.abs(check.scoreCorrelation)).toBeLessThan(0.1);
  });

  it('speaks where readers err on the same cases as the model', () => {
    const check = checkOf(panel({ sharedErrors: 0.35 }));
    expect(check.pScore).toBeLessThan(0.05);
    expect(check.scoreCorrelation).toBeGreaterThan(0.05);
  });
});

describe('one reader a row', () => {
  it('says what some reader of the row said', () => {
    const { evidence } = panel({ patients: 100 });
    const sampler = oneReaderSampler(evidence, randomStream(2));
    const shares = new Float64Array(100);
    for (let m = 0; m < 400; m++) {
      const drawn = sampler.next();
      for (let i = 0; i < 100; i++) shares[i]! += drawn[i]! / 400;
    }
    shares.forEach((share, i) => {
      const said = evidence.answer.slice(3 * i, 3 * i + 3);
      expect(Math.abs(share - mean(said))).toBeLessThan(0.12);
    });
  });
});
