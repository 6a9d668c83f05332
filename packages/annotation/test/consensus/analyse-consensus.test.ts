import type { Readings } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { analyseConsensus, type ConsensusQuestion } from '../../src/consensus/index.ts';

const auto: ConsensusQuestion = { method: 'auto', hasSlots: false, probabilities: new Map() };

interface Plan {
  readonly cases?: number;
  /** Probability of a right answer of each reader. */
  readonly skill: readonly number[];
  /** Reader who copies another: [copy, original]. */
  readonly copies?: readonly [number, number];
  /** Share of wrong answers added in level B of the site. */
  readonly noiseOfB?: number;
  /** Readings of each case. */
  readonly only?: (caseIndex: number, reader: number) => boolean;
  readonly perPatient?: number;
}

/** A yes/no question, 40 % positive, answered by every reader. */
function planted(plan: Plan): { readings: Readings; truth: number[] } {
  const { cases = 300, skill, copies, noiseOfB = 0, only = () => true, perPatient = 1 } = plan;
  const uniform = randomStream(7, 1);
  const truth = Array.from({ length: cases }, () => Number(uniform() < 0.4));
  const site = Int32Array.from({ length: cases }, (_, t) => Math.floor(t / perPatient) % 2);
  const caseIndex: number[] = [];
  const readerIndex: number[] = [];
  const answer: number[] = [];
  truth.forEach((one, t) => {
    const row = skill.map((p) => {
      const right = p - (site[t] === 1 ? noiseOfB : 0);
      return uniform() < right ? one : 1 - one;
    });
    if (copies) row[copies[0]] = row[copies[1]]!;
    row.forEach((said, r) => {
      if (!only(t, r)) return;
      caseIndex.push(t);
      readerIndex.push(r);
      answer.push(said);
    });
  });
  const patient = Int32Array.from({ length: cases }, (_, t) => Math.floor(t / perPatient));
  return {
    truth,
    readings: {
      caseCount: cases,
      caseNames: truth.map((_, t) => `c${t}`),
      readerNames: skill.map((_, r) => `name${r}`),
      patient,
      patientCount: Math.ceil(cases / perPatient),
      unit: 'patient',
      attributes: [
        {
          name: 'site',
          source: 'test',
          levels: ['A', 'B'],
          codes: site,
          missingLevel: -1,
          isOrdered: false,
          role: 'group',
          values: null,
          closedSide: null,
        },
      ],
      questions: [
        {
          name: 'edema',
          kind: 'categorical',
          classes: ['0', '1'],
          caseIndex: Int32Array.from(caseIndex),
          readerIndex: Int32Array.from(readerIndex),
          answer: Float64Array.from(answer),
          state: new Uint8Array(answer.length),
          durationSeconds: null,
          leftOut: [],
        },
      ],
    },
  };
}

const optionsFor = (readings: Readings, suppressBelow: number | null = null) => ({
  level: 0.95,
  replicates: 0,
  seed: 1,
  suppressBelow,
  readerLabels: readings.readerNames.map((_, r) => `Reader ${r + 1}`),
});

