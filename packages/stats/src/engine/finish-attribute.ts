import { none } from '../value.ts';
import { columnOf, emptyReason, finishCell, type Outcome, valueOr } from './finish-cell.ts';
import { finishRange } from './finish-range.ts';
import { type MaxTMember, studentisedMaxT } from './max-t.ts';
import { levelColumns, type Plan } from './plan.ts';
import { enoughExceedances, type SequentialP, sequentialP } from './sequential-p.ts';
import type {
  EngineAttributeResult,
  EngineFamily,
  EngineGap,
  EngineJob,
  EngineOmnibus,
  EngineRatio,
} from './types.ts';

/** One level's numbers in the original sample and in every replicate. */
interface LevelDraws {
  readonly value: number;
  readonly standardError: number;
  readonly rest: number;
  readonly restError: number;
  readonly gapError: number;
  readonly referenceError: number;
  /** value, se, rest, rest se, gap se, reference se per replicate; empty where not kept */
  readonly columns: readonly Float64Array[];
}

/** One metric for one attribute. */
export function finishAttribute(
  plan: Plan,
  job: EngineJob,
  outcome: Outcome,
  m: number,
  a: number,
): EngineAttributeResult {
  const attribute = plan.attributes[a]!;
  const levels = Array.from({ length: attribute.levelCount }, (_, k) =>
    readLevel(plan, job, outcome, m, a, k),
  );
  const leftOut = plan.leftOut[m]![a]!;
  const reference = attribute.reference;
  const family = leftOut.flatMap((reason, k) => (reason === null ? [k] : []));
  return {
    cells: levels.map((_, k) =>
      finishCell(plan, job, outcome, m, {
        column: plan.columns.level[m]![a]![k]!,
        place: plan.fullColumns.level[m]![a]![k]!,
        counts: plan.levelCounts[a]!,
        at: 8 * k,
        fraction: outcome.fractions(m, a, k),
      }),
    ),
    versusRest: finishFamily(plan, job, m, a, levels, leftOut, 'rest'),
    versusReference: finishFamily(
      plan,
      job,
      m,
      a,
      levels,
      leftOut.map((reason, k) => referenceReason(reason, k, reference, leftOut)),
      'reference',
    ),
    reference: reference >= 0 ? reference : null,
    ratios: finishRatios(job, levels, leftOut),
    range: finishRange(
      family,
      levels.map((level) => level.value),
      levels.map((level) => level.columns[0] ?? new Float64Array(0)),
      permutedRanges(plan, job, outcome, m, a),
      job.level,
    ),
    omnibus: finishOmnibus(plan, job, outcome, m, a),
  };
}

function readLevel(
  plan: Plan,
  job: EngineJob,
  outcome: Outcome,
  m: number,
  a: number,
  k: number,
): LevelDraws {
  const place = plan.fullColumns.level[m]![a]![k]!;
  const column = plan.columns.level[m]![a]![k]!;
  const [value, standardError, rest, restError, gapError, referenceError] = Array.from(
    outcome.original.subarray(place, place + levelColumns),
  ) as [number, number, number, number, number, number]; // six columns a level by layout
  const kept = column >= 0 && job.replicates > 0;
  const columns = kept
    ? Array.from({ length: levelColumns }, (_, c) => columnOf(outcome, job, column + c))
    : [];
  return { value, standardError, rest, restError, gapError, referenceError, columns };
}

function referenceReason(
  reason: string | null,
  k: number,
  reference: number,
  leftOut: readonly (string | null)[],
): string | null {
  if (k === reference) return 'is-reference';
  if (reason !== null && !reason.endsWith('-in-rest')) return reason;
  const other = leftOut[reference] ?? null;
  if (other === null || other.endsWith('-in-rest')) return reason;
  return `${other}-in-reference`;
}

function finishFamily(
  plan: Plan,
  job: EngineJob,
  m: number,
  a: number,
  levels: readonly LevelDraws[],
  leftOut: readonly (string | null)[],
  versus: 'rest' | 'reference',
): EngineFamily {
  const base = levels[plan.attributes[a]!.reference];
  const gapOf = (level: LevelDraws): number =>
    level.value - (versus === 'rest' ? level.rest : (base?.value ?? Number.NaN));
  const errorOf = (level: LevelDraws): number =>
    versus === 'rest' ? level.gapError : level.referenceError;
  const inside = levels.flatMap((level, k) =>
    leftOut[k] === null && Number.isFinite(gapOf(level)) && errorOf(level) > 0 ? [k] : [],
  );
  const withDraws = inside.filter((k) => levels[k]!.columns.length > 0);
  const members = withDraws.map((k): MaxTMember => {
    const level = levels[k]!;
    const compared = versus === 'rest' ? level.columns[2]! : (base?.columns[0] ?? null);
    return {
      gap: gapOf(level),
      standardError: errorOf(level),
      gaps: level.columns[0]!.map((v, b) => v - (compared?.[b] ?? Number.NaN)),
      standardErrors: level.columns[versus === 'rest' ? 4 : 5]!,
    };
  });
  const result = studentisedMaxT(members, job.level, job.fixedSeMaxT === true);
  const gaps = levels.map((level, k): EngineGap => {
    const j = withDraws.indexOf(k);
    const gap = gapOf(level);
    const se = errorOf(level);
    const critical = j >= 0 ? result.criticalValue : null;
    const own = j >= 0 ? (result.ownCritical[j] ?? null) : null;
    const reason = leftOut[k] ?? (inside.includes(k) ? null : degenerate(gap, se));
    const missing =
      plan.metricReason[m] ?? emptyReason(plan.metrics[m]!, plan.levelCounts[a]!, 8 * k);
    const compared = versus === 'rest' ? level.rest : (base?.value ?? Number.NaN);
    return {
      level: k,
      value:
        versus === 'reference' && reason === 'is-reference'
          ? none('is-reference')
          : valueOr(gap, Number.isFinite(level.value) ? `no-${versus}-value` : missing),
      standardError: valueOr(se, reason ?? missing),
      leftOut: reason,
      simultaneous: critical === null ? null : [gap - critical * se, gap + critical * se],
      unadjusted: own === null ? null : [gap - own * se, gap + own * se],
      adjustedP: j >= 0 ? (result.adjustedP[j] ?? null) : null,
      unadjustedP: j >= 0 ? (result.unadjustedP[j] ?? null) : null,
      comparison: valueOr(compared, `no-${versus}-value`),
      undefinedReplicates: j >= 0 ? result.undefinedReplicates[j]! : 0,
    };
  });
  return {
    gaps,
    familySize: inside.length,
    criticalValue: result.criticalValue,
    emptyReplicates: result.emptyReplicates,
  };
}

