import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/frame/analysis.ts';
import { analyse, crossed, normals, type Planted, studyOf } from './support.ts';

const estimate = (found: Analysis, metric: string, model: string, versus: string | null = null) => {
  const one = found.estimates.find(
    (each) =>
      each.metric === metric &&
      each.model === model &&
      each.versus === versus &&
      each.class === null &&
      Object.keys(each.slice).length === 0,
  );
  if (one === undefined) throw new Error(`No estimate ${metric} ${model}.`);
  return one;
};
const codes = (found: Analysis): string[] => found.warnings.map((one) => one.code);

describe('a planted difference', () => {
  const { planted, truth } = crossed(3, [2.4, 0.8]);
  const found = analyse(studyOf(planted, truth), { margins: { auc: 0.05 } });

  it('is found, with a verdict against the margin', () => {
    const gap = estimate(found, 'auc', 'new', 'old');
    expect(gap.low).toBeGreaterThan(0);
    expect(gap.readerCount).toBe(5);
    expect(gap.readingCount).toBe(800);
    const finding = found.findings.find((one) => one.verdict === 'within-margin');
    expect(finding?.sentence).toContain(
      '“new” is not worse than “old” by 0.05 or more, and it is better',
    );
    expect(finding?.role).toBe('confirmatory');
  });

  it('is beyond the margin seen from the other side, and not told between', () => {
    const worse = analyse(studyOf(crossed(3, [0.8, 2.4]).planted, truth), {
      margins: { auc: 0.05 },
    });
    expect(worse.findings.map((one) => one.verdict)).toContain('beyond-margin');
    const close = analyse(
      studyOf(crossed(4, [1.2, 1.2], { readers: 3, cases: 30 }).planted, truth.slice(0, 30)),
      {
        margins: { auc: 0.01 },
      },
    );
    expect(close.findings.map((one) => one.verdict)).toContain('cannot-tell');
  });

  it('is shown by every analysis that applies, the mean of the readers named', () => {
    const table = found.sections[0]!.blocks.find((block) => block.id.endsWith('analyses'));
    if (table?.kind !== 'table') throw new Error('No table of analyses.');
    const names = table.rows.map((row) => String(row['analysis']));
    for (const part of [
      'readers and cases random',
      'these readers only',
      'these cases only',
      'Dorfman',
      'U-statistic',
      'DeLong',
    ])
      expect(names.some((name) => name.includes(part))).toBe(true);
    const or = table.rows[0]!;
    const dbm = table.rows.find((row) => String(row['analysis']).startsWith('Dorfman'))!;
    expect(dbm['statistic']).toBeCloseTo(or['statistic'] as number, 8);
    expect(or['average']).toBe('mean of readers');
  });

  it('sizes the next study: fewer readers need more cases', () => {
    const table = found.sections
      .find((section) => section.id === 'next')
      ?.blocks.find((block) => block.kind === 'table');
    if (table?.kind !== 'table') throw new Error('No sizing table.');
    const cases = table.rows.flatMap((row) =>
      row['cases'] === null ? [] : [row['cases'] as number],
    );
    expect(cases.length).toBeGreaterThan(3);
    expect([...cases].sort((a, b) => b - a)).toEqual(cases);
  });
});

