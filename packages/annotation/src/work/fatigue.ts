import type { AnswerRecord, SessionRule } from '@equipoise/domain';
import { type Limits, none, some, tQuantile, type Value } from '@equipoise/stats';
import { sittings } from './sitting.ts';

/** A straight line through points, as change per ten cases or per hour. */
export interface Trend {
  readonly slope: Value;
  readonly limits: Limits | null;
  readonly count: number;
}

/** How a reader changes within sittings. */
export interface Fatigue {
  readonly readerId: string;
  /** Change of the logarithm of active seconds per ten cases of a sitting; below 0: faster. */
  readonly time: Trend;
  /** The same as a factor: active seconds of a case ten cases later, over those now. */
  readonly timeFactor: { readonly estimate: Value; readonly limits: Limits | null };
  /** Change of the share of right gold answers per ten cases of a sitting. */
  readonly accuracy: Trend;
  /** Right and all gold answers by hour of the reader's day, 0 to 23. */
  readonly byHour: readonly {
    readonly hour: number;
    readonly right: number;
    readonly count: number;
  }[];
}

/**
 * Slope of y on x within groups: every group has its own level, so that slow and fast sittings do not pass for a trend.
 *
 * @param level of the t interval
 * @returns `too-few` with fewer than three points more than groups, `no-spread` where x does not vary
 */
export function trendWithin(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  group: ArrayLike<number>,
  level = 0.95,
): Trend {
  const count = x.length;
  const sums = new Map<number, { n: number; x: number; y: number }>();
  for (let i = 0; i < count; i += 1) {
    const sum = sums.get(group[i]!) ?? { n: 0, x: 0, y: 0 };
    sums.set(group[i]!, { n: sum.n + 1, x: sum.x + x[i]!, y: sum.y + y[i]! });
  }
  const df = count - sums.size - 1;
  if (df < 2) return { slope: none('too-few'), limits: null, count };
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < count; i += 1) {
    const sum = sums.get(group[i]!)!;
    const dx = x[i]! - sum.x / sum.n;
    const dy = y[i]! - sum.y / sum.n;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  if (!(sxx > 0)) return { slope: none('no-spread'), limits: null, count };
  const slope = sxy / sxx;
  const residual = Math.max(0, syy - slope * sxy);
  const half = tQuantile(1 - (1 - level) / 2, df) * Math.sqrt(residual / df / sxx);
  return { slope: some(slope), limits: [slope - half, slope + half], count };
}

/**
 * Trends within sittings of one reader. Time alone does not show fatigue, so answers to gold cases stand beside it.
 *
 * @param records valid answers of one reader
 * @param isRight whether a gold answer was right; null for records that are no gold
 * @see Krupinski et al. 2010, doi:10.1016/j.jacr.2010.03.004
 */
export function readerFatigue(
  readerId: string,
  records: readonly AnswerRecord[],
  rule: SessionRule,
  isRight: (record: AnswerRecord) => boolean | null,
): Fatigue {
  const own = records
    .filter((one) => one.readerId === readerId)
    .sort((a, b) => (a.submittedAt < b.submittedAt ? -1 : 1));
  const { sittingOf } = sittings(own, rule);
  const place = new Int32Array(own.length);
  for (let i = 0; i < own.length; i += 1) {
    place[i] = i > 0 && sittingOf[i] === sittingOf[i - 1] ? place[i - 1]! + 1 : 0;
  }
  const timed = own.flatMap((one, at) => (one.activeSeconds > 0 ? [at] : []));
  const judged = own.flatMap((one, at) => {
    const right = isRight(one);
    return right === null ? [] : [{ at, right, one }];
  });
  const hours = new Map<number, { right: number; count: number }>();
  for (const { one, right } of judged) {
    const minutes =
      Number(one.submittedAt.slice(11, 13)) * 60 + Number(one.submittedAt.slice(14, 16));
    const local = (((minutes + one.zoneOffsetMinutes) % 1440) + 1440) % 1440;
    const hour = Math.floor(local / 60);
    const sum = hours.get(hour) ?? { right: 0, count: 0 };
    hours.set(hour, { right: sum.right + (right ? 1 : 0), count: sum.count + 1 });
  }
  const time = trendWithin(
    timed.map((at) => place[at]! / 10),
    timed.map((at) => Math.log(own[at]!.activeSeconds)),
    timed.map((at) => sittingOf[at]!),
  );
  return {
    readerId,
    time,
    timeFactor: {
      estimate: time.slope.value === null ? time.slope : some(Math.exp(time.slope.value)),
      limits: time.limits === null ? null : [Math.exp(time.limits[0]), Math.exp(time.limits[1])],
    },
    accuracy: trendWithin(
      judged.map(({ at }) => place[at]! / 10),
      judged.map(({ right }) => (right ? 1 : 0)),
      judged.map(({ at }) => sittingOf[at]!),
    ),
    byHour: [...hours].sort(([a], [b]) => a - b).map(([hour, sum]) => ({ hour, ...sum })),
  };
}
