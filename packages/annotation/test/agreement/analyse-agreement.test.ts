import { oneClassAgainstRest, whyNoReaders } from '@equipoise/annotation';
import { answerStates } from '@equipoise/domain';
import { fleissKappa, ratingsFromLong, variabilityByReaders } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { analyse, panel, reasons } from './readings.ts';

const grave = [
  'identical-readers',
  'related-readers',
  'constant-reader',
  'outlying-reader',
  'group-difference',
  'circular-reference',
];

const ratingsOf = (readings: ReturnType<typeof panel>) => {
  const [question] = readings.questions;
  return ratingsFromLong({
    unit: question!.caseIndex,
    reader: question!.readerIndex,
    value: question!.answer,
    unitCount: readings.caseCount,
    readerCount: readings.readerNames.length,
    categoryCount: question!.classes!.length,
  });
};

describe('a clean panel', () => {
  it('is silent about readers, copies and groups on at least 18 of 20 seeds', async () => {
    let alarms = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const found = await analyse(panel({ seed, cases: 200, group: (c) => c % 2 }));
      if (reasons(found).some((reason) => reason !== null && grave.includes(reason))) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('has the kappa of the statistics, with limits, counts and prevalence beside it', async () => {
    const readings = panel();
    const { estimates, summary } = await analyse(readings);
    const one = estimates.find(({ metric, model }) => metric === 'fleiss-kappa' && model === '')!;
    expect(one.value).toBeCloseTo(fleissKappa(ratingsOf(readings)).kappa.value!, 12);
    expect(one.low!).toBeLessThan(one.value!);
    expect(one.high!).toBeGreaterThan(one.value!);
    expect(one).toMatchObject({ caseCount: 400, patientCount: 400, readerCount: 5 });
    expect(one.readingCount).toBe(2000);
    const metrics = new Set(estimates.map(({ metric }) => metric));
    for (const metric of [
      'percent-agreement',
      'krippendorff-alpha',
      'conger-kappa',
      'gwet-ac1',
      'fleiss-kappa-over-readers',
      'fleiss-kappa-over-patients-and-readers',
      'prevalence-index',
      'bias-index',
      'answer-share',
      'cohen-kappa-against-others',
      'disagreement-captured',
    ]) {
      expect(metrics).toContain(metric);
    }
    expect(summary[0]).toContain('two readers give the same answer in');
  });

  it('every estimate has a method, counts, and limits or a reason', async () => {
    const { estimates } = await analyse(panel({ cases: 120, group: (c) => (c < 5 ? 1 : 0) }));
    for (const one of estimates) {
      if (one.value === null) expect(one.undefinedReason, one.id).toBeTruthy();
      else {
        expect(one.method, one.id).not.toBe('');
        if (one.low === null) expect(one.caution, one.id).toBeTruthy();
      }
    }
    expect(new Set(estimates.map(({ id }) => id)).size).toBe(estimates.length);
  });

  it('two roads: the curve of panels is that of the statistics', async () => {
    const readings = panel();
    const { estimates } = await analyse(readings);
    for (const { k, disagreementCaptured } of variabilityByReaders(ratingsOf(readings))) {
      const one = estimates.find(
        (found) => found.metric === 'disagreement-captured' && found.class === `${k} readers`,
      )!;
      expect(one.value).toBeCloseTo(disagreementCaptured.value!, 12);
    }
  });

  it('the order of readers and cases changes no figure over all readers', async () => {
    const readings = panel({ cases: 60, readers: 4 });
    const [question] = readings.questions;
    const before = await analyse(readings);
    const turned = {
      ...question!,
      readerIndex: question!.readerIndex.map((r) => 3 - r),
      caseIndex: question!.caseIndex.map((c) => 59 - c),
    };
    const after = await analyse({ ...readings, questions: [turned] });
    const figures = (found: typeof before): unknown[] =>
      found.estimates
        .filter(({ model }) => model === '')
        .map(({ id, value }) => [id, value === null ? null : value.toFixed(9)]);
    expect(figures(after)).toEqual(figures(before));
  });

  it('several cases a patient widen the limits', async () => {
    const skill = (_: number, c: number): number => (Math.floor(c / 8) % 2 === 0 ? 0.98 : 0.6);
    const width = async (casesPerPatient: number): Promise<number> => {
      const { estimates } = await analyse(panel({ casesPerPatient, skill }));
      const one = estimates.find(({ metric, model }) => metric === 'percent-agreement' && !model)!;
      return one.high! - one.low!;
    };
    expect(await width(8)).toBeGreaterThan(1.3 * (await width(1)));
  });
});

describe('planted flaws', () => {
  it('a careless reader is named', async () => {
    const found = await analyse(panel({ skill: (r) => (r === 3 ? 0.55 : 0.9) }));
    const [finding] = found.findings.filter(({ reason }) => reason === 'outlying-reader');
    expect(finding?.model).toBe('r3');
    expect(reasons(found).filter((reason) => reason === 'outlying-reader')).toHaveLength(1);
    expect(found.summary.join(' ')).toContain('r3 stands apart');
  });

  it('a reader whose answers are turned round is named as such', async () => {
    const found = await analyse(panel({ skill: (r) => (r === 1 ? 0.1 : 0.9) }));
    const [finding] = found.findings.filter(({ reason }) => reason === 'outlying-reader');
    expect(finding?.sentence).toContain('turned round');
  });

  it('a reader who always gives one answer is named', async () => {
    const readings = panel();
    const [question] = readings.questions;
    const answer = question!.answer.map((value, i) => (question!.readerIndex[i] === 2 ? 0 : value));
    const found = await analyse({ ...readings, questions: [{ ...question!, answer }] });
    expect(found.findings.find(({ reason }) => reason === 'constant-reader')?.model).toBe('r2');
  });

  it('copied answers are found among few and among many readers', async () => {
    for (const readers of [4, 12]) {
      const found = await analyse(panel({ readers, copy: [0, 2] }));
      const same = found.findings.filter(({ reason }) => reason === 'identical-readers');
      expect(same.map(({ model }) => model)).toEqual([readers === 4 ? 'r0 · r2' : 'r0 · r2']);
    }
  });

  it('a group with worse labels is found; with a margin it gets one of three verdicts', async () => {
    const plan = {
      cases: 600,
      group: (c: number) => c % 2,
      skill: (_: number, c: number) => (c % 2 === 1 ? 0.7 : 0.95),
    };
    const found = await analyse(panel(plan));
    const [finding] = found.findings.filter(({ reason }) => reason === 'group-difference');
    expect(finding?.sentence).toContain('agree less for sex M than for F');
    expect(finding?.role).toBe('description');
    const judged = async (
      margin: number,
      more: Parameters<typeof panel>[0] = plan,
    ): Promise<string | undefined> => {
      const { findings } = await analyse(panel(more), { margin });
      return findings.find(({ role }) => role === 'confirmatory')?.verdict;
    };
    expect(await judged(0.1)).toBe('beyond-margin');
    expect(await judged(0.9)).toBe('within-margin');
    expect(await judged(0.04, { ...plan, cases: 120, skill: () => 0.8 })).toBe('cannot-tell');
  });

  it('a small group is listed with the reason and not compared', async () => {
    const { findings, estimates } = await analyse(panel({ group: (c) => (c < 6 ? 1 : 0) }));
    const small = findings.find(({ reason }) => reason === 'too-few-patients');
    expect(small?.sentence).toContain('sex M is not compared');
    expect(estimates.some(({ versus }) => versus !== null)).toBe(false);
  });

  it('readers who could not tell: an answer of its own, with and without it', async () => {
    const { findings, estimates } = await analyse(panel({ unsure: (_, c) => c % 10 === 0 }));
    const said = findings.find(({ metric }) => metric === 'cannot-tell-share');
    expect(said?.sentence).toContain('10\u202f%');
    const alike = estimates.find(({ metric }) => metric === 'cannot-tell-alpha');
    expect(alike?.value).toBeCloseTo(1, 9);
    const share = estimates.filter(({ metric }) => metric === 'cannot-tell-share');
    expect(share).toHaveLength(6);
    const withIt = estimates.find(({ metric }) => metric.endsWith('with-cannot-tell'))!;
    const without = estimates.find(({ metric }) => metric === 'krippendorff-alpha')!;
    expect(withIt.value).not.toBeCloseTo(without.value!, 3);
  });

  it('a reference that is one of the readers is called circular', async () => {
    const found = await analyse(panel({ copy: [1, 4] }), { reference: 4 });
    const circular = found.findings.find(({ reason }) => reason === 'circular-reference');
    expect(circular?.sentence).toContain('r1 equals');
    const own = found.estimates.find(({ metric, model }) => metric === 'fleiss-kappa' && !model);
    expect(own?.readerCount).toBe(4);
  });
});

describe('poor input', () => {
  it('no case read twice: no agreement, with the reason', async () => {
    const readings = panel({ blank: (r, c) => c % 5 !== r });
    const { estimates, findings, summary } = await analyse(readings);
    const one = estimates.find(({ metric }) => metric === 'percent-agreement');
    expect(one).toMatchObject({ value: null, undefinedReason: 'no-pairs' });
    expect(findings[0]?.sentence).toContain('no case was answered by two readers');
    expect(summary[0]).toContain('cannot be measured');
  });

  it('all the same answer: equal answers but no kappa', async () => {
    const { estimates } = await analyse(panel({ prevalence: 0, skill: () => 1 }));
    const value = (id: string) => estimates.find(({ metric, model }) => metric === id && !model);
    expect(value('percent-agreement')?.value).toBe(1);
    expect(value('fleiss-kappa')).toMatchObject({ value: null, undefinedReason: 'no-variation' });
  });

  it('one reader alone says so', async () => {
    const { summary } = await analyse(panel({ readers: 1 }));
    expect(summary[0]).toContain('cannot be measured');
  });

  it('few people are hidden, in estimates and in every block', async () => {
    const readings = panel({ cases: 60, group: (c) => (c < 12 ? 1 : 0) });
    const { estimates, sections } = await analyse(readings, { suppressBelow: 15 });
    const hidden = estimates.filter(({ slice }) => slice['sex'] === 'M');
    expect(hidden.length).toBeGreaterThan(0);
    for (const one of hidden) {
      expect(one).toMatchObject({ value: null, undefinedReason: 'suppressed', suppressed: true });
    }
    const forest = sections
      .flatMap(({ blocks }) => blocks)
      .find(({ id }) => id.startsWith('groups-sex'));
    expect(
      forest?.kind === 'forest' && forest.rows.find(({ label }) => label === 'M'),
    ).toMatchObject({ value: null, low: null, high: null, counts: 'few' });
  });

  it('the same readings give the same analysis', async () => {
    const text = async (): Promise<string> => JSON.stringify(await analyse(panel({ readers: 9 })));
    expect(await text()).toBe(await text());
  });

  it('places of readers: nothing about single readers', async () => {
    const { estimates, sections } = await analyse(panel(), { areSlots: true });
    expect(estimates.every(({ model }) => model === '')).toBe(true);
    expect(sections.some(({ id }) => id === 'pairs' || id === 'readers')).toBe(false);
  });
});

describe('columns that name nobody', () => {
  const named = (names: (c: number, i: number) => number, sizes: (c: number) => number) => {
    const readings = panel({ cases: 60, readers: 5, blank: (r, c) => r >= sizes(c) });
    const [question] = readings.questions;
    const seen = new Map<number, number>();
    const used = Int32Array.from(question!.caseIndex, (c) => {
      const at = seen.get(c) ?? 0;
      seen.set(c, at + 1);
      return names(c, at);
    });
    const most = used.reduce((top, x) => Math.max(top, x), 0) + 1;
    return {
      ...readings,
      readerNames: Array.from({ length: most }, (_, r) => String(r + 1)),
      questions: [{ ...question!, readerIndex: used }],
    };
  };

  it('running numbers within cases and names of rows are told from persons', () => {
    expect(
      whyNoReaders(
        named(
          (_, i) => i,
          (c) => 1 + (c % 4),
        ),
      ),
    ).toBe('running-numbers');
    expect(
      whyNoReaders(
        named(
          (c, i) => 5 * c + i,
          () => 5,
        ),
      ),
    ).toBe('row-names');
    expect(
      whyNoReaders(
        named(
          (_, i) => i,
          () => 5,
        ),
      ),
    ).toBeNull();
    expect(whyNoReaders(panel())).toBeNull();
  });
});

describe('one class against the rest', () => {
  it('turns blanks and "cannot tell" into the rest and refuses an unknown class', () => {
    const readings = panel({ unsure: (_, c) => c === 0, classes: ['a', 'b', 'c'] });
    const [question] = oneClassAgainstRest(readings, 'b').questions;
    expect(question!.classes).toEqual(['rest', 'b']);
    expect(question!.state.every((state) => state === answerStates.indexOf('answered'))).toBe(true);
    const before = readings.questions[0]!;
    const expected = before.answer.filter((value) => value === 1).length;
    expect(question!.answer.reduce((sum, x) => sum + x, 0)).toBe(expected);
    expect(() => oneClassAgainstRest(readings, 'zebra')).toThrow('the classes are a, b, c');
  });
});

describe('numbers', () => {
  it('use the intraclass correlation, concordance and the mean of the others', async () => {
    const readings = panel();
    const [question] = readings.questions;
    const answer = question!.answer.map(
      (value, i) =>
        10 * value + (question!.caseIndex[i]! % 7) + (question!.readerIndex[i] === 2 ? 3 : 0),
    );
    const numeric = { ...question!, kind: 'numeric' as const, classes: null, answer };
    const { estimates } = await analyse({ ...readings, questions: [numeric] });
    const metrics = new Set(estimates.map(({ metric }) => metric));
    expect(metrics).toContain('icc-agreement');
    expect(metrics).toContain('range-captured');
    const bias = estimates.find(
      ({ metric, model }) => metric === 'mean-difference-from-others' && model === 'r2',
    );
    expect(bias!.low!).toBeGreaterThan(2);
    expect(bias!.high!).toBeLessThan(4);
  });
});
