import type { Answer, AnswerRecord, Question, StudyProtocol } from '@equipoise/domain';
import { conditionDifference } from '@equipoise/stats';
import { answersAgree } from './answers-agree.ts';

/** Answers of one condition that agree with the model. */
export interface ModelAgreement {
  readonly answerCount: number;
  readonly agreeingCount: number;
  /** Null without an answer. */
  readonly share: number | null;
}

/** Agreement with the model when it was shown less that when it was hidden, for one question. */
export interface Anchoring {
  readonly questionId: string;
  readonly shown: ModelAgreement;
  readonly hidden: ModelAgreement;
  /** Share when shown less share when hidden. */
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Why there is no interval. */
  readonly reason: string | null;
  readonly method: 'two-way-clusters';
  /** Confidence level of the interval. */
  readonly level: number;
  readonly caseCount: number;
  /** Distinct patients; a case that names none is one of its own. */
  readonly patientCount: number;
  readonly readerCount: number;
  /** Readings in which the reader or the model gave no answer to the question, or called it ungradable. */
  readonly leftOutCount: number;
}

interface Row {
  readonly agrees: boolean;
  readonly isShown: boolean;
  readonly record: AnswerRecord;
}

/**
 * How far seeing the model draws readers towards it: the share of measured readings that agree with it where it was
 * shown, less that where it was hidden, with an interval over patients and readers at once. Agreement is that of the
 * adjudication rule: words exactly, numbers within its tolerance, drawings by its overlap. An answer given before the
 * model was shown counts as hidden, so that a reader who changed it stands on both sides.
 *
 * @param protocol of the study
 * @param records all answers of the study
 * @param modelAnswers what the model says about each case, by its name; cases without are left out
 * @param level confidence level, 0.95 by default
 * @returns a row for each question, texts apart, that the model answered and that was read under both conditions;
 *   `one-cluster` with a single patient or reader
 * @see Cameron, Gelbach & Miller 2011, doi:10.1198/jbes.2010.07136
 */
export function anchoring(
  protocol: StudyProtocol,
  records: readonly AnswerRecord[],
  modelAnswers: ReadonlyMap<string, readonly Answer[]>,
  level: number = 0.95,
): readonly Anchoring[] {
  const patients = new Map(
    protocol.cases.map(({ caseId, patientId }) => [
      caseId,
      patientId === null ? `case ${caseId}` : `patient ${patientId}`,
    ]),
  );
  const measured = records.filter((one) => one.isValid && one.purpose === 'measured');
  return protocol.questions
    .filter(({ kind }) => kind !== 'text')
    .flatMap((question) => {
      const rows = measured.flatMap((record) => rowOf(protocol, question, record, modelAnswers));
      const told = rows.filter((row): row is Row => row !== null);
      if (!told.some((row) => row.isShown) || told.every((row) => row.isShown)) return [];
      return [
        { ...compared(told, patients, level), ...named(question, rows.length - told.length) },
      ];
    });
}

function named(
  question: Question,
  leftOutCount: number,
): Pick<Anchoring, 'questionId' | 'leftOutCount'> {
  return { questionId: question.id, leftOutCount };
}

/** Null where there is nothing to compare; nothing at all where the model says nothing about the case. */
function rowOf(
  protocol: StudyProtocol,
  question: Question,
  record: AnswerRecord,
  modelAnswers: ReadonlyMap<string, readonly Answer[]>,
): (Row | null)[] {
  const ofModel = modelAnswers.get(record.caseId);
  if (ofModel === undefined) return [];
  const [said, model] = [record.answers, ofModel].map((answers) =>
    answers.find(({ questionId }) => questionId === question.id),
  );
  const isTold = (one: Answer | undefined): boolean =>
    one !== undefined && one.outcome !== 'ungradable';
  if (!isTold(said) || !isTold(model)) return [null];
  const agrees = answersAgree(question, said, model, protocol.adjudication);
  return [{ agrees, isShown: record.wasModelVisible, record }];
}

function compared(
  rows: readonly Row[],
  patients: ReadonlyMap<string, string>,
  level: number,
): Omit<Anchoring, 'questionId' | 'leftOutCount'> {
  const patientOf = ({ record: { caseId } }: Row): string =>
    patients.get(caseId) ?? `case ${caseId}`;
  const codes = (names: readonly string[]): number[] => {
    const places = new Map([...new Set(names)].map((name, at) => [name, at]));
    return names.map((name) => places.get(name)!); // each is in the map
  };
  const [cases, readers] = [rows.map(patientOf), rows.map((row) => row.record.readerId)];
  const found = conditionDifference(
    {
      outcome: rows.map((row) => Number(row.agrees)),
      condition: rows.map((row) => Number(row.isShown)),
      cases: codes(cases),
      readers: codes(readers),
    },
    level,
  );
  const side = (isShown: boolean): ModelAgreement => {
    const own = rows.filter((row) => row.isShown === isShown);
    const agreeingCount = own.filter((row) => row.agrees).length;
    const share = own.length === 0 ? null : agreeingCount / own.length;
    return { answerCount: own.length, agreeingCount, share };
  };
  const [shown, hidden] = [side(true), side(false)];
  return {
    shown,
    hidden,
    // Both were seen. Without an interval it is a fact about these readings, and the reason says why there is none.
    difference: shown.share! - hidden.share!,
    low: found.limits?.[0] ?? null,
    high: found.limits?.[1] ?? null,
    reason: found.estimate.reason ?? null,
    method: 'two-way-clusters',
    level,
    caseCount: new Set(rows.map((row) => row.record.caseId)).size,
    patientCount: new Set(cases).size,
    readerCount: new Set(readers).size,
  };
}
