import {
  alarmChance,
  driftChart,
  driftStart,
  driftStep,
  examCases,
  examStanding,
  feedbackOn,
  gradeExam,
  readerFatigue,
  readerStanding,
  sequentialTest,
  sittingState,
  sittings,
  suspensionChance,
  trainingCases,
  trendWithin,
} from '@equipoise/annotation';
import type { StudyProtocol, SuspensionRule } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { minutesIn, numbered, record, says, smallProtocol } from '../reading-room.ts';

const reading = { questionId: 'finding', positive: ['yes'] };
const known = (count: number, use: string, prefix: string) =>
  numbered(count, prefix).map((caseId, at) => ({
    caseId,
    use,
    reference: [says(at % 2 === 0 ? 'yes' : 'no')],
  }));

describe('exam', () => {
  const protocol = smallProtocol({
    order: {},
    cases: known(40, 'exam', 'e'),
    exam: {
      reading,
      pass: [
        { measure: 'accuracy', atLeast: 0.85 },
        { measure: 'specificity', atLeast: 0.9 },
      ],
      attempts: 2,
      waitDays: 7,
      caseCount: 20,
    },
  });
  const sit = (isRight: (at: number, isPositive: boolean) => boolean) =>
    gradeExam(
      protocol,
      new Map(
        protocol.cases.map((one, at) => {
          const truth = at % 2 === 0 ? 'yes' : 'no';
          const said = isRight(at, at % 2 === 0) ? truth : truth === 'yes' ? 'no' : 'yes';
          return [one.caseId, [says(said)]];
        }),
      ),
    );

  it('every bar must be met, and the certificate has intervals', () => {
    const passed = sit((at, isPositive) => !isPositive || at > 6);
    expect(passed.accuracy).toMatchObject({ hits: 36, count: 40 });
    expect(passed.specificity.interval.estimate.value).toBe(1);
    expect(passed.isPassed).toBe(true);
    expect(passed.accuracy.interval.limits![0]).toBeLessThan(0.9);
    const wrongOnNegatives = sit((at, isPositive) => isPositive || at > 6);
    expect(wrongOnNegatives.accuracy.hits).toBe(37);
    expect(wrongOnNegatives.specificity.hits).toBe(17);
    expect(wrongOnNegatives.isPassed).toBe(false);
    expect(wrongOnNegatives.bars.map((bar) => bar.isMet)).toEqual([true, false]);
  });
  it('a case without an answer and a gradable case called ungradable are wrong', () => {
    const blank = gradeExam(protocol, new Map(protocol.cases.map((one) => [one.caseId, []])));
    expect(blank).toMatchObject({
      isPassed: false,
      unansweredCount: 40,
      accuracy: { hits: 0, count: 40 },
    });
    const dark = gradeExam(
      protocol,
      new Map(protocol.cases.map((one) => [one.caseId, [says('ungradable')]])),
    );
    expect(dark.specificity).toMatchObject({ hits: 0, count: 20 });
  });
  it('the lower limit is a harder bar than the share', () => {
    const strict = { ...protocol, exam: { ...protocol.exam!, judge: 'lower-limit' as const } };
    const all = new Map(
      protocol.cases.map((one, at) => [
        one.caseId,
        [says(at < 36 === (at % 2 === 0) ? 'yes' : 'no')],
      ]),
    );
    expect(gradeExam(protocol, all).accuracy.hits).toBe(36);
    expect(gradeExam(protocol, all).bars[0]?.isMet).toBe(true);
    expect(gradeExam(strict, all).bars[0]?.isMet).toBe(false);
  });
  it('a second sitting waits, has fresh cases, and is the last', () => {
    const first = examCases(protocol, 'r1', 0, []);
    const second = examCases(protocol, 'r1', 1, first);
    expect(first).toHaveLength(20);
    expect(second.some((id) => first.includes(id))).toBe(false);
    const failed = { isPassed: false, at: minutesIn(0) };
    expect(examStanding(protocol, [failed], minutesIn(60))).toEqual({
      kind: 'must-wait',
      until: minutesIn(7 * 1440),
    });
    expect(examStanding(protocol, [failed], minutesIn(7 * 1440))).toEqual({
      kind: 'may-sit',
      attempt: 1,
    });
    expect(examStanding(protocol, [failed, failed], minutesIn(99_999))).toEqual({ kind: 'failed' });
    expect(examStanding(protocol, [failed, { ...failed, isPassed: true }], minutesIn(1))).toEqual({
      kind: 'passed',
    });
  });
});

