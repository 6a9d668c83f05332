import type {
  CellCounts,
  EngineAttribute,
  EngineAttributeResult,
  EngineCell,
  EngineGap,
  EngineMetricResult,
} from '../engine/types.ts';
import { drawCounts } from '../random.ts';
import { quantile } from '../special/quantile.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { gradientAt, groupRows, type RowGroups, totalsByLevel } from './level-totals.ts';
import { omnibusOf } from './omnibus.ts';
import { type Snapshot, snapshot } from './snapshot.ts';
import type { TotalsJob } from './totals-job.ts';

/**
 * Values, patient-clustered standard errors, studentised limits, simultaneous gaps and an omnibus
 * permutation test for statistics of totals. Results have the shape the resampling engine gives.
 */
export function runTotals(job: TotalsJob): readonly EngineMetricResult[] {
  const grouped = groupRows(job.patient, job.patientCount);
  const everyone: EngineAttribute = { codes: new Int32Array(job.patient.length), levelCount: 1 };
  const partitions = [everyone, ...job.attributes];
  const unit = new Float64Array(job.patientCount).fill(1);
  const original = partitions.map((partition) => snapshot(job, partition, unit, grouped));
  const replicates = partitions.map((): Snapshot[] => []);
  const counts = new Int32Array(job.patientCount);
  const weight = new Float64Array(job.patientCount);
  for (let b = 0; b < job.replicates; b += 1) {
    drawCounts(job.seed, job.stream, b, job.patientCount, counts);
    for (let p = 0; p < job.patientCount; p += 1) weight[p] = counts[p]!;
    for (const [k, partition] of partitions.entries()) {
      replicates[k]!.push(snapshot(job, partition, weight, grouped));
    }
  }
  return job.statistics.map((statistic, s) => ({
    metric: statistic.id as EngineMetricResult['metric'],
    overall: cellOf(job, original[0]!, replicates[0]!, s, 0, countRows(job, everyone, 0)),
    attributes: job.attributes.map((attribute, a) =>
      attributeOf(job, attribute, original[a + 1]!, replicates[a + 1]!, s, grouped),
    ),
  }));
}

/** Exact variance of level minus rest in the sample, cross terms of patients on both sides included. */
function exactGapVariances(
  job: TotalsJob,
  attribute: EngineAttribute,
  s: number,
  grouped: RowGroups,
): Float64Array {
  const unit = new Float64Array(job.patientCount).fill(1);
  const { totalCount, perRow, index, value } = job.rows;
  const totals = totalsByLevel(job.rows, attribute.codes, attribute.levelCount, job.patient, unit);
  const all = new Float64Array(totalCount);
  for (let k = 0; k < totals.length; k += 1) all[k % totalCount]! += totals[k]!;
  const statistic = job.statistics[s]!;
  return Float64Array.from({ length: attribute.levelCount }, (_, level) => {
    const own = totals.slice(level * totalCount, (level + 1) * totalCount);
    const gradient = gradientAt(statistic, own);
    const restGradient = gradientAt(
      statistic,
      all.map((v, k) => v - own[k]!),
    );
    let sum = 0;
    for (let p = 0; p < job.patientCount; p += 1) {
      let d = 0;
      for (let k = grouped.starts[p]!; k < grouped.starts[p + 1]!; k += 1) {
        const i = grouped.order[k]!;
        const code = attribute.codes[i]!;
        if (code < 0) continue;
        const slope = code === level ? gradient : restGradient;
        let part = 0;
        for (let e = i * perRow; e < (i + 1) * perRow; e += 1)
          part += slope[index[e]!]! * value[e]!;
        d += code === level ? part : -part;
      }
      sum += d * d;
    }
    return job.patientCount > 1 ? (sum * job.patientCount) / (job.patientCount - 1) : sum;
  });
}

function cellOf(
  job: TotalsJob,
  original: Snapshot,
  replicates: readonly Snapshot[],
  s: number,
  level: number,
  counts: CellCounts,
): EngineCell {
  const value = original.values[s]![level]!;
  const se = Math.sqrt(original.variances[s]![level]!);
  const roots: number[] = [];
  const raw: number[] = [];
  let undefinedReplicates = 0;
  for (const replicate of replicates) {
    const v = replicate.values[s]![level]!;
    const spread = Math.sqrt(replicate.variances[s]![level]!);
    if (Number.isNaN(v)) undefinedReplicates += 1;
    else {
      raw.push(v);
      if (spread > 0) roots.push(Math.abs(v - value) / spread);
    }
  }
  const isKnown = !Number.isNaN(value);
  const factor = roots.length >= 20 ? quantile(roots, job.level) : null;
  const limits: Limits | null =
    isKnown && factor !== null && se > 0 ? [value - factor * se, value + factor * se] : null;
  const tail = (1 - job.level) / 2;
  return {
    value: isKnown ? some(value) : none('no-value-on-these-counts'),
    standardError: isKnown ? some(se) : none('no-value'),
    limits,
    method: limits === null ? 'none' : 'patient-clustered symmetric bootstrap-t',
    percentile: raw.length >= 20 ? [quantile(raw, tail), quantile(raw, 1 - tail)] : null,
    studentised: limits,
    counts,
    numerator: null,
    denominator: null,
    undefinedReplicates,
    replicates: null,
  };
}

