import type { AnswerRecord, SessionRule } from '@equipoise/domain';
import { instantMs, instantText } from './instant.ts';

/** Enough of an answer to know when somebody worked. */
export type TimedRecord = Pick<AnswerRecord, 'openedAt' | 'submittedAt' | 'activeSeconds'>;

/** One sitting: work without a break. */
export interface Sitting {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly caseCount: number;
  readonly activeMinutes: number;
}

/** Whether a reader may go on. */
export interface SittingState {
  /** The sitting that is on; null when the last one is over. */
  readonly current: Sitting | null;
  /** Which cap was reached; null while there is none. */
  readonly capReached: 'cases' | 'minutes' | null;
  /** Instant from which work may go on after a cap; null while it may. */
  readonly mayResumeAt: string | null;
}

/** Sittings of one reader: a gap of the rule's break or more ends one. The index of each record's sitting comes along. */
export function sittings(
  records: readonly TimedRecord[],
  rule: SessionRule,
): { readonly sittings: readonly Sitting[]; readonly sittingOf: Int32Array } {
  const order = records.map((_, at) => at);
  order.sort((a, b) => (records[a]!.submittedAt < records[b]!.submittedAt ? -1 : 1));
  const found: Sitting[] = [];
  const sittingOf = new Int32Array(records.length);
  for (const at of order) {
    const record = records[at]!;
    const last = found[found.length - 1];
    const gap =
      last === undefined
        ? Number.POSITIVE_INFINITY
        : instantMs(record.openedAt) - instantMs(last.endedAt);
    if (last === undefined || gap >= rule.breakMinutes * 60_000) {
      found.push({
        startedAt: record.openedAt,
        endedAt: record.submittedAt,
        caseCount: 1,
        activeMinutes: record.activeSeconds / 60,
      });
    } else {
      found[found.length - 1] = {
        ...last,
        endedAt: record.submittedAt,
        caseCount: last.caseCount + 1,
        activeMinutes: last.activeMinutes + record.activeSeconds / 60,
      };
    }
    sittingOf[at] = found.length - 1;
  }
  return { sittings: found, sittingOf };
}

/**
 * Whether the records of one reader that were submitted last are enough for {@link sittingState}: earlier ones lie in
 * another sitting, or the last sitting is over.
 *
 * @param records those submitted last
 * @param now instant in UTC
 */
export function holdsSitting(
  records: readonly TimedRecord[],
  rule: SessionRule,
  now: string,
): boolean {
  const last = records.reduce(
    (latest, one) => Math.max(latest, instantMs(one.submittedAt)),
    Number.NEGATIVE_INFINITY,
  );
  if (instantMs(now) - last >= rule.breakMinutes * 60_000) return records.length > 0;
  return sittings(records, rule).sittings.length > 1;
}

/**
 * Whether the caps of a sitting are reached.
 *
 * @param records of one reader
 * @param now instant in UTC
 */
export function sittingState(
  records: readonly TimedRecord[],
  rule: SessionRule,
  now: string,
): SittingState {
  const { sittings: all } = sittings(records, rule);
  const last = all[all.length - 1];
  const rest = rule.breakMinutes * 60_000;
  if (last === undefined || instantMs(now) - instantMs(last.endedAt) >= rest) {
    return { current: null, capReached: null, mayResumeAt: null };
  }
  const capReached =
    rule.mostCases !== null && last.caseCount >= rule.mostCases
      ? 'cases'
      : rule.mostMinutes !== null && last.activeMinutes >= rule.mostMinutes
        ? 'minutes'
        : null;
  const mayResumeAt = capReached === null ? null : instantText(instantMs(last.endedAt) + rest);
  return { current: last, capReached, mayResumeAt };
}
