import { anchoring } from '@equipoise/annotation';
import type { AnswerRecord } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { numbered, record, says, smallProtocol } from '../reading-room.ts';

const cases = numbered(12, 'c');
const other = (value: string): string => (value === 'yes' ? 'no' : 'yes');
const modelSays = (at: number): string => (at % 3 === 0 ? 'yes' : 'no');
const model = new Map(cases.map((caseId, at) => [caseId, [says(modelSays(at))]]));

/** Readings of every case by three readers, without the model and with it. */
function readings(agrees: (isShown: boolean, reader: number, at: number) => boolean) {
  const records: AnswerRecord[] = [];
  for (const [reader, readerId] of ['r1', 'r2', 'r3'].entries()) {
    for (const [at, caseId] of cases.entries()) {
      for (const isShown of [false, true]) {
        const value = agrees(isShown, reader, at) ? modelSays(at) : other(modelSays(at));
        records.push(
          record({ caseId, readerId, wasModelVisible: isShown, answers: [says(value)] }),
        );
      }
    }
  }
  return records;
}

describe('agreement with the model, shown less hidden', () => {
  it('counts both sides and takes one from the other', () => {
    const records = readings((isShown, reader, at) => isShown || (at + reader) % 4 !== 0);
    const [found] = anchoring(smallProtocol(), records, model);
    expect(found).toMatchObject({
      questionId: 'finding',
      shown: { answerCount: 36, agreeingCount: 36, share: 1 },
      hidden: { answerCount: 36, agreeingCount: 27, share: 0.75 },
      difference: 0.25,
      caseCount: 12,
      patientCount: 12,
      readerCount: 3,
      leftOutCount: 0,
      level: 0.95,
      reason: null,
    });
    expect(found!.low).toBeGreaterThan(0);
    expect(found!.high).toBeGreaterThan(0.25);
  });

  it('takes the first answer of a reader who then saw the model as hidden', () => {
    const first = record({ step: 'first', answers: [says('no')] });
    const final = record({ taskId: first.taskId, wasModelVisible: true, answers: [says('yes')] });
    const [found] = anchoring(smallProtocol(), [first, final], model);
    expect(found).toMatchObject({ difference: 1, low: null, reason: 'one-cluster' });
  });

  it('takes patients as the unit', () => {
    const patients = cases.map((caseId, at) => ({
      caseId,
      patientId: `p${at >> 1}`,
      strata: { site: 'A' },
    }));
    const records = readings((isShown, reader, at) => isShown || (at + reader) % 4 !== 0);
    const [found] = anchoring(smallProtocol({ cases: patients }), records, model);
    expect(found).toMatchObject({ caseCount: 12, patientCount: 6 });
  });

  it('leaves out what is no answer, and what is not measured', () => {
    const records = [
      ...readings(() => true),
      record({ answers: [says('ungradable')] }),
      record({ answers: [] }),
      record({ caseId: 'c99', answers: [says('yes')] }),
      record({ purpose: 'gold', answers: [says('no')] }),
      record({ isValid: false, answers: [says('no')] }),
    ];
    const [found] = anchoring(smallProtocol(), records, model);
    expect(found).toMatchObject({ difference: 0, leftOutCount: 2 });
  });

  it('says nothing where the model was always in sight, never, or answers nothing', () => {
    const records = readings(() => true);
    const protocol = smallProtocol();
    expect(anchoring(protocol, records, new Map())).toEqual([]);
    for (const isShown of [true, false]) {
      const own = records.filter((one) => one.wasModelVisible === isShown);
      expect(anchoring(protocol, own, model)).toEqual([]);
    }
  });

  it('holds no difference in most of the studies in which readers do not look at it', () => {
    let held = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomStream(seed);
      const lean = [0.65, 0.75, 0.8];
      const [found] = anchoring(
        smallProtocol(),
        readings((_, reader) => random() < lean[reader]!),
        model,
      );
      if (found!.low! <= 0 && found!.high! >= 0) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(92);
  });
});
