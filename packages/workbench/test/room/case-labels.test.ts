import { exportReadings } from '@equipoise/annotation';
import { type Answer, type AnswerRecord, studyProtocolSchema } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { studyConsensus } from '../../src/room/index.ts';

const protocol = studyProtocolSchema.parse({
  schemaVersion: 1,
  studyId: 's',
  title: 't',
  questions: [
    {
      id: 'nodule',
      kind: 'single',
      text: '?',
      options: [
        { value: 'no', text: 'No' },
        { value: 'yes', text: 'Yes' },
      ],
      ungradable: [{ value: 'blurred', text: 'Blurred' }],
    },
    { id: 'signs', kind: 'multi', text: '?', options: [{ value: 'a', text: 'A' }] },
    { id: 'size', kind: 'number', text: '?' },
  ],
  cases: ['c1', 'c2', 'c3'].map((caseId) => ({ caseId })),
  readers: ['r1', 'r2', 'r3'].map((readerId) => ({ readerId, roles: ['reader'] })),
  reads: { perCase: 3 },
  adjudication: { kind: 'none' },
});

const say = (
  questionId: string,
  value: Extract<Answer, { outcome: 'answered' }>['value'],
): Answer => ({
  questionId,
  outcome: 'answered',
  value,
  confidence: null,
});

function record(readerId: string, caseId: string, nodule: string, size: number): AnswerRecord {
  const choice: Answer =
    nodule === 'blurred'
      ? { questionId: 'nodule', outcome: 'ungradable', reason: 'blurred', note: '' }
      : say('nodule', { kind: 'single', value: nodule });
  return {
    answerId: `${readerId} ${caseId}`,
    studyId: 's',
    taskId: `${readerId} ${caseId}`,
    caseId,
    readerId,
    purpose: 'measured',
    repeatOf: null,
    isFlipped: false,
    arm: null,
    step: 'final',
    answers: [
      choice,
      say('signs', { kind: 'multi', values: nodule === 'yes' ? ['a'] : [] }),
      say('size', { kind: 'number', value: size }),
    ],
    protocolHash: '0'.repeat(64),
    protocolVersion: 1,
    instructionsVersion: '1',
    instructionsNumber: 1,
    instructionArm: null,
    windows: [],
    activeSeconds: 5,
    wasModelVisible: false,
    openedAt: '2026-01-01T00:00:00.000Z',
    submittedAt: '2026-01-01T00:01:00.000Z',
    zoneOffsetMinutes: 0,
    isValid: true,
    revision: 1,
  };
}

describe('labels of cases by a statistical method', () => {
  it('are named after the question, with certainty, and absent where nobody could tell', async () => {
    const said: Readonly<Record<string, readonly string[]>> = {
      c1: ['yes', 'yes', 'no'],
      c2: ['no', 'no', 'no'],
      c3: ['blurred', 'blurred', 'blurred'],
    };
    const records = Object.entries(said).flatMap(([caseId, words], place) =>
      words.map((word, at) => record(`r${at + 1}`, caseId, word, 10 * place + at)),
    );
    const readings = exportReadings(protocol, records);
    const { caseLabels } = await studyConsensus(protocol, readings, {});
    const of = (questionId: string) => caseLabels.filter((one) => one.questionId === questionId);
    expect(of('nodule').map(({ caseId, label }) => [caseId, label])).toEqual([
      ['c1', 'yes'],
      ['c2', 'no'],
      ['c3', null],
    ]);
    expect(
      of('nodule').map(({ answerCount, cannotTellCount }) => [answerCount, cannotTellCount]),
    ).toEqual([
      [3, 0],
      [3, 0],
      [0, 3],
    ]);
    expect(of('nodule')[0]?.certainty).toBeCloseTo(2 / 3, 12);
    expect(of('nodule')[2]?.certainty).toBeNull();
    expect(of('signs').map(({ column, label }) => [column, label])).toEqual([
      ['signs: a', 'yes'],
      ['signs: a', 'no'],
      ['signs: a', 'no'],
    ]);
    expect(of('size').map(({ label }) => Math.floor(Number(label) / 10))).toEqual([0, 1, 2]);
    expect(of('size').every(({ certainty }) => certainty === null)).toBe(true);
  });
});
