import type { AnswerRecord, BinaryReading, StudyProtocol, SuspensionRule } from '@equipoise/domain';
import { casesById } from './case-lookup.ts';
import {
  type DriftChart,
  type DriftState,
  driftChart,
  driftStart,
  driftStep,
} from './drift-chart.ts';
import { type GoldOutcome, goldOutcome, type ReaderShares, readerShares } from './gold-outcome.ts';
import { type SequentialState, sequentialTest } from './sequential-test.ts';

/** Which bar a reader fell below. */
export interface SuspensionReason {
  readonly measure: 'sensitivity' | 'specificity';
  readonly below: number;
  readonly reached: number;
  /** What spoke: the bar, or the test that goes on with every positive gold case. */
  readonly by: 'bar' | 'sequential';
}

/** Where a reader stands on gold cases. */
export interface ReaderStanding extends ReaderShares {
  readonly readerId: string;
  readonly goldCount: number;
  readonly isSuspended: boolean;
  /** Why; empty for readers in good standing. */
  readonly reasons: readonly SuspensionReason[];
  /** The test of sensitivity that goes on; null without one. */
  readonly sequential: SequentialState | null;
  /** Null without a rule. `heights`: of the chart behind every gold case, oldest first. */
  readonly drift:
    | (DriftState & { readonly chart: DriftChart; readonly heights: readonly number[] })
    | null;
  /** Gold answer that raised the alarm, by its submission; null without one. */
  readonly alarmSince: string | null;
}

/** Gold answers of one reader, valid and final, oldest first. */
export function goldRecords(
  records: readonly AnswerRecord[],
  readerId: string,
): readonly AnswerRecord[] {
  return records
    .filter(
      (one) =>
        one.readerId === readerId && one.purpose === 'gold' && one.isValid && one.step === 'final',
    )
    .sort((a, b) => (a.submittedAt < b.submittedAt ? -1 : 1));
}

function outcomesOf(
  protocol: StudyProtocol,
  reading: BinaryReading,
  records: readonly AnswerRecord[],
): { readonly outcome: GoldOutcome; readonly at: string }[] {
  const cases = casesById(protocol);
  return records.flatMap((record) => {
    const outcome = goldOutcome(reading, record.answers, cases.get(record.caseId)?.reference ?? []);
    return outcome === null ? [] : [{ outcome, at: record.submittedAt }];
  });
}

function reasonsOf(protocol: StudyProtocol, shares: ReaderShares): SuspensionReason[] {
  const rule = protocol.suspension;
  if (rule === null) return [];
  const bars = [
    ['sensitivity', rule.sensitivityBelow],
    ['specificity', rule.specificityBelow],
  ] as const;
  return bars.flatMap(([measure, below]) => {
    const { interval, count } = shares[measure];
    const reached =
      rule.judge === 'share' ? interval.estimate.value : (interval.limits?.[1] ?? null);
    const isBelow =
      below !== null && reached !== null && count >= rule.fewestGold && reached < below;
    return isBelow ? [{ measure, below, reached, by: 'bar' as const }] : [];
  });
}

function sequentialOf(
  rule: SuspensionRule | null,
  outcomes: readonly { readonly outcome: GoldOutcome }[],
): SequentialState | null {
  if (rule === null || rule.sequential === null) return null;
  const positives = outcomes.filter(({ outcome }) => outcome.isPositive === true);
  return sequentialTest(
    rule.sequential,
    positives.map(({ outcome }) => outcome.isDetected),
  );
}

function sequentialReasons(
  rule: SuspensionRule | null,
  state: SequentialState | null,
): SuspensionReason[] {
  if (rule === null || rule.sequential === null || state === null || state.reachedAt === null)
    return [];
  return [
    {
      measure: 'sensitivity',
      below: rule.sequential.acceptable,
      reached: state.hits / state.positives,
      by: 'sequential',
    },
  ];
}

/**
 * Sensitivity and specificity of one reader on hidden gold cases, the control chart, and whether the rule suspends.
 * The rule speaks on each share once its class has the least number of gold answers.
 *
 * @param records answers of any readers
 */
export function readerStanding(
  protocol: StudyProtocol,
  readerId: string,
  records: readonly AnswerRecord[],
): ReaderStanding {
  const gold = goldRecords(records, readerId);
  const rule = protocol.suspension;
  const reading = rule?.reading ?? protocol.drift?.reading ?? null;
  const all = reading === null ? [] : outcomesOf(protocol, reading, gold);
  const window = rule?.window ?? null;
  const counted = (window === null ? all : all.slice(-window)).map((one) => one.outcome);
  const shares = readerShares(counted);
  const sequential = sequentialOf(rule, all);
  const reasons = [...reasonsOf(protocol, shares), ...sequentialReasons(rule, sequential)];
  let drift: ReaderStanding['drift'] = null;
  let alarmSince: string | null = null;
  if (protocol.drift !== null) {
    const chart = driftChart(protocol.drift);
    const series = outcomesOf(protocol, protocol.drift.reading, gold);
    const heights: number[] = [];
    let state = driftStart;
    for (const { outcome, at } of series) {
      state = driftStep(chart, state, !outcome.isCorrect);
      heights.push(state.height);
      if (state.alarmAt === state.goldCount) alarmSince = at;
    }
    drift = { ...state, chart, heights };
  }
  return {
    readerId,
    ...shares,
    goldCount: gold.length,
    isSuspended: reasons.length > 0,
    reasons,
    sequential,
    drift,
    alarmSince,
  };
}
