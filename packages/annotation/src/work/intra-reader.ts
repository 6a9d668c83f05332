import type { AnswerRecord, StudyProtocol } from '@equipoise/domain';
import {
  type CohenKappa,
  cohenKappa,
  type IntraclassForm,
  intraclassCorrelations,
  measurementsFromRows,
} from '@equipoise/stats';
import { answerKey } from './answer-key.ts';
import { exportedQuestions, ungradableWord } from './readings-table.ts';

/** Two answers of one reader to one question about one case. */
export interface RepeatedPair {
  readonly first: AnswerRecord;
  readonly second: AnswerRecord;
}

/** How far a reader agrees with the own earlier readings on one question. */
export interface IntraReader {
  readonly readerId: string;
  readonly question: string;
  readonly pairCount: number;
  /** Pairs with the very same answer, "ungradable" among them. */
  readonly sameCount: number;
  /** Classes; null for numbers. */
  readonly kappa: CohenKappa | null;
  /** Numbers, absolute agreement of single readings; null for classes. */
  readonly icc: IntraclassForm | null;
}

/**
 * The repeats of a study with their first servings. Cases that were read again because their label was doubted are no
 * repeats: they were not drawn by chance.
 */
export function repeatedPairs(records: readonly AnswerRecord[]): readonly RepeatedPair[] {
  const final = records.filter((one) => one.isValid && one.step === 'final');
  const byTask = new Map(final.map((one) => [one.taskId, one]));
  return final.flatMap((second) => {
    const { repeatOf, purpose } = second;
    const first = repeatOf === null || purpose === 'reread' ? undefined : byTask.get(repeatOf);
    return first === undefined ? [] : [{ first, second }];
  });
}

/**
 * Agreement of each reader with herself or himself, by question: Cohen's kappa, weighted too, or the intraclass
 * correlation, each with its interval.
 *
 * @param records all answers of the study
 */
export function intraReader(
  protocol: StudyProtocol,
  records: readonly AnswerRecord[],
): readonly IntraReader[] {
  const pairs = repeatedPairs(records);
  const readers = [...new Set(pairs.map(({ first }) => first.readerId))].sort();
  return readers.flatMap((readerId) => {
    const own = pairs.filter(({ first }) => first.readerId === readerId);
    return protocol.questions.flatMap((question) =>
      exportedQuestions(question).map((exported): IntraReader => {
        const cell = (record: AnswerRecord): number => {
          const answer = record.answers.find((one) => one.questionId === question.id);
          const text = exported.cellOf(answer);
          if (text === null || text === ungradableWord) return Number.NaN;
          return exported.classes === null ? Number(text) : exported.classes.indexOf(String(text));
        };
        const firsts = Float64Array.from(own, ({ first }) => cell(first));
        const seconds = Float64Array.from(own, ({ second }) => cell(second));
        const keyOf = (record: AnswerRecord): string | null => {
          const answer = record.answers.find((one) => one.questionId === question.id);
          return answer === undefined ? null : answerKey(answer);
        };
        const sameCount = own.filter(({ first, second }) => keyOf(first) === keyOf(second)).length;
        const base = { readerId, question: exported.name, pairCount: own.length, sameCount };
        if (exported.classes !== null) {
          const kappa = cohenKappa(firsts, seconds, exported.classes.length);
          return { ...base, kappa, icc: null };
        }
        const { agreement } = intraclassCorrelations(
          measurementsFromRows(Array.from(firsts, (value, at) => [value, seconds[at]!])),
        );
        return { ...base, kappa: null, icc: agreement };
      }),
    );
  });
}
