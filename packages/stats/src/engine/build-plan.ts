import { argsort } from '../special/argsort.ts';
import { attributePlan } from './attribute-plan.ts';
import { buildCalibration } from './calibration.ts';
import { checkJob } from './check-job.ts';
import { layOutColumns, leftOutLevels } from './columns.ts';
import { countCells } from './count-cells.ts';
import { isCountMetric } from './count-metrics.ts';
import { layOutEntries } from './entries.ts';
import { buildGrouping, type SortedRows } from './grouping.ts';
import { buildMomentTable, type MomentRows } from './moment-table.ts';
import type { MomentFamily, Plan } from './plan.ts';
import type { EngineJob, EngineMetric } from './types.ts';

/** Rows of the task in ascending score, with everything the job says of them. */
export interface JobRows extends SortedRows {
  readonly decision: Uint8Array | null;
  readonly score: Float64Array | null;
  readonly loss: readonly Float64Array[];
  readonly codes: readonly Int32Array[];
}

/** The rows of one family of metrics. */
export interface FamilyRows {
  readonly kind: 'counts' | 'ratio';
  readonly metrics: Int32Array;
  readonly rows: MomentRows;
}

const binsWanted = 256;

/**
 * Checks a job, sorts its rows once and lays out everything that replicates only read.
 *
 * @param job what to compute
 * @throws stats/length-mismatch, stats/not-a-number, stats/bad-argument
 */
export function buildPlan(job: EngineJob): Plan {
  checkJob(job);
  const rows = sortRows(job);
  const { patientCount } = job;
  const reasons = job.metrics.map((metric) => reasonFor(metric, job, rows));
  const families = familyRows(job, rows, reasons);
  const ones = new Int32Array(rows.rowCount);
  const whole = layOutEntries(rows.patient, ones, patientCount);
  const overall = buildGrouping(rows, {
    code: ones,
    levelCount: 1,
    patientCount,
    ranks: job.metrics.some((metric) => metric === 'auroc' || metric === 'auprc'),
    layout: whole,
  });
  const counts = job.attributes.map((attribute, a) =>
    countCells(rows, rows.codes[a]!, attribute.levelCount, patientCount),
  );
  const leftOut = leftOutLevels(
    job.metrics,
    reasons,
    counts.map((count) => count.levels),
    counts.map((count) => count.rests),
    job.replicates,
  );
  const metricAt = (wanted: EngineMetric): number => {
    const m = job.metrics.indexOf(wanted);
    return m >= 0 && reasons[m] === null ? m : -1;
  };
  const slopeMetric = metricAt('calibration-slope');
  const interceptMetric = metricAt('calibration-intercept');
  const calibrates = slopeMetric >= 0 || interceptMetric >= 0;
  const logOdds = calibrates ? rows.score!.map((p) => Math.log(p / (1 - p))) : null;
  const sources = { rows, families, logOdds, patientCount, overall, leftOut };
  const aurocMetric = metricAt('auroc');
  const auprcMetric = metricAt('auprc');
  const levels = job.attributes.map((attribute) => attribute.levelCount);
  return {
    patientCount,
    rowCount: rows.rowCount,
    patient: rows.patient,
    label: rows.label,
    weight: rows.weight,
    metrics: job.metrics,
    overall,
    attributes: job.attributes.map((attribute, a) =>
      attributePlan({
        ...sources,
        attribute: a,
        levelCount: attribute.levelCount,
        reference: attribute.reference ?? -1,
        counts: counts[a]!.levels,
        aurocMetric,
        auprcMetric,
        binsWanted,
      }),
    ),
    families: families.map(
      (family): MomentFamily => ({
        kind: family.kind,
        dimension: family.rows.dimension,
        metrics: family.metrics,
        overall: buildMomentTable({
          rows: family.rows,
          layout: whole,
          levelCount: 1,
          patientCount,
          varies: false,
          reference: -1,
        }),
      }),
    ),
    calibration:
      logOdds === null ? null : buildCalibration({ ...rows, logOdds }, ones, 1, patientCount, -1),
    aurocMetric,
    auprcMetric,
    slopeMetric,
    interceptMetric,
    binCount: binsWanted,
    columns: layOutColumns(job.metrics.length, levels, (m, a, k) => leftOut[m]![a]![k] === null),
    fullColumns: layOutColumns(job.metrics.length, levels, () => true),
    metricReason: reasons,
    leftOut,
    overallCounts: countCells(rows, ones, 1, patientCount).levels,
    levelCounts: counts.map((count) => count.levels),
    seed: job.seed,
    stream: job.stream,
  };
}

