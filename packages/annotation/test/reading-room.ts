import { parseStudyProtocol } from '@equipoise/annotation';
import type { Answer, AnswerRecord, StudyProtocol } from '@equipoise/domain';

/** A small protocol that can be locked; parts are replaced by the test. */
export function smallDocument(
  parts: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    schemaVersion: 1,
    studyId: 'study',
    title: 'A study',
    seed: 7,
    analysisPlan: 'Kappa of finding.',
    questions: [
      {
        id: 'finding',
        kind: 'single',
        text: 'Is it there?',
        options: [
          { value: 'yes', text: 'Yes' },
          { value: 'no', text: 'No' },
        ],
        ungradable: [{ value: 'dark', text: 'Too dark' }],
      },
    ],
    instructions: {
      labels: ['yes', 'no'].map((label) => ({
        questionId: 'finding',
        label,
        examples: [{ imageId: `example-${label}` }],
      })),
    },
    cases: numbered(12, 'c').map((caseId, at) => ({
      caseId,
      strata: { site: at % 3 === 0 ? 'A' : 'B' },
    })),
    readers: numbered(4, 'r').map((readerId) => ({ readerId, roles: ['reader'] })),
    reads: { perCase: 2 },
    order: { by: ['site'] },
    adjudication: { kind: 'none' },
    ...parts,
  };
}

export function smallProtocol(parts: Readonly<Record<string, unknown>> = {}): StudyProtocol {
  return parseStudyProtocol(smallDocument(parts));
}

export function numbered(count: number, prefix: string): string[] {
  const width = String(count).length;
  return Array.from(
    { length: count },
    (_, at) => `${prefix}${String(at + 1).padStart(width, '0')}`,
  );
}

export function says(value: string, questionId = 'finding'): Answer {
  return value === 'ungradable'
    ? { questionId, outcome: 'ungradable', reason: 'dark', note: '' }
    : { questionId, outcome: 'answered', value: { kind: 'single', value }, confidence: null };
}

let made = 0;

/** An answer record; what the test does not say is plain. */
export function record(parts: Partial<AnswerRecord>): AnswerRecord {
  made += 1;
  return {
    answerId: `a${made}`,
    studyId: 'study',
    taskId: `t${made}`,
    caseId: 'c01',
    readerId: 'r1',
    purpose: 'measured',
    repeatOf: null,
    isFlipped: false,
    arm: null,
    step: 'final',
    answers: [],
    protocolHash: '0'.repeat(64),
    protocolVersion: 1,
    instructionsVersion: 'v1',
    instructionsNumber: 1,
    instructionArm: null,
    windows: [],
    activeSeconds: 10,
    wasModelVisible: false,
    openedAt: '2026-01-05T09:00:00.000Z',
    submittedAt: '2026-01-05T09:00:20.000Z',
    zoneOffsetMinutes: 0,
    isValid: true,
    revision: 1,
    ...parts,
  };
}

/** An instant so many minutes after a Monday morning. */
export function minutesIn(minutes: number): string {
  return new Date(Date.UTC(2026, 0, 5, 9) + Math.round(minutes * 60_000)).toISOString();
}
