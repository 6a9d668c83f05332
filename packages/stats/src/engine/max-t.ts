import { selectQuantiles } from '../special/select.ts';
import { exceedanceBound } from './sequential-p.ts';

/** One member of a family: its gap, its error, and both in every replicate. */
export interface MaxTMember {
  readonly gap: number;
  readonly standardError: number;
  readonly gaps: Float64Array;
  readonly standardErrors: Float64Array;
}

/** What the studentised max-T gives. */
export interface StudentisedMaxT {
  readonly criticalValue: number | null;
  /** per member: its own quantile of |t|, for limits that are not adjusted */
  readonly ownCritical: (number | null)[];
  readonly adjustedP: (number | null)[];
  readonly unadjustedP: (number | null)[];
  readonly undefinedReplicates: number[];
  readonly emptyReplicates: number;
}

/**
 * Single-step studentised max-T: in every replicate the largest |gap* - gap| / se* over the family. Its
 * quantile times the observed standard error gives limits that hold together.
 * A gap without a value in a replicate stays out of that maximum and is counted.
 *
 * @param members gaps of one family
 * @param level confidence level
 * @param fixed keep the observed standard error in every replicate (M18, which does not hold its level)
 * @see Romano and Wolf 2005, doi:10.1198/016214504000000539
 */
export function studentisedMaxT(
  members: readonly MaxTMember[],
  level: number,
  fixed: boolean,
): StudentisedMaxT {
  const replicates = members[0]?.gaps.length ?? 0;
  const largest = new Float64Array(replicates).fill(-1);
  const undefinedReplicates = members.map(() => 0);
  const own = members.map((member, j) => {
    const values = new Float64Array(replicates);
    let count = 0;
    for (let b = 0; b < replicates; b++) {
      const se = fixed ? member.standardError : member.standardErrors[b]!;
      const t = Math.abs(member.gaps[b]! - member.gap) / se;
      if (!Number.isFinite(t)) {
        undefinedReplicates[j] = undefinedReplicates[j]! + 1;
        continue;
      }
      values[count++] = t;
      if (t > largest[b]!) largest[b] = t;
    }
    return values.subarray(0, count);
  });
  const maxima = largest.filter((t) => t >= 0);
  const observed = members.map((member) => Math.abs(member.gap) / member.standardError);
  return {
    criticalValue: maxima.length > 0 ? selectQuantiles(maxima, [level])[0]! : null,
    ownCritical: own.map((values) =>
      values.length > 0 ? selectQuantiles(values, [level])[0]! : null,
    ),
    adjustedP: observed.map((t) => upperShare(maxima, t)),
    unadjustedP: own.map((values, j) => upperShare(values, observed[j]!)),
    undefinedReplicates,
    emptyReplicates: replicates - maxima.length,
  };
}

/** (1 + number at least t) / (number + 1). */
function upperShare(values: Float64Array, t: number): number | null {
  if (values.length === 0 || Number.isNaN(t)) return null;
  const bound = exceedanceBound(t);
  let count = 0;
  for (const value of values) if (value >= bound) count++;
  return (1 + count) / (values.length + 1);
}
