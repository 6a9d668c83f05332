import type { EngineAttribute } from '../engine/types.ts';
import { gradientAt, type RowGroups, totalsByLevel, variancesByLevel } from './level-totals.ts';
import type { TotalsStatistic } from './statistics.ts';
import type { TotalsJob } from './totals-job.ts';

/** One partition under one set of weights: values and variances by statistic and level. */
export interface Snapshot {
  readonly values: readonly Float64Array[];
  readonly variances: readonly Float64Array[];
  readonly rest: readonly Float64Array[];
  readonly restVariances: readonly Float64Array[];
}

/** Values and patient-clustered variances of every statistic at every level of one partition, and values of the rest. */
export function snapshot(
  job: TotalsJob,
  partition: EngineAttribute,
  weight: Float64Array,
  grouped: RowGroups,
): Snapshot {
  const { totalCount } = job.rows;
  const { levelCount, codes } = partition;
  const totals = totalsByLevel(job.rows, codes, levelCount, job.patient, weight);
  const all = new Float64Array(totalCount);
  for (let k = 0; k < totals.length; k += 1) all[k % totalCount]! += totals[k]!;
  const ofLevel = (level: number): Float64Array =>
    totals.slice(level * totalCount, (level + 1) * totalCount);
  const ofRest = (level: number): Float64Array =>
    all.map((value, k) => value - totals[level * totalCount + k]!);
  const levels = Array.from({ length: levelCount }, (_, level) => level);
  const values = job.statistics.map((statistic) =>
    Float64Array.from(levels, (level) => evaluate(statistic, ofLevel(level))),
  );
  const rest = job.statistics.map((statistic) =>
    Float64Array.from(levels, (level) =>
      levelCount === 1 ? Number.NaN : evaluate(statistic, ofRest(level)),
    ),
  );
  const variances = job.statistics.map((statistic) =>
    variancesByLevel(
      job.rows,
      codes,
      levels.map((level) => gradientAt(statistic, ofLevel(level))),
      grouped,
      weight,
    ),
  );
  const restVariances = variances.map((own) =>
    levelCount === 2 ? Float64Array.from([own[1]!, own[0]!]) : new Float64Array(levelCount),
  );
  return { values, variances, rest, restVariances };
}

function evaluate(statistic: TotalsStatistic, totals: Float64Array): number {
  let mass = 0;
  for (const value of totals) mass += Math.abs(value);
  return mass === 0 ? Number.NaN : statistic.evaluate(totals);
}