function sortRows(job: EngineJob): JobRows {
  const { score, decision, rowWeight } = job;
  let count = 0;
  for (let i = 0; i < job.rowCount; i++) if (job.label[i] !== 255) count++;
  const kept = new Int32Array(count);
  for (let i = 0, at = 0; i < job.rowCount; i++) if (job.label[i] !== 255) kept[at++] = i;
  const block = new Int32Array(count);
  let order = kept;
  let sorted: Float64Array | null = null;
  if (score !== null) {
    const place = argsort(numbersAt(score, kept));
    order = new Int32Array(count);
    for (let i = 0; i < count; i++) order[i] = kept[place[i]!]!;
    sorted = numbersAt(score, order);
    for (let i = 1; i < count; i++)
      block[i] = block[i - 1]! + (sorted[i] === sorted[i - 1] ? 0 : 1);
  }
  return {
    rowCount: count,
    patient: codesAt(job.patient, order),
    label: bytesAt(job.label, order),
    weight: rowWeight === null ? null : numbersAt(rowWeight, order),
    block,
    decision: decision === null ? null : bytesAt(decision, order),
    score: sorted,
    loss: job.loss.map((values) => numbersAt(values, order)),
    codes: job.attributes.map(({ codes }) => codesAt(codes, order)),
  };
}

// Plain loops, one per kind of array: `from` walks typed arrays by their iterators, many times slower.
function numbersAt(values: Float64Array, order: Int32Array): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = values[order[i]!]!;
  return out;
}

function codesAt(values: Int32Array, order: Int32Array): Int32Array {
  const out = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = values[order[i]!]!;
  return out;
}

function bytesAt(values: Uint8Array, order: Int32Array): Uint8Array {
  const out = new Uint8Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = values[order[i]!]!;
  return out;
}

function reasonFor(metric: EngineMetric, job: EngineJob, rows: JobRows): string | null {
  if (rows.rowCount === 0) return 'no-rows';
  if (metric.startsWith('loss:')) {
    const values = rows.loss[Number(metric.slice(5))];
    if (values === undefined) return 'no-loss-column';
    return values.every((v) => Number.isFinite(v)) ? null : 'loss-not-finite';
  }
  if (isCountMetric(metric)) {
    return metric === 'prevalence' || job.decision !== null ? null : 'no-decision';
  }
  if (rows.score === null) return 'no-score';
  if (metric === 'auroc' || metric === 'auprc') return null;
  if (!rows.score.every((p) => p >= 0 && p <= 1)) return 'score-outside-unit-interval';
  if (metric === 'observed-expected') return null;
  return rows.score.every((p) => p > 0 && p < 1) ? null : 'score-at-zero-or-one';
}

function familyRows(
  job: EngineJob,
  rows: JobRows,
  reasons: readonly (string | null)[],
): FamilyRows[] {
  const families: FamilyRows[] = [];
  const which = (test: (metric: EngineMetric) => boolean): Int32Array =>
    Int32Array.from(
      job.metrics.flatMap((metric, m) => (test(metric) && reasons[m] === null ? [m] : [])),
    );
  const counting = which(isCountMetric);
  if (counting.length > 0) {
    families.push({ kind: 'counts', metrics: counting, rows: countRows(rows) });
  }
  rows.loss.forEach((values, j) => {
    const metrics = which((metric) => metric === `loss:${j}`);
    if (metrics.length === 0) return;
    families.push({ kind: 'ratio', metrics, rows: ratioRows(rows, values, null) });
  });
  const expected = which((metric) => metric === 'observed-expected');
  if (expected.length > 0 && rows.score !== null) {
    const labels = Float64Array.from(rows.label);
    families.push({ kind: 'ratio', metrics: expected, rows: ratioRows(rows, labels, rows.score) });
  }
  return families;
}

function countRows(rows: JobRows): MomentRows {
  const vector = new Float64Array(4 * rows.rowCount);
  for (let i = 0; i < rows.rowCount; i++) {
    const called = rows.decision !== null && rows.decision[i] === 1;
    const cell = rows.label[i] === 1 ? (called ? 0 : 2) : called ? 1 : 3;
    vector[4 * i + cell] = rows.weight === null ? 1 : rows.weight[i]!;
  }
  return { ...rows, vector, dimension: 4 };
}

function ratioRows(
  rows: JobRows,
  numerator: Float64Array,
  denominator: Float64Array | null,
): MomentRows {
  const vector = new Float64Array(2 * rows.rowCount);
  for (let i = 0; i < rows.rowCount; i++) {
    const w = rows.weight === null ? 1 : rows.weight[i]!;
    vector[2 * i] = w * numerator[i]!;
    vector[2 * i + 1] = w * (denominator === null ? 1 : denominator[i]!);
  }
  return { ...rows, vector, dimension: 2 };
}
