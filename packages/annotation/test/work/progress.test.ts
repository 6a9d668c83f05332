import {
  adjudicationTable,
  confidenceCheck,
  coverageOf,
  labelsTable,
  makeOrder,
  planReading,
  readerProgress,
  replanReading,
  studyProgress,
  suspendReader,
} from '@equipoise/annotation';
import type { Answer, AnswerRecord, EventRecord } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { minutesIn, numbered, record, says, smallProtocol } from '../reading-room.ts';

const people = [
  ...numbered(4, 'r').map((readerId) => ({ readerId, roles: ['reader'] })),
  { readerId: 's', roles: ['adjudicator'] },
];

describe('progress', () => {
  const protocol = smallProtocol({
    readers: people,
    adjudication: { kind: 'senior', hasOwnReadFirst: false },
  });
  const read = (
    caseId: string,
    readerId: string,
    value: string,
    parts: Partial<AnswerRecord> = {},
  ) => record({ caseId, readerId, answers: [says(value)], ...parts });

  it('tells open, begun, disputed, settled and unresolved cases apart', () => {
    const records = [
      read('c02', 'r1', 'yes'),
      read('c03', 'r1', 'yes'),
      read('c03', 'r2', 'no'),
      read('c04', 'r1', 'yes'),
      read('c04', 'r2', 'yes'),
      read('c05', 'r1', 'yes'),
      read('c05', 'r2', 'no'),
      // None of these is a read of the study.
      read('c06', 'r1', 'yes', { purpose: 'gold' }),
      read('c06', 'r2', 'yes', { isValid: false }),
      read('c06', 'r3', 'yes', { step: 'first' }),
      read('c02', 'r1', 'yes', { purpose: 'repeat' }),
    ];
    const cannot = {
      entryId: 'e',
      by: 's',
      at: minutesIn(0),
      stage: 'decide' as const,
      round: 1,
      action: 'cannot-resolve' as const,
      accepted: null,
      answers: [],
      reason: 'too dark',
      rubric: [],
    };
    const progress = studyProgress(protocol, [], records, new Map([['c05', [cannot]]]));
    const states = Object.fromEntries(progress.cases.map((one) => [one.caseId, one.state]));
    expect(states).toMatchObject({
      c01: 'open',
      c02: 'reading',
      c03: 'adjudication',
      c04: 'settled',
      c05: 'unresolved',
      c06: 'open',
    });
    expect(progress).toMatchObject({ readsDone: 7, readsNeeded: 24, settledCount: 1 });
  });
  it('remaining minutes come from the own median, and count what is hidden like anything else', () => {
    const order = makeOrder({
      protocol,
      readerId: 'r1',
      caseIds: protocol.cases.map((one) => one.caseId),
      secret: 'x',
    });
    expect(readerProgress(order, [])).toMatchObject({
      leftCount: 12,
      leftMinutes: null,
      medianSeconds: null,
    });
    const records = order.entries
      .slice(0, 3)
      .map((entry, at) => record({ ...entry, activeSeconds: [30, 60, 600][at]! }));
    expect(readerProgress(order, records)).toMatchObject({
      doneCount: 3,
      leftCount: 9,
      medianSeconds: 60,
      leftMinutes: { typical: 9 },
      activeMinutes: 11.5,
    });
  });
  it('the label table links each label to its readings, and keeps the reasons', () => {
    const reads = (a: string, b: string) => [
      { answerId: 'a1', readerId: 'r1', answers: [says(a)] },
      { answerId: 'a2', readerId: 'r2', answers: [says(b)] },
    ];
    const decided = {
      entryId: 'e1',
      by: 's',
      at: minutesIn(0),
      stage: 'decide' as const,
      round: 1,
      action: 'accept' as const,
      accepted: 'a2',
      answers: [says('no')],
      reason: 'no defect',
      rubric: [],
    };
    const cases = [
      { caseId: 'c01', reads: reads('yes', 'yes'), entries: [] },
      { caseId: 'c02', reads: reads('yes', 'no'), entries: [decided] },
      { caseId: 'c03', reads: reads('yes', 'no'), entries: [] },
      { caseId: 'c04', reads: reads('ungradable', 'ungradable'), entries: [] },
    ];
    expect(labelsTable(protocol, cases).rows).toEqual([
      ['c01', 'yes', 'settled', 'agreement', 0, 'a1 a2'],
      ['c02', 'no', 'settled', 'senior', 1, 'e1 a2'],
      ['c03', null, 'open', null, null, null],
      ['c04', 'ungradable', 'settled', 'agreement', 0, 'a1 a2'],
    ]);
    const entries = adjudicationTable(protocol, cases);
    expect(entries.rows).toHaveLength(1);
    expect(entries.rows[0]).toContain('no defect');
  });
});