describe('designs', () => {
  it('identical modalities differ by 0 with p 1, and it is said', () => {
    const { planted, truth } = crossed(7, [1.2]);
    const twice = [...planted, ...planted.map((one) => ({ ...one, modality: 1 }))];
    const found = analyse(studyOf(twice, truth), { margins: { auc: 0.05 } });
    expect(found.findings.map((one) => one.verdict)).not.toContain('within-margin');
    expect(estimate(found, 'auc', 'new', 'old').value).toBe(0);
    expect(codes(found)).toContain('identical-modalities');
    expect(found.findings.some((one) => one.sentence.includes('p = 1'))).toBe(true);
  });

  it('missing readings turn to the U-statistic, pooled by pairs, and are counted', () => {
    const { planted, truth } = crossed(9, [1.5, 1]);
    const found = analyse(
      studyOf(
        planted.filter((_, i) => i % 17 !== 0),
        truth,
      ),
    );
    expect(estimate(found, 'auc', 'new', 'old').method).toBe('u-statistic-unbiased');
    expect(found.findings.find((one) => one.id.endsWith('missing-readings'))?.sentence).toMatch(
      /^48 readings of 800/,
    );
    const other = found.estimates.find((one) => one.class === 'mean of readers');
    expect(other?.value).not.toBe(estimate(found, 'auc', 'new').value);
  });

  it('a split plot is named', () => {
    const { planted, truth } = crossed(11, [1.5, 1], { readers: 6 });
    const found = analyse(
      studyOf(
        planted.filter((one) => one.reader % 2 === Math.floor(one.caseAt / 2) % 2),
        truth,
      ),
    );
    expect(found.facts.find((fact) => fact.label === 'design')?.value).toBe('split plot');
  });

  it('one reader a case: reader and case are confounded, and no next study is sized', () => {
    const { planted, truth } = crossed(13, [1.5, 1]);
    const found = analyse(
      studyOf(
        planted.filter((one) => one.caseAt % 5 === one.reader),
        truth,
      ),
    );
    expect(codes(found)).toContain('reader-and-case-confounded');
    expect(found.findings.some((one) => one.sentence.includes('cannot be sized'))).toBe(true);
  });

  it('one reader or one modality gives what there is, and says so', () => {
    const { planted, truth } = crossed(15, [1.5, 1]);
    const alone = analyse(
      studyOf(
        planted.filter((one) => one.reader === 0),
        truth,
      ),
    );
    expect(codes(alone)).toContain('one-reader');
    expect(estimate(alone, 'auc', 'new', 'old').low).not.toBeNull();
    const single = analyse(
      studyOf(
        planted.filter((one) => one.modality === 0),
        truth,
      ),
    );
    expect(codes(single)).toContain('one-modality');
    expect(estimate(single, 'auc', 'old').low).not.toBeNull();
    expect(single.estimates.every((one) => one.versus === null)).toBe(true);
  });

  it('constant ratings are named', () => {
    const { planted, truth } = crossed(17, [1.5, 1]);
    const found = analyse(
      studyOf(
        planted.map((one) =>
          one.reader === 2 && one.modality === 0 ? { ...one, rating: 3 } : one,
        ),
        truth,
      ),
    );
    expect(
      found.warnings.filter((one) => one.code === 'constant-ratings').map((one) => one.sentence),
    ).toEqual([expect.stringContaining('Reader 3 gave the same rating to all 80 cases under new')]);
  });

  it('cases of one truth alone give no figure, with the reason', () => {
    const { planted, truth } = crossed(19, [1.5, 1]);
    const found = analyse(
      studyOf(
        planted,
        truth.map(() => 1),
      ),
    );
    expect(estimate(found, 'auc', 'new').value).toBeNull();
    expect(estimate(found, 'auc', 'new').undefinedReason).toBe('single-class');
  });

  it('two cases of each patient: the interval widens as the patient becomes the unit', () => {
    const { planted, truth } = crossed(21, [1.5, 1], { cases: 60 });
    // Each case stands twice under another number, as two views of one patient would.
    const views = [...planted, ...planted.map((one) => ({ ...one, caseAt: one.caseAt + 60 }))];
    const both = [...truth, ...truth];
    const width = (found: Analysis): number => {
      const one = found.estimates.find((each) => each.metric === 'auc' && each.slice['reader']);
      return one!.high! - one!.low!;
    };
    const patientOfCase = Int32Array.from(both.keys(), (c) => c % 60);
    const byPatient = analyse(studyOf(views, both, { patientOfCase, patientCount: 60 }));
    const once = analyse(studyOf(planted, truth));
    expect(width(byPatient)).toBeCloseTo(width(once), 2);
    expect(width(analyse(studyOf(views, both)))).toBeLessThan(width(once));
    expect(estimate(byPatient, 'auc', 'new').patientCount).toBe(60);
  });
});