function degenerate(gap: number, se: number): string {
  if (!Number.isFinite(gap)) return 'no-value';
  return se === 0 ? 'no-spread' : 'no-standard-error';
}

/** Ratios to the rest with limits on the log scale, simultaneous over the same levels. */
function finishRatios(
  job: EngineJob,
  levels: readonly LevelDraws[],
  leftOut: readonly (string | null)[],
): EngineRatio[] {
  const inside = levels.flatMap((level, k) =>
    leftOut[k] === null && level.columns.length > 0 && logError(level, -1) > 0 ? [k] : [],
  );
  const members = inside.map((k): MaxTMember => {
    const level = levels[k]!;
    const draws = level.columns[0]!;
    return {
      gap: Math.log(level.value / level.rest),
      standardError: logError(level, -1),
      gaps: draws.map((v, b) => Math.log(v / level.columns[2]![b]!)),
      standardErrors: draws.map((_, b) => logError(level, b)),
    };
  });
  const result = studentisedMaxT(members, job.level, false);
  return levels.map((level, k): EngineRatio => {
    const j = inside.indexOf(k);
    const ratio = level.value / level.rest;
    const around = (critical: number | null): readonly [number, number] | null => {
      if (j < 0 || critical === null) return null;
      const half = critical * members[j]!.standardError;
      return [ratio * Math.exp(-half), ratio * Math.exp(half)];
    };
    return {
      level: k,
      value: valueOr(level.rest > 0 ? ratio : Number.NaN, 'no-ratio'),
      simultaneous: around(result.criticalValue),
      unadjusted: around(j >= 0 ? (result.ownCritical[j] ?? null) : null),
    };
  });
}

/** Standard error of log(value / rest), by the delta method; -1 is the original sample. */
function logError(level: LevelDraws, b: number): number {
  const read = (c: number, original: number): number => (b < 0 ? original : level.columns[c]![b]!);
  const value = read(0, level.value);
  const se = read(1, level.standardError);
  const rest = read(2, level.rest);
  const restError = read(3, level.restError);
  const gap = read(4, level.gapError);
  if (!(value > 0) || !(rest > 0)) return Number.NaN;
  const shared = (se * se + restError * restError - gap * gap) / 2;
  const variance =
    (se * se) / (value * value) +
    (restError * restError) / (rest * rest) -
    (2 * shared) / (value * rest);
  return Math.sqrt(Math.max(0, variance));
}

/** Where the permutation test of one metric stopped; place 0 of the outcome is the observed arrangement. */
function omnibusOf(
  plan: Plan,
  job: EngineJob,
  outcome: Outcome,
  m: number,
  a: number,
): SequentialP {
  const width = 2 * plan.metrics.length * plan.attributes.length;
  const place = 2 * (m * plan.attributes.length + a);
  return sequentialP(
    job.permutations === 0 ? Number.NaN : outcome.permutations[place]!,
    job.permutations,
    (i) => outcome.permutations[(i + 1) * width + place]!,
    job.enoughExceedances ?? enoughExceedances,
  );
}

/** Range of every permutation up to the last stop among the metrics, the observed one first. */
function permutedRanges(
  plan: Plan,
  job: EngineJob,
  outcome: Outcome,
  m: number,
  a: number,
): Float64Array {
  const width = 2 * plan.metrics.length * plan.attributes.length;
  const place = 2 * (m * plan.attributes.length + a) + 1;
  if (job.permutations === 0) return new Float64Array(0);
  const used = plan.metrics.map((_, other) => omnibusOf(plan, job, outcome, other, a).used);
  return Float64Array.from(
    { length: 1 + Math.max(...used) },
    (_, i) => outcome.permutations[i * width + place]!,
  );
}

function finishOmnibus(
  plan: Plan,
  job: EngineJob,
  outcome: Outcome,
  m: number,
  a: number,
): EngineOmnibus {
  const { name } = plan.attributes[a]!.shuffle;
  const place = 2 * (m * plan.attributes.length + a);
  const statistic = job.permutations === 0 ? Number.NaN : outcome.permutations[place]!;
  const { p, permutations, exceedances } = omnibusOf(plan, job, outcome, m, a);
  const reason = job.permutations === 0 ? 'not-asked' : 'empty-family';
  return {
    name,
    statistic: valueOr(statistic, plan.metricReason[m] ?? reason),
    p,
    permutations,
    exceedances,
  };
}
