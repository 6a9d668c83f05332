import {
  type Answer,
  type AnswerRecord,
  answerStates,
  type QuestionReadings,
  type Readings,
  type StudyProtocol,
} from '@equipoise/domain';
import { fail } from '../errors.ts';
import {
  type ExportedQuestion,
  type ExportOptions,
  exportedQuestions,
  exportedRecords,
  ungradableWord,
} from './readings-table.ts';

function questionReadings(
  question: ExportedQuestion,
  records: readonly AnswerRecord[],
  answerOf: (record: AnswerRecord) => Answer | undefined,
  caseIndex: Int32Array,
  readerIndex: Int32Array,
): QuestionReadings {
  const answer = new Float64Array(records.length).fill(Number.NaN);
  const state = new Uint8Array(records.length);
  records.forEach((record, at) => {
    const cell = question.cellOf(answerOf(record));
    if (cell === null) {
      state[at] = answerStates.indexOf('not-asked');
    } else if (cell === ungradableWord) {
      state[at] = answerStates.indexOf('cannot-tell');
    } else {
      state[at] = answerStates.indexOf('answered');
      answer[at] =
        question.classes === null ? Number(cell) : question.classes.indexOf(String(cell));
    }
  });
  return {
    name: question.name,
    kind: question.kind,
    classes: question.classes,
    caseIndex,
    readerIndex,
    answer,
    state,
    durationSeconds: Float64Array.from(records, (record) => record.activeSeconds),
    leftOut: [],
  };
}

/**
 * Readings of a study as the house's tables of readings: what agreement, consensus and label errors are computed from.
 * Cases and readers without a reading are left out, as a file of readings would leave them out.
 *
 * @param records all answers of the study
 * @throws annotation/repeated-reading when a reader read a case more than once in what was asked for
 */
export function exportReadings(
  protocol: StudyProtocol,
  records: readonly AnswerRecord[],
  options: ExportOptions = {},
): Readings {
  const chosen = exportedRecords(protocol, records, options);
  const caseNames = [...new Set(chosen.map((one) => one.caseId))];
  const readerNames = [...new Set(chosen.map((one) => one.readerId))];
  const caseAt = new Map(caseNames.map((name, at) => [name, at]));
  const readerAt = new Map(readerNames.map((name, at) => [name, at]));
  const caseIndex = Int32Array.from(chosen, (one) => caseAt.get(one.caseId)!);
  const readerIndex = Int32Array.from(chosen, (one) => readerAt.get(one.readerId)!);
  const seen = new Set<number>();
  chosen.forEach((_, at) => {
    const key = caseIndex[at]! * readerNames.length + readerIndex[at]!;
    if (seen.has(key)) {
      fail(
        'annotation/repeated-reading',
        'A reader read a case more than once in what was asked for.',
        'Name one arm and one purpose.',
      );
    }
    seen.add(key);
  });
  const patients = new Map<string, number>();
  const patientOf = new Map(protocol.cases.map((one) => [one.caseId, one.patientId]));
  const patient = Int32Array.from(caseNames, (name) => {
    const key = patientOf.get(name) ?? name;
    const code = patients.get(key) ?? patients.size;
    patients.set(key, code);
    return code;
  });
  const wanted = protocol.questions.filter(
    (question) => options.questionIds?.includes(question.id) ?? true,
  );
  const questions = wanted.flatMap((question) =>
    exportedQuestions(question).map((exported) =>
      questionReadings(
        exported,
        chosen,
        (record) => record.answers.find((answer) => answer.questionId === question.id),
        caseIndex,
        readerIndex,
      ),
    ),
  );
  return {
    caseCount: caseNames.length,
    caseNames,
    readerNames,
    patient,
    patientCount: patients.size,
    unit: 'patient',
    attributes: [],
    questions,
  };
}