describe('training', () => {
  const protocol = smallProtocol({
    order: {},
    cases: [...known(4, 'training', 't'), ...known(4, 'gold', 'g')],
    training: { rounds: 2 },
  });
  it('gives feedback on training tasks and on nothing else', () => {
    expect(feedbackOn(protocol, 'training', 't1', [says('no')], false)?.verdicts).toEqual([
      { questionId: 'finding', isCorrect: false },
    ]);
    expect(
      feedbackOn(protocol, 'training', 't1', [says('yes')], false)?.verdicts[0]?.isCorrect,
    ).toBe(true);
    for (const purpose of ['measured', 'gold', 'repeat', 'exam', 'adjudication'] as const) {
      expect(feedbackOn(protocol, purpose, 't1', [says('yes')], true)).toBeNull();
    }
    expect(feedbackOn(protocol, 'training', 'g1', [says('yes')], true)).toBeNull();
    expect(trainingCases(protocol, 'r1').map((round) => [...round].sort())).toEqual(
      Array(2).fill(numbered(4, 't').map((id) => id.replace('t', 't'))),
    );
    const atEnd = { ...protocol, training: { feedback: 'at-the-end' as const, rounds: 1 } };
    expect(feedbackOn(atEnd, 'training', 't1', [], false)).toBeNull();
    expect(feedbackOn(atEnd, 'training', 't1', [], true)).not.toBeNull();
  });
});

describe('drift', () => {
  const rule = { errorRate: 0.1, driftRate: 0.4, falseAlarm: 0.05, goldCount: 30 };
  const chart = driftChart(rule);
  const run = (uniform: () => number, count: number, error: (at: number) => number) => {
    let state = driftStart;
    for (let at = 0; at < count; at += 1) state = driftStep(chart, state, uniform() < error(at));
    return state;
  };

  it('alarms on simulated drift within 30 golds at 5 % false alarm', () => {
    const runs = 20_000;
    let falseAlarms = 0;
    let found = 0;
    let foundLater = 0;
    for (let one = 0; one < runs; one += 1) {
      const uniform = randomStream(11, one);
      if (run(uniform, 30, () => rule.errorRate).alarmAt !== null) falseAlarms += 1;
      if (run(uniform, 30, () => rule.driftRate).alarmAt !== null) found += 1;
      const later = run(uniform, 60, (at) => (at < 30 ? 0 : rule.driftRate));
      if (later.alarmAt !== null) foundLater += 1;
    }
    // Three standard errors of the simulation.
    expect(falseAlarms / runs).toBeLessThan(0.05 + 0.005);
    expect(found / runs).toBeGreaterThan(0.95);
    expect(foundLater / runs).toBeGreaterThan(0.95);
    expect(Math.abs(falseAlarms / runs - chart.falseAlarm)).toBeLessThan(0.005);
    expect(Math.abs(found / runs - chart.foundWithin30)).toBeLessThan(0.005);
  });
  it('the limit is the lowest that keeps the rule', () => {
    expect(chart.falseAlarm).toBeLessThanOrEqual(0.05);
    expect(alarmChance(chart.up, chart.limit - 1, rule.errorRate, 30)).toBeGreaterThan(0.05);
    expect(alarmChance(3, 5, 0, 100)).toBe(0);
    expect(alarmChance(3, 6, 1, 2)).toBe(1);
    expect(() => driftChart({ ...rule, driftRate: 0.1 })).toThrow(/not above/);
  });
  it('an alarm stays, and remembers where the drift began', () => {
    let state = driftStart;
    for (const isError of [false, false, false, true, true, true, true, true, false])
      state = driftStep(chart, state, isError);
    expect(state.alarmAt).not.toBeNull();
    expect(state.sinceGold).toBe(3);
    expect(driftStep(chart, state, false).alarmAt).toBe(state.alarmAt);
  });
});

const waldRule = {
  acceptable: 0.86,
  unacceptable: 0.7,
  falseSuspension: 0.02,
  missedSuspension: 0.1,
};