describe('the consensus of a panel', () => {
  it('gives each case a label and a distribution, and every estimate limits or a reason', () => {
    const { readings, truth } = planted({ skill: [0.9, 0.85, 0.9, 0.8, 0.9] });
    const found = analyseConsensus(readings, auto, optionsFor(readings));
    const { distribution, fused } = found.labels[0]!;
    expect(fused.chosen.method).toBe('dawid-skene');
    const right = truth.filter((one, t) => fused.chosen.labels[t] === one).length;
    expect(right / truth.length).toBeGreaterThan(0.95);
    for (let t = 0; t < readings.caseCount; t++) {
      expect(distribution.probability[2 * t]! + distribution.probability[2 * t + 1]!).toBeCloseTo(
        1,
      );
    }
    for (const one of found.estimates) {
      if (one.value === null) expect(one.undefinedReason).not.toBeNull();
      else {
        expect(one.low).not.toBeNull();
        expect(one.low!).toBeLessThanOrEqual(one.value);
        expect(one.high!).toBeGreaterThanOrEqual(one.value);
      }
    }
    expect(new Set(found.estimates.map((one) => one.id)).size).toBe(found.estimates.length);
  });

  it('a clean panel is silent: no reader, pair or group is named, no label is doubted', () => {
    const { readings } = planted({ skill: [0.9, 0.9, 0.88, 0.9, 0.9] });
    const found = analyseConsensus(readings, auto, optionsFor(readings));
    expect(found.findings.filter((one) => one.role === 'exploratory')).toEqual([]);
    expect(found.warnings).toEqual([]);
  });

  it('names a careless reader, and nobody else', () => {
    const { readings } = planted({ skill: [0.92, 0.92, 0.55, 0.92, 0.92] });
    const { findings } = analyseConsensus(readings, auto, optionsFor(readings));
    const named = findings.filter((one) => one.metric === 'agreement-with-vote-of-others');
    expect(named.map((one) => one.model)).toEqual(['Reader 3']);
  });

  it('names two readers with one opinion', () => {
    const { readings } = planted({ skill: [0.85, 0.85, 0.85, 0.85, 0.85], copies: [4, 1] });
    const { warnings } = analyseConsensus(readings, auto, optionsFor(readings));
    expect(warnings.map((one) => one.code)).toContain('duplicated-readers');
    expect(warnings.find((one) => one.code === 'duplicated-readers')!.sentence).toContain(
      'Reader 2 and Reader 5',
    );
  });

  it('finds the group with the poorer labels', () => {
    const { readings } = planted({ cases: 500, skill: [0.95, 0.95, 0.95, 0.95], noiseOfB: 0.2 });
    const { findings } = analyseConsensus(readings, auto, optionsFor(readings));
    const group = findings.filter(
      (one) => one.metric === 'readers-differ' && one.role === 'exploratory',
    );
    expect(group).toHaveLength(1);
    expect(group[0]!.sentence).toContain('more often in site B');
  });

  it('doubts a latent class that most readers would miss', () => {
    // Two traits: three readers follow one, two the other; the model splits off what few of them see.
    const uniform = randomStream(3);
    const { readings } = planted({ cases: 400, skill: [0.9, 0.9, 0.9, 0.9, 0.9] });
    const question = readings.questions[0]!;
    const answer = question.answer.map((_, i) => {
      const rate = [0.02, 0.02, 0.03, 0.3, 0.3][question.readerIndex[i]!]!;
      return Number(uniform() < rate * (question.caseIndex[i]! % 3 === 0 ? 2.5 : 0.3));
    });
    const changed = { ...readings, questions: [{ ...question, answer }] };
    const found = analyseConsensus(changed, auto, optionsFor(changed));
    expect(found.warnings.map((one) => one.code)).toContain('consensus-in-doubt');
    expect(found.summary.join(' ')).toContain('Do not take these labels as they are');
  });

  it('three readers vote; a case with one reading is worth another before a case with three alike', () => {
    const { readings } = planted({
      cases: 120,
      skill: [0.85, 0.85, 0.85],
      only: (t, r) => t >= 10 || r === 0,
    });
    const found = analyseConsensus(readings, auto, optionsFor(readings));
    const { chosen, next } = found.labels[0]!.fused;
    expect(chosen.method).toBe('vote');
    expect(chosen.because).toBe('at-most-three-readers');
    const gains = next.map((one) => one.expectedGain);
    expect([...gains].sort((a, b) => b - a)).toEqual(gains);
    const rankOfSingle = next.findIndex((one) => one.at < 10);
    const counts = (t: number): number =>
      readings.questions[0]!.caseIndex.reduce((sum, one) => sum + Number(one === t), 0);
    const alike = next.findIndex((one) => counts(one.at) === 3 && one.entropy < 0.05);
    expect(rankOfSingle).toBeGreaterThanOrEqual(0);
    if (alike >= 0) expect(rankOfSingle).toBeLessThan(alike);
  });

  it('slots get a vote and nothing is told of readers', () => {
    const { readings } = planted({ skill: [0.9, 0.9, 0.9, 0.9, 0.9] });
    const found = analyseConsensus(readings, { ...auto, hasSlots: true }, optionsFor(readings));
    expect(found.labels[0]!.fused.chosen).toMatchObject({
      method: 'vote',
      because: 'readers-unknown',
    });
    expect(found.estimates.some((one) => one.metric === 'sensitivity')).toBe(false);
  });

  it('limits widen when patients have several cases', () => {
    const widthOf = (perPatient: number): number => {
      const { readings } = planted({ skill: [0.9, 0.9, 0.9, 0.9], perPatient });
      // Cases of a patient are alike: all the same truth.
      const question = readings.questions[0]!;
      const answer = question.answer.map((_, i) => {
        const patient = Math.floor(question.caseIndex[i]! / 5);
        return (patient * 7 + (i % 11 === 0 ? 1 : 0)) % 2;
      });
      const changed = { ...readings, questions: [{ ...question, answer }] };
      const { estimates } = analyseConsensus(changed, auto, optionsFor(changed));
      const one = estimates.find((e) => e.metric === 'prevalence' && e.model === 'vote')!;
      return one.high! - one.low!;
    };
    expect(widthOf(5)).toBeGreaterThan(1.5 * widthOf(1));
  });

  it('hides what rests on few people, and no single case is listed', () => {
    const { readings } = planted({ cases: 40, skill: [0.9, 0.9, 0.9, 0.9] });
    const { attributes } = readings;
    const codes = Int32Array.from({ length: 40 }, (_, t) => (t < 4 ? 0 : 1));
    const few = { ...readings, attributes: [{ ...attributes[0]!, codes }] };
    const found = analyseConsensus(few, auto, optionsFor(few, 10));
    const bySite = found.estimates.filter((one) => one.slice['site'] !== undefined);
    expect(bySite.length).toBeGreaterThan(0);
    for (const one of bySite) expect(one).toMatchObject({ value: null, suppressed: true });
    const text = JSON.stringify(found.sections);
    expect(text).not.toContain('"c1"');
    expect(text).not.toContain('name0');
  });

  it('the same seed gives the same analysis', () => {
    const { readings } = planted({ skill: [0.9, 0.8, 0.9, 0.85] });
    const run = (): string => {
      const { labels: _, ...rest } = analyseConsensus(readings, auto, optionsFor(readings));
      return JSON.stringify(rest);
    };
    expect(run()).toBe(run());
  });

  it('a question without classes is named and left out', () => {
    const { readings } = planted({ skill: [0.9, 0.9] });
    const question = { ...readings.questions[0]!, kind: 'numeric' as const, classes: null };
    const numbers = { ...readings, questions: [question] };
    const found = analyseConsensus(numbers, auto, optionsFor(numbers));
    expect(found.labels).toEqual([]);
    expect(found.findings[0]!.reason).toBe('no-classes');
  });
});
