import type { Answer, ExamRule, StudyProtocol } from '@equipoise/domain';
import { shuffleInPlace } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { studyStream } from '../protocol/study-stream.ts';
import { goldOutcome, type ReaderShares, readerShares } from './gold-outcome.ts';
import { dayMs, instantMs, instantText } from './instant.ts';
import { stratumOf } from './reader-order.ts';
import { stratifiedOrder } from './stratified-order.ts';

/** What a sitting came to: also what a certificate says. */
export interface ExamResult extends ReaderShares {
  readonly isPassed: boolean;
  readonly judge: ExamRule['judge'];
  /** Each bar and what was held against it; null where there is nothing to hold, which fails. */
  readonly bars: readonly {
    readonly measure: 'accuracy' | 'sensitivity' | 'specificity';
    readonly atLeast: number;
    readonly reached: number | null;
    readonly isMet: boolean;
  }[];
  readonly caseCount: number;
  /** Cases of the sitting without an answer; they count as wrong. */
  readonly unansweredCount: number;
}

/** Where a candidate stands. */
export type ExamStanding =
  | { readonly kind: 'may-sit'; readonly attempt: number }
  | { readonly kind: 'must-wait'; readonly until: string }
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed' };

function ruleOf(protocol: StudyProtocol): ExamRule {
  return (
    protocol.exam ??
    fail('annotation/not-allowed', 'The study has no exam.', 'Add the rule exam to the protocol.')
  );
}

/**
 * The cases of one sitting, in order: strata in their shares, cases of earlier sittings only when no others are left.
 *
 * @param attempt from 0
 * @param earlier cases of the reader's earlier sittings
 */
export function examCases(
  protocol: StudyProtocol,
  readerId: string,
  attempt: number,
  earlier: readonly string[],
): readonly string[] {
  const rule = ruleOf(protocol);
  const uniform = studyStream(protocol.seed, 'exam', readerId, String(attempt));
  const all = stratifiedOrder(
    protocol.cases.filter((one) => one.use === 'exam'),
    (one) => stratumOf(one, protocol.order.by),
    uniform,
  ).map((one) => one.caseId);
  const known = new Set(rule.hasFreshCases ? earlier : []);
  const chosen = [
    ...all.filter((caseId) => !known.has(caseId)),
    ...all.filter((caseId) => known.has(caseId)),
  ].slice(0, rule.caseCount ?? all.length);
  return shuffleInPlace(chosen, uniform);
}

/**
 * Marks a sitting. A case without an answer is wrong.
 *
 * @param answersByCase answers of each case of the sitting; an empty list where none was given
 */
export function gradeExam(
  protocol: StudyProtocol,
  answersByCase: ReadonlyMap<string, readonly Answer[]>,
): ExamResult {
  const rule = ruleOf(protocol);
  const reference = new Map(protocol.cases.map((one) => [one.caseId, one]));
  let unansweredCount = 0;
  const outcomes = [...answersByCase].map(([caseId, answers]) => {
    const one = reference.get(caseId);
    if (one?.use !== 'exam') {
      fail('annotation/unknown-name', 'A case is no exam case.', 'Mark exam cases only.');
    }
    if (!answers.some((answer) => answer.questionId === rule.reading.questionId)) {
      unansweredCount += 1;
    }
    return (
      goldOutcome(rule.reading, answers, one.reference) ??
      fail('annotation/bad-protocol', 'An exam case has no known answer.', 'Write it.')
    );
  });
  const shares = readerShares(outcomes, rule.level);
  const bars = rule.pass.map(({ measure, atLeast }) => {
    const { interval } = shares[measure];
    const reached =
      rule.judge === 'share' ? interval.estimate.value : (interval.limits?.[0] ?? null);
    return { measure, atLeast, reached, isMet: reached !== null && reached >= atLeast };
  });
  return {
    ...shares,
    isPassed: bars.every((bar) => bar.isMet),
    judge: rule.judge,
    bars,
    caseCount: outcomes.length,
    unansweredCount,
  };
}

/**
 * Whether a candidate may sit, again or at all.
 *
 * @param attempts results of sittings with the instant of each, oldest first
 * @param now instant in UTC
 */
export function examStanding(
  protocol: StudyProtocol,
  attempts: readonly { readonly isPassed: boolean; readonly at: string }[],
  now: string,
): ExamStanding {
  const rule = ruleOf(protocol);
  if (attempts.some((one) => one.isPassed)) return { kind: 'passed' };
  if (attempts.length >= rule.attempts) return { kind: 'failed' };
  const last = attempts[attempts.length - 1];
  if (last !== undefined) {
    const from = instantMs(last.at) + rule.waitDays * dayMs;
    if (from > instantMs(now)) return { kind: 'must-wait', until: instantText(from) };
  }
  return { kind: 'may-sit', attempt: attempts.length };
}