describe('the sequential test', () => {
  it('suspends over 100 positives as often as its rule says', () => {
    const chance = (sensitivity: number): number => suspensionChance(waldRule, sensitivity, 100);
    expect(chance(0.6)).toBeGreaterThanOrEqual(0.99);
    expect(chance(0.7)).toBeGreaterThanOrEqual(0.87);
    expect(chance(0.86)).toBeLessThanOrEqual(0.03);
    expect(chance(0.86)).toBeGreaterThan(0);
    // The numbers of the how-to for curators.
    expect([chance(0.7), chance(0.86)].map((one) => one.toFixed(3))).toEqual(['0.916', '0.015']);
  });

  it('does so on simulated readers too', () => {
    const uniform = randomStream(12);
    for (const sensitivity of [0.6, 0.7, 0.86]) {
      let suspended = 0;
      for (let run = 0; run < 2000; run += 1) {
        const hits = Array.from({ length: 100 }, () => uniform() < sensitivity);
        if (sequentialTest(waldRule, hits).reachedAt !== null) suspended += 1;
      }
      const exact = suspensionChance(waldRule, sensitivity, 100);
      const error = Math.sqrt((exact * (1 - exact)) / 2000);
      expect(Math.abs(suspended / 2000 - exact)).toBeLessThan(4 * error + 1e-3);
    }
  });

  it('needs an unacceptable sensitivity below the acceptable one', () => {
    expect(() =>
      smallProtocol({
        order: {},
        cases: known(10, 'gold', 'g'),
        gold: { rate: 0.1 },
        suspension: {
          reading,
          sensitivityBelow: 0.8,
          specificityBelow: null,
          sequential: { ...waldRule, unacceptable: 0.9 },
        },
      }),
    ).toThrow('suspension › sequential › unacceptable: must be below acceptable');
  });
});

function suspensionOf(protocol: StudyProtocol): SuspensionRule {
  if (protocol.suspension === null) throw new Error('no rule');
  return protocol.suspension;
}

describe('standing on gold', () => {
  const protocol = smallProtocol({
    order: {},
    cases: known(60, 'gold', 'g'),
    gold: { rate: 0.1 },
    suspension: { reading, sensitivityBelow: 0.8, specificityBelow: 0.95, fewestGold: 10 },
    drift: { reading, errorRate: 0.1, driftRate: 0.4 },
  });
  const gold = (count: number, isRight: (at: number) => boolean) =>
    protocol.cases.slice(0, count).map((one, at) => {
      const truth = at % 2 === 0;
      return record({
        caseId: one.caseId,
        purpose: 'gold',
        submittedAt: minutesIn(at),
        answers: [says(isRight(at) === truth ? 'yes' : 'no')],
      });
    });

  it('suspends below a bar once there is enough gold of the class, and says why', () => {
    expect(
      readerStanding(
        protocol,
        'r1',
        gold(60, () => true),
      ),
    ).toMatchObject({ isSuspended: false, goldCount: 60 });
    const missed = readerStanding(
      protocol,
      'r1',
      gold(20, (at) => at % 2 === 1 || at > 5),
    );
    expect(missed.reasons).toEqual([
      { measure: 'sensitivity', below: 0.8, reached: 0.7, by: 'bar' },
    ]);
    // Nine of a class are not enough.
    expect(
      readerStanding(
        protocol,
        'r1',
        gold(18, () => false),
      ).isSuspended,
    ).toBe(false);
    const overcalls = readerStanding(
      protocol,
      'r1',
      gold(40, (at) => at % 2 === 0 || at > 3),
    );
    expect(overcalls.reasons.map((reason) => reason.measure)).toEqual(['specificity']);
  });
  it('suspends as soon as the sequential test can tell, whatever the bars say', () => {
    const tested = {
      ...protocol,
      suspension: {
        ...suspensionOf(protocol),
        sensitivityBelow: null,
        specificityBelow: null,
        sequential: waldRule,
      },
    };
    const right = readerStanding(
      tested,
      'r1',
      gold(60, () => true),
    );
    expect([right.isSuspended, right.sequential?.positives]).toEqual([false, 30]);
    const wrong = readerStanding(
      tested,
      'r1',
      gold(60, (at) => at % 4 !== 0),
    );
    // Every second positive is missed: 7 ln(.3/.14) + 6 ln(.7/.86) passes ln(.9/.02).
    expect(wrong.sequential?.reachedAt).toBe(13);
    expect(wrong.reasons).toEqual([
      { measure: 'sensitivity', below: 0.86, reached: 0.5, by: 'sequential' },
    ]);
  });

  it('does not see answers that were set aside, of others, or not gold', () => {
    const wrong = gold(40, () => false);
    expect(readerStanding(protocol, 'r2', wrong).goldCount).toBe(0);
    expect(
      readerStanding(
        protocol,
        'r1',
        wrong.map((one) => ({ ...one, isValid: false })),
      ).goldCount,
    ).toBe(0);
    expect(
      readerStanding(
        protocol,
        'r1',
        wrong.map((one) => ({ ...one, purpose: 'measured' as const })),
      ).goldCount,
    ).toBe(0);
  });
  it('names the gold answer that raised the alarm', () => {
    const standing = readerStanding(
      protocol,
      'r1',
      gold(40, (at) => at < 20),
    );
    expect(standing.drift?.alarmAt).toBeGreaterThan(20);
    expect(standing.alarmSince).toBe(minutesIn(standing.drift!.alarmAt! - 1));
    const { heights, height, alarmAt, chart } = standing.drift!;
    expect(heights).toHaveLength(40);
    expect(heights.at(-1)).toBe(height);
    expect(heights.findIndex((one) => one >= chart.limit)).toBe(alarmAt! - 1);
    expect(
      readerStanding(
        protocol,
        'r1',
        gold(40, () => true),
      ).alarmSince,
    ).toBeNull();
  });
});