describe('advice', () => {
  /** Readers who take the AI's word in `follow` of its errors and decide rightly in 80 % elsewhere. */
  function advised(follow: number, seed: number) {
    const normal = normals(seed);
    const truth = Array.from({ length: 200 }, (_, c) => c % 2);
    const below = (share: number): boolean => {
      const z = normal();
      return 0.5 + 0.5 * Math.tanh(0.8 * z) < share;
    };
    const planted: Planted[] = [];
    for (let reader = 0; reader < 6; reader++)
      truth.forEach((sick, caseAt) => {
        const advice = caseAt % 5 === 0 ? 1 - sick : sick;
        const own = below(0.8) ? sick : 1 - sick;
        const isWrong = advice !== sick;
        const answer = isWrong ? (below(follow) ? advice : sick) : below(0.9) ? sick : 1 - sick;
        planted.push({
          caseAt,
          reader,
          modality: 0,
          decision: answer,
          advice,
          seconds: 20 + (caseAt % 7),
        });
        planted.push({
          caseAt,
          reader,
          modality: 1,
          decision: own,
          advice: Number.NaN,
          seconds: 40 + (caseAt % 9),
        });
      });
    return studyOf(planted, truth, { assisted: [0] });
  }
  /** The same readers, who answer under both conditions as if there were no AI. */
  function independent() {
    const rows = advised(0.2, 7);
    const decision = rows.decision!.map((_, i) => {
      const truth = rows.truthOfCase[rows.caseIndex[i]!]!;
      return (i * 7919) % 1000 < 800 ? truth : 1 - truth;
    });
    return { ...rows, decision };
  }
  const found = analyse(advised(0.6, 5), { metrics: ['sensitivity', 'specificity'] });

  it('that is wrong and followed is over-reliance, held against the same error without it', () => {
    const wrong = estimate(found, 'follows-wrong-advice', 'new');
    expect(wrong.denominator).toBe(240);
    expect(wrong.value).toBeGreaterThan(0.45);
    const alone = estimate(found, 'same-error-without-advice', 'old');
    expect(alone.value).toBeLessThan(0.35);
    expect(alone.high).toBeLessThan(wrong.low!);
  });

  it('that is right and rejected is under-reliance', () => {
    const right = estimate(found, 'rejects-right-advice', 'new');
    expect(right.value).toBeLessThan(0.2);
    expect(right.denominator).toBe(960);
  });

  it('anchors: agreement with it when shown less that when hidden, with an interval', () => {
    const shown = estimate(found, 'agrees-with-advice', 'new');
    const hidden = estimate(found, 'agrees-with-advice', 'old');
    const gap = estimate(found, 'agrees-with-advice', 'new', 'old');
    // Alone, 80 % are right, and so is the AI: .8 * .8 + .2 * .2 by chance.
    expect(Math.abs(hidden.value! - 0.68)).toBeLessThan(0.05);
    expect(gap.value).toBeCloseTo(shown.value! - hidden.value!, 12);
    expect(gap).toMatchObject({ method: 'two-way-clusters', caseCount: 200, readerCount: 6 });
    expect(gap.low).toBeGreaterThan(0.05);
    expect(gap.high).toBeLessThan(0.3);
    expect(found.summary.join(' ')).toContain('Anchoring: readers agreed with the AI in');
    // Readers who do not look at it: the interval holds 0 and the same is said.
    const apart = estimate(
      analyse(independent(), { metrics: ['sensitivity'] }),
      'agrees-with-advice',
      'new',
      'old',
    );
    expect(apart.low).toBeLessThan(0);
    expect(apart.high).toBeGreaterThan(0);
  });

  it('stands beside people alone and the AI alone', () => {
    expect(estimate(found, 'accuracy', 'AI alone').value).toBeCloseTo(0.8, 10);
    expect(found.sections.map((section) => section.title)).toContain(
      'Readers alone, readers with AI, AI alone',
    );
  });

  it('halves the time, and it is said', () => {
    const ratio = estimate(found, 'seconds-ratio', 'new', 'old');
    expect(ratio.scale).toBe('ratio');
    expect(ratio.high).toBeLessThan(0.7);
    expect(found.summary.join(' ')).toContain('Median reading time');
  });

  it('never wrong: over-reliance cannot be judged', () => {
    const rows = advised(0.6, 5);
    const right = rows.advice!.map((x, i) =>
      Number.isNaN(x) ? x : rows.truthOfCase[rows.caseIndex[i]!]!,
    );
    const clean = analyse({ ...rows, advice: right }, { metrics: ['sensitivity'] });
    expect(clean.findings.some((one) => one.reason === 'no-wrong-advice')).toBe(true);
  });
});

