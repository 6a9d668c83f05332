import type { DriftRule } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** A control chart of errors: a right answer takes one step down, an error `up` steps up; an alarm at `limit`. */
export interface DriftChart {
  /** Steps up at an error; one step down otherwise, not below 0. */
  readonly up: number;
  /** Height of the alarm. */
  readonly limit: number;
  /** Chance of an alarm without drift over the gold cases planned, computed exactly. */
  readonly falseAlarm: number;
  /** Chance of an alarm within 30 gold cases of full drift, from height 0, computed exactly. */
  readonly foundWithin30: number;
}

/** The chart of one reader. */
export interface DriftState {
  readonly height: number;
  readonly goldCount: number;
  /** Gold cases until the alarm, from 1; null without one. */
  readonly alarmAt: number | null;
  /** Gold cases until the last time the chart stood at 0: where the drift probably began. */
  readonly sinceGold: number;
}

/** Chance that the chart reaches its limit within n answers of which a share `error` are wrong. */
export function alarmChance(up: number, limit: number, error: number, n: number): number {
  let now = new Float64Array(limit);
  now[0] = 1;
  let alarm = 0;
  for (let i = 0; i < n; i += 1) {
    const next = new Float64Array(limit);
    for (let height = 0; height < limit; height += 1) {
      const chance = now[height]!;
      if (chance === 0) continue;
      const low = Math.max(0, height - 1);
      next[low] = next[low]! + chance * (1 - error);
      if (height + up >= limit) alarm += chance * error;
      else next[height + up] = next[height + up]! + chance * error;
    }
    now = next;
  }
  return alarm;
}

/**
 * The Bernoulli CUSUM of a rule: the step of an error is the likelihood-ratio step rounded to a whole number of the
 * step of a right answer, and the limit the least whose false alarms stay within the rule.
 *
 * @throws annotation/bad-argument when the drift rate is not above the error rate
 * @see Reynolds, Stoumbos 1999, doi:10.1080/00224065.1999.11979900
 */
export function driftChart(
  rule: Pick<DriftRule, 'errorRate' | 'driftRate' | 'falseAlarm' | 'goldCount'>,
): DriftChart {
  const { errorRate, driftRate, goldCount } = rule;
  if (!(driftRate > errorRate && errorRate > 0 && driftRate < 1)) {
    fail('annotation/bad-argument', 'The drift rate is not above the error rate.', 'Raise it.');
  }
  const down = -Math.log((1 - driftRate) / (1 - errorRate));
  const whole = Math.log((driftRate * (1 - errorRate)) / (errorRate * (1 - driftRate)));
  const up = Math.max(1, Math.round(whole / down) - 1);
  let limit = up;
  // More errors in a row than gold cases cannot come: the loop ends there at the latest.
  while (
    limit <= up * goldCount &&
    alarmChance(up, limit, errorRate, goldCount) > rule.falseAlarm
  ) {
    limit += 1;
  }
  return {
    up,
    limit,
    falseAlarm: alarmChance(up, limit, errorRate, goldCount),
    foundWithin30: alarmChance(up, limit, driftRate, 30),
  };
}

/** The chart before any gold case. */
export const driftStart: DriftState = { height: 0, goldCount: 0, alarmAt: null, sinceGold: 0 };

/** The chart after one more gold case; an alarm stays. */
export function driftStep(chart: DriftChart, state: DriftState, isError: boolean): DriftState {
  const goldCount = state.goldCount + 1;
  const height = Math.max(0, state.height + (isError ? chart.up : -1));
  const isAlarm = state.alarmAt === null && height >= chart.limit;
  return {
    height,
    goldCount,
    alarmAt: isAlarm ? goldCount : state.alarmAt,
    sinceGold: height === 0 && state.alarmAt === null ? goldCount : state.sinceGold,
  };
}