describe('sittings and fatigue', () => {
  const rule = { mostCases: 3, mostMinutes: 60, breakMinutes: 30, idleSeconds: 30 };
  const at = (minutes: number, activeSeconds = 60) =>
    record({ openedAt: minutesIn(minutes), submittedAt: minutesIn(minutes + 1), activeSeconds });
  it('a break ends a sitting, and a cap asks for one', () => {
    const records = [at(0), at(1), at(40), at(41)];
    expect(sittings(records, rule).sittings.map((one) => one.caseCount)).toEqual([2, 2]);
    expect(sittingState(records, rule, minutesIn(43)).capReached).toBeNull();
    const capped = sittingState([...records, at(42)], rule, minutesIn(43));
    expect(capped).toMatchObject({ capReached: 'cases', mayResumeAt: minutesIn(73) });
    expect(sittingState([...records, at(42)], rule, minutesIn(73)).capReached).toBeNull();
    const long = sittingState([at(0, 3700)], { ...rule, mostCases: null }, minutesIn(2));
    expect(long.capReached).toBe('minutes');
  });
  it('a slope is found within sittings, not between them', () => {
    const x = [0, 1, 2, 3, 0, 1, 2, 3];
    const y = [1, 2, 3, 4, 11, 12, 13, 14];
    const group = [0, 0, 0, 0, 1, 1, 1, 1];
    expect(trendWithin(x, y, group).slope.value).toBeCloseTo(1, 12);
    expect(trendWithin([0, 0, 0, 0], [1, 2, 3, 4], [0, 0, 0, 0]).slope).toEqual({
      value: null,
      reason: 'no-spread',
    });
    expect(trendWithin([0, 1], [1, 2], [0, 0]).slope.value).toBeNull();
  });
  it('faster and worse over a sitting is seen as such, by the hour of the reader', () => {
    const uniform = randomStream(5);
    const records = Array.from({ length: 400 }, (_, i) => {
      const place = i % 100;
      const start = Math.floor(i / 100) * 24 * 60 + place * 2;
      return record({
        caseId: uniform() < 0.2 + place * 0.006 ? 'wrong' : 'right',
        openedAt: minutesIn(start),
        submittedAt: minutesIn(start + 1),
        activeSeconds: Math.exp(4 - place * 0.01 + (uniform() - 0.5) * 0.2),
        zoneOffsetMinutes: 120,
      });
    });
    const fatigue = readerFatigue(
      'r1',
      records,
      { ...rule, mostCases: null },
      (one) => one.caseId === 'right',
    );
    expect(fatigue.time.slope.value).toBeCloseTo(-0.1, 2);
    expect(fatigue.time.limits![1]).toBeLessThan(0);
    expect(fatigue.timeFactor.estimate.value).toBeCloseTo(Math.exp(-0.1), 2);
    expect(fatigue.timeFactor.limits![1]).toBeLessThan(1);
    expect(fatigue.accuracy.limits![1]).toBeLessThan(0);
    expect(fatigue.byHour[0]?.hour).toBe(11);
    expect(fatigue.byHour.reduce((sum, one) => sum + one.count, 0)).toBe(400);
  });
});