function attributeOf(
  job: TotalsJob,
  attribute: EngineAttribute,
  original: Snapshot,
  replicates: readonly Snapshot[],
  s: number,
  grouped: RowGroups,
): EngineAttributeResult {
  const levels = Array.from({ length: attribute.levelCount }, (_, level) => level);
  const counts = levels.map((level) => countRows(job, attribute, level));
  const cells = levels.map((level) => cellOf(job, original, replicates, s, level, counts[level]!));
  const exact = exactGapVariances(job, attribute, s, grouped);
  const gapOf = (snap: Snapshot, level: number): number =>
    snap.values[s]![level]! - snap.rest[s]![level]!;
  const seOf = (snap: Snapshot, level: number): number => {
    const own = snap.variances[s]![level]!;
    const extra =
      attribute.levelCount === 2
        ? snap.restVariances[s]![level]!
        : Math.max(0, exact[level]! - original.variances[s]![level]!);
    return Math.sqrt(own + extra);
  };
  const smallest = job.smallest ?? 10;
  const isIn = levels.map(
    (level) =>
      counts[level]!.patients >= smallest &&
      !Number.isNaN(gapOf(original, level)) &&
      exact[level]! > 0,
  );
  const maxima: number[] = [];
  let emptyReplicates = 0;
  const single = levels.map((): number[] => []);
  for (const replicate of replicates) {
    let largest = -1;
    for (const level of levels) {
      const root =
        Math.abs(gapOf(replicate, level) - gapOf(original, level)) / seOf(replicate, level);
      if (!Number.isFinite(root)) continue;
      single[level]!.push(root);
      if (isIn[level]) largest = Math.max(largest, root);
    }
    if (largest < 0) emptyReplicates += 1;
    else maxima.push(largest);
  }
  const criticalValue = maxima.length >= 20 ? quantile(maxima, job.level) : null;
  const gaps = levels.map((level): EngineGap => {
    const value = gapOf(original, level);
    const se = Math.sqrt(exact[level]!);
    const around = (factor: number | null): Limits | null =>
      factor === null || Number.isNaN(value) ? null : [value - factor * se, value + factor * se];
    const root = Math.abs(value) / se;
    const beyond = (list: readonly number[]): number =>
      list.reduce((n, x) => n + (x >= root ? 1 : 0), 0);
    return {
      level,
      value: Number.isNaN(value) ? none('undefined-on-one-side') : some(value),
      standardError: Number.isNaN(value) ? none('no-value') : some(se),
      leftOut: isIn[level]
        ? null
        : counts[level]!.patients < smallest
          ? 'too-few-patients'
          : 'undefined-on-one-side',
      simultaneous: isIn[level] ? around(criticalValue) : null,
      unadjusted: single[level]!.length >= 20 ? around(quantile(single[level]!, job.level)) : null,
      adjustedP:
        isIn[level] && maxima.length > 0 ? (1 + beyond(maxima)) / (maxima.length + 1) : null,
      unadjustedP:
        single[level]!.length > 0
          ? (1 + beyond(single[level]!)) / (single[level]!.length + 1)
          : null,
      comparison: Number.isNaN(original.rest[s]![level]!)
        ? none('no-rest')
        : some(original.rest[s]![level]!),
      undefinedReplicates: replicates.length - single[level]!.length,
    };
  });
  const family = { gaps, familySize: isIn.filter(Boolean).length, criticalValue, emptyReplicates };
  const range = rangeOf(
    job,
    original,
    replicates,
    s,
    levels.filter((level) => isIn[level]),
  );
  return {
    cells,
    versusRest: family,
    versusReference: { gaps: [], familySize: 0, criticalValue: null, emptyReplicates: 0 },
    reference: null,
    ratios: [],
    range,
    omnibus: omnibusOf(job, attribute, s, isIn, grouped),
  };
}

function rangeOf(
  job: TotalsJob,
  original: Snapshot,
  replicates: readonly Snapshot[],
  s: number,
  levels: readonly number[],
): EngineAttributeResult['range'] {
  if (levels.length < 2) {
    const value: Value = none('fewer-than-two-levels');
    return {
      value,
      bootstrapBias: null,
      nullMean: null,
      corrected: value,
      limits: null,
      largest: null,
      smallest: null,
    };
  }
  const range = (snap: Snapshot): number => {
    const values = levels.map((level) => snap.values[s]![level]!).filter((v) => !Number.isNaN(v));
    return Math.max(...values) - Math.min(...values);
  };
  const observed = range(original);
  const draws = replicates.map(range).filter(Number.isFinite);
  const bias =
    draws.length === 0 ? null : draws.reduce((a, b) => a + b, 0) / draws.length - observed;
  const tail = (1 - job.level) / 2;
  const byValue = [...levels].sort((a, b) => original.values[s]![a]! - original.values[s]![b]!);
  return {
    value: some(observed),
    bootstrapBias: bias,
    nullMean: null,
    corrected: some(Math.max(0, observed - (bias ?? 0))),
    limits:
      draws.length < 20
        ? null
        : [
            Math.max(0, quantile(draws, tail) - 2 * (bias ?? 0)),
            Math.max(0, quantile(draws, 1 - tail) - (bias ?? 0)),
          ],
    largest: byValue[byValue.length - 1] ?? null,
    smallest: byValue[0] ?? null,
  };
}

function countRows(job: TotalsJob, attribute: EngineAttribute, level: number): CellCounts {
  const seen = new Uint8Array(job.patientCount);
  let rows = 0;
  for (let i = 0; i < job.patient.length; i += 1) {
    if (attribute.codes[i] !== level) continue;
    rows += 1;
    seen[job.patient[i]!] = 1;
  }
  const patients = seen.reduce((a, b) => a + b, 0);
  return { rows, patients, positives: 0, negatives: 0, positivePatients: 0, negativePatients: 0 };
}