describe('a plan that changes', () => {
  const protocol = smallProtocol();
  it('a reader who joins later gets only what has no reader, one who leaves loses what is open', () => {
    const plan = planReading(protocol, ['r1', 'r2'], 'x');
    expect(plan.orders.map((order) => order.entries.length)).toEqual([12, 12]);
    const same = {
      protocol,
      secret: 'x',
      orders: plan.orders,
      servedCounts: new Map(),
      records: [],
    };
    const joined = replanReading({ ...same, readerIds: ['r1', 'r2', 'r3'], round: 1 });
    expect(joined.orders.find((order) => order.readerId === 'r3')?.entries).toEqual([]);
    const records = [record({ caseId: 'c01', readerId: 'r2' })];
    const left = replanReading({ ...same, readerIds: ['r1', 'r3'], records, round: 1 });
    expect(left.issues).toEqual([]);
    expect(left.orders.find((order) => order.readerId === 'r3')?.entries).toHaveLength(11);
    expect(left.orders.find((order) => order.readerId === 'r1')).toEqual(plan.orders[0]);
    expect(left.hash).not.toBe(plan.hash);
  });
  it('a reading set aside is done by another, also while its reader goes on', () => {
    const plan = planReading(protocol, ['r1', 'r2'], 'x');
    const records = [record({ caseId: 'c01', readerId: 'r1', isValid: false })];
    const after = replanReading({
      protocol,
      secret: 'x',
      orders: plan.orders,
      servedCounts: new Map([['r1', 12]]),
      records,
      readerIds: ['r1', 'r2', 'r3'],
      round: 1,
    });
    const third = after.orders.find((order) => order.readerId === 'r3');
    expect(third?.entries.map((entry) => entry.caseId)).toEqual(['c01']);
  });
  it('readings before an alarm stay where the rule says so', () => {
    const rule = {
      reading: { questionId: 'finding', positive: ['yes'] },
      sensitivityBelow: 0.8,
      redo: 'since-alarm',
    };
    const since = { ...protocol, suspension: smallProtocol({ suspension: rule }).suspension };
    const records = [0, 10, 20].map((at) =>
      record({ caseId: `c0${at / 10 + 1}`, submittedAt: minutesIn(at) }),
    );
    const out = suspendReader(since, 'r1', records, ['c09'], minutesIn(10));
    expect(out.requeued).toEqual(['c02', 'c03', 'c09']);
    expect(out.fixed).toEqual([{ caseId: 'c01', readerId: 'r1' }]);
    const none = { ...since, suspension: { ...since.suspension!, redo: 'none' as const } };
    expect(suspendReader(none, 'r1', records, [], null).setAside).toEqual([]);
  });
});

describe('coverage', () => {
  it('counts frames seen of each image, and says which image nobody looked at', () => {
    const head = {
      eventId: 'e',
      studyId: 's',
      taskId: 't',
      readerId: 'r',
      sessionId: 's',
      sequence: 0,
      at: minutesIn(0),
    };
    const events: EventRecord[] = [
      { ...head, kind: 'slice', payload: { viewport: 'main', imageId: 'a', frame: 3 } },
      {
        ...head,
        kind: 'coverage',
        payload: { imageId: 'a', frames: [3, 4, 99], tilesSeen: 2, tileCount: 8 },
      },
      {
        ...head,
        kind: 'coverage',
        payload: { imageId: 'a', frames: [5], tilesSeen: 1, tileCount: 8 },
      },
    ];
    expect(
      coverageOf(
        events,
        new Map([
          ['a', 10],
          ['b', 1],
        ]),
      ),
    ).toEqual([
      { imageId: 'a', framesSeen: 3, frameCount: 10, tilesSeen: 2, tileCount: 8 },
      { imageId: 'b', framesSeen: 0, frameCount: 1, tilesSeen: null, tileCount: null },
    ]);
  });
});

describe('confidence', () => {
  it('is held against being right on gold cases: Brier, calibration error, share right by step', () => {
    const options = ['yes', 'no'].map((value) => ({ value, text: value }));
    const make = (confidence: Record<string, unknown>) =>
      smallProtocol({
        order: {},
        instructions: {},
        questions: [{ id: 'finding', kind: 'single', text: 'F', options, confidence }],
        cases: numbered(10, 'g').map((caseId) => ({
          caseId,
          use: 'gold',
          reference: [says('yes')],
        })),
      });
    const percent = make({ kind: 'percent' });
    const sure = (value: string, confidence: number): Answer => ({
      questionId: 'finding',
      outcome: 'answered',
      value: { kind: 'single', value },
      confidence,
    });
    const gold = (of: (at: number) => Answer) =>
      percent.cases.map((one, at) =>
        record({ caseId: one.caseId, purpose: 'gold', answers: [of(at)] }),
      );
    const [check] = confidenceCheck(
      percent,
      'r1',
      gold((at) => sure(at < 8 ? 'yes' : 'no', 90)),
    );
    expect(check?.count).toBe(10);
    expect(check?.brier?.value).toBeCloseTo((8 * 0.01 + 2 * 0.81) / 10, 12);
    expect(check?.calibration?.l1.value).toBeCloseTo(0.1, 12);
    const steps = make({ kind: 'steps', labels: ['low', 'high'] });
    const [named] = confidenceCheck(
      steps,
      'r1',
      gold((at) => sure(at < 4 ? 'yes' : 'no', at < 4 ? 1 : 0)),
    );
    expect(named?.brier).toBeNull();
    expect(named?.steps.map((step) => step.right.estimate.value)).toEqual([0, 1]);
  });
});