describe('laws', () => {
  it('the order of rows does not matter, and the same rows give the same bytes', () => {
    const { planted, truth } = crossed(23, [1.5, 1], { readers: 3, cases: 30 });
    const first = JSON.stringify(analyse(studyOf(planted, truth)).estimates);
    fc.assert(
      fc.property(fc.shuffledSubarray(planted, { minLength: planted.length }), (order) => {
        const again = analyse(studyOf(order, truth)).estimates;
        const want = JSON.parse(first) as typeof again;
        again.forEach((one, at) => {
          expect(one.id).toBe(want[at]!.id);
          if (one.value !== null) expect(one.value).toBeCloseTo(want[at]!.value!, 10);
          if (one.low !== null) expect(one.low).toBeCloseTo(want[at]!.low!, 8);
        });
      }),
      { numRuns: 5 },
    );
    expect(JSON.stringify(analyse(studyOf(planted, truth)).estimates)).toBe(first);
  });

  it('the interval holds its estimate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (seed) => {
        const { planted, truth } = crossed(seed, [1, 0.7], { readers: 3, cases: 24 });
        for (const one of analyse(studyOf(planted, truth)).estimates) {
          if (one.value === null || one.low === null || one.high === null) continue;
          expect(one.low).toBeLessThanOrEqual(one.value + 1e-12);
          expect(one.high).toBeGreaterThanOrEqual(one.value - 1e-12);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('estimates have ids of their own', () => {
    const { planted, truth } = crossed(25, [1.5, 1]);
    const found = analyse(studyOf(planted, truth), {
      metrics: ['auc', 'partial-auc', 'sensitivity', 'specificity'],
    });
    const ids = found.estimates.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('suppression leaves no figure of too few people anywhere', () => {
    const { planted, truth } = crossed(27, [1.5, 1], { cases: 20 });
    const found = analyse(studyOf(planted, truth), { metrics: ['auc', 'sensitivity'] }, 50);
    expect(found.estimates.every((one) => one.value === null && one.suppressed === true)).toBe(
      true,
    );
    for (const block of found.sections.flatMap((section) => section.blocks)) {
      if (block.kind === 'forest') for (const row of block.rows) expect(row.value).toBeNull();
      if (block.kind === 'curve') expect(block.series).toEqual([]);
      if (block.kind === 'table' && !block.id.endsWith('design'))
        for (const row of block.rows)
          for (const cell of Object.values(row)) expect(typeof cell).not.toBe('number');
    }
    expect(found.summary.join(' ')).not.toMatch(/0\.\d/);
  });
});

describe('the AI as a fixed reader', () => {
  const { planted, truth } = crossed(31, [1.6, 1]);
  const normal = normals(32);
  const score = truth.map((sick) => 1 / (1 + Math.exp(-(2.5 * sick - 1.25 + normal()))));
  const rows = studyOf(planted, truth, {
    advice: Float64Array.from(planted, (one) => (score[one.caseAt]! >= 0.5 ? 1 : 0)),
    adviceProbability: Float64Array.from(planted, (one) => score[one.caseAt]!),
    assisted: [0],
  });

  it('is held against the mean of the readers under each modality', () => {
    const found = analyse(rows);
    const ai = estimate(found, 'auc', 'AI alone');
    const readers = estimate(found, 'auc', 'old');
    const gap = estimate(found, 'auc', 'old', 'AI alone');
    expect(gap.value).toBeCloseTo(readers.value! - ai.value!, 10);
    expect(gap.high).toBeLessThan(0);
    expect(found.findings.some((one) => one.sentence.includes('readers lie below the AI'))).toBe(
      true,
    );
  });

  it('has patients as the unit where they have several cases', () => {
    const size = truth.length;
    const views = [...planted, ...planted.map((one) => ({ ...one, caseAt: one.caseAt + size }))];
    const both = [...truth, ...truth];
    const adviceProbability = Float64Array.from(views, (one) => score[one.caseAt % size]!);
    const twice = studyOf(views, both, {
      patientOfCase: Int32Array.from(both.keys(), (c) => c % size),
      patientCount: size,
      adviceProbability,
      assisted: [0],
    });
    const [once, found] = [analyse(rows), analyse(twice)];
    for (const [model, versus] of [['AI alone'], ['old', 'AI alone']] as const) {
      const [one, other] = [
        estimate(once, 'auc', model, versus),
        estimate(found, 'auc', model, versus),
      ];
      expect(other.standardError).toBeCloseTo(one.standardError!, 3);
    }
    expect(estimate(found, 'auc', 'AI alone').method).toBe('patient-jackknife');
  });

  it('is left out where readers did not read its cases, with the reason', () => {
    const few = studyOf(
      planted.filter((one) => one.caseAt % 5 === one.reader),
      truth,
    );
    const found = analyse({
      ...few,
      adviceProbability: Float64Array.from(few.caseIndex, (c) => score[c]!),
      advice: Float64Array.from(few.caseIndex, (c) => (score[c]! >= 0.5 ? 1 : 0)),
      assisted: [0],
    });
    expect(found.findings.some((one) => one.reason === 'readers-read-other-cases')).toBe(true);
  });
});

describe('three modalities', () => {
  it('are compared with the reference, tested together, and judged by simultaneous limits', () => {
    const { planted, truth } = crossed(33, [2, 1.9, 0.9]);
    const found = analyse(studyOf(planted, truth, { modalities: ['a', 'b', 'ref'] }), {
      margins: { auc: 0.05 },
    });
    expect(estimate(found, 'auc', 'a', 'ref').low).toBeGreaterThan(0);
    expect(estimate(found, 'auc', 'a', 'b').value).not.toBeNull();
    const said = found.findings.filter((one) => one.role === 'confirmatory');
    expect(said).toHaveLength(2);
    expect(said[0]!.sentence).toContain('simultaneous limits');
    const table = found.sections[0]!.blocks.find((block) => block.id.endsWith('analyses'));
    if (table?.kind !== 'table') throw new Error('No table.');
    const together = table.rows.find((row) => row['comparison'] === 'all modalities equal')!;
    expect(together['df1']).toBe(2);
    expect(together['p']).toBeLessThan(0.05);
  });
});

it('a clean study of equal modalities is silent: no warning, no verdict beyond a margin', () => {
  const { planted, truth } = crossed(35, [1.2, 1.2], { readers: 8, cases: 160 });
  const found = analyse(studyOf(planted, truth), { margins: { auc: 0.1 } });
  expect(found.warnings).toEqual([]);
  expect(found.findings.map((one) => one.verdict)).not.toContain('beyond-margin');
});
