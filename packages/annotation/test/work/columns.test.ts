import {
  type AnswerColumns,
  appendRecord,
  caseProgress,
  caseStates,
  columnPlaces,
  dropCases,
  emptyColumns,
  exportReadings,
  progressOfStands,
  readersOfColumns,
  readingsOfColumns,
  studyProgress,
} from '@equipoise/annotation';
import type { AnswerRecord, ReaderOrder, StudyProtocol } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numbered, record, says, smallProtocol } from '../reading-room.ts';

const protocol = smallProtocol({
  questions: [
    ...(smallProtocol().questions as never[]),
    {
      id: 'side',
      kind: 'multi',
      text: 'Where?',
      options: [
        { value: 'left', text: 'Left' },
        { value: 'right', text: 'Right' },
      ],
    },
    { id: 'size', kind: 'number', text: 'How large?', unit: 'mm' },
  ],
  cases: numbered(12, 'c').map((caseId, at) => ({
    caseId,
    patientId: `p${at >> 1}`,
    strata: { site: 'A' },
  })),
});

const answers = fc.tuple(
  fc.constantFrom('yes', 'no', 'ungradable'),
  fc.option(fc.subarray(['left', 'right'])),
  fc.option(fc.integer({ min: 0, max: 99 })),
);

const parts = fc.record({
  caseId: fc.constantFrom(...numbered(12, 'c'), 'gone'),
  readerId: fc.constantFrom(...numbered(4, 'r'), 'stranger'),
  purpose: fc.constantFrom('measured' as const, 'gold' as const, 'repeat' as const),
  arm: fc.constantFrom(null, 'plain', 'aided'),
  step: fc.constantFrom('final' as const, 'first' as const),
  isValid: fc.boolean(),
  activeSeconds: fc.double({ min: 0, max: 500, noNaN: true }),
  said: answers,
});

/** Records with one reading of a case by a reader in each arm, purpose and step. */
const studies = fc
  .uniqueArray(parts, {
    maxLength: 80,
    selector: (one) => [one.caseId, one.readerId, one.purpose, one.arm, one.step].join('|'),
  })
  .map((list) =>
    list.map(({ said: [finding, sides, size], ...one }) =>
      record({
        ...one,
        answers: [
          says(finding),
          ...(sides === null
            ? []
            : [
                {
                  questionId: 'side',
                  outcome: 'answered' as const,
                  value: { kind: 'multi' as const, values: sides },
                  confidence: null,
                },
              ]),
          ...(size === null
            ? []
            : [
                {
                  questionId: 'size',
                  outcome: 'answered' as const,
                  value: { kind: 'number' as const, value: size },
                  confidence: null,
                },
              ]),
        ],
      }),
    ),
  );

function columnsOf(
  of: StudyProtocol,
  records: readonly AnswerRecord[],
  isOrdered: (record: AnswerRecord) => boolean = () => true,
): AnswerColumns {
  const columns = emptyColumns(of, 4);
  const places = columnPlaces(of, ['stranger']);
  for (const one of records) appendRecord(columns, places, one, isOrdered(one));
  return columns;
}

function outcome(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return String(error);
  }
}

describe('columns of answers', () => {
  test('give the very readings that the records give', () => {
    fc.assert(
      fc.property(
        studies,
        fc.record(
          {
            arm: fc.constantFrom('plain', 'aided', 'other'),
            purposes: fc.subarray(['measured', 'gold', 'repeat'] as const),
            step: fc.constantFrom('final' as const, 'first' as const),
            questionIds: fc.subarray(['finding', 'side', 'size']),
          },
          { requiredKeys: [] },
        ),
        (records, choice) => {
          const wanted = outcome(() => exportReadings(protocol, records, choice));
          const columns = columnsOf(protocol, records.toReversed());
          expect(outcome(() => readingsOfColumns(protocol, columns, choice))).toEqual(wanted);
        },
      ),
    );
  });

  test('take the answers to a case anew', () => {
    fc.assert(
      fc.property(studies, fc.subarray(numbered(12, 'c')), (records, names) => {
        const touched = new Set(names);
        const places = columnPlaces(protocol);
        const columns = columnsOf(protocol, records);
        dropCases(columns, new Set(names.map((name) => places.caseAt.get(name) ?? -1)));
        const now = records.map((one) =>
          touched.has(one.caseId) ? { ...one, isValid: !one.isValid } : one,
        );
        for (const one of now) {
          if (touched.has(one.caseId)) appendRecord(columns, places, one, true);
        }
        const choice = { arm: 'plain' };
        expect(outcome(() => readingsOfColumns(protocol, columns, choice))).toEqual(
          outcome(() => exportReadings(protocol, now, choice)),
        );
      }),
    );
  });

  test('tell the progress that the records tell', () => {
    fc.assert(
      fc.property(studies, (made) => {
        const records = made.filter(({ caseId }) => caseId !== 'gone');
        const orders = [...numbered(4, 'r'), 'stranger'].map((readerId): ReaderOrder => {
          const own = records.filter((one) => one.readerId === readerId && one.arm !== 'aided');
          return {
            readerId,
            entries: own.map(({ taskId }) => ({ taskId })),
          } as never; // what progress looks at
        });
        const columns = columnsOf(protocol, records, ({ arm }) => arm !== 'aided');
        const stands = protocol.cases.map((one) =>
          caseProgress(
            protocol,
            one,
            records.filter(({ caseId }) => caseId === one.caseId),
            [],
          ),
        );
        const assigned = orders.map(({ readerId, entries }) => ({
          readerId,
          assignedCount: entries.length,
        }));
        const readers = readersOfColumns(columns, columnPlaces(protocol, ['stranger']), assigned);
        const found = progressOfStands(
          protocol,
          {
            state: Uint8Array.from(stands, ({ state }) => caseStates.indexOf(state)),
            readsDone: Int32Array.from(stands, ({ readsDone }) => readsDone),
          },
          readers,
        );
        expect(found).toEqual(studyProgress(protocol, orders, records));
      }),
    );
  });
});
