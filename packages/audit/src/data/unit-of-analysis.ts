import type { EvidenceOf, Study } from '@equipoise/domain';
import { type ClusterCorrelation, clusterCorrelation } from '@equipoise/stats';
import { type AuditOutcome, type AuditSpec, defineAudit } from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';
import { allRows, countsOfRows, rowsOfLevel } from '../frame/rates.ts';

type Data = EvidenceOf<'unit-of-analysis'>['data'];

/** How alike a patient's cases are, what that costs, and how many cases' worth each group holds. */
export const unitOfAnalysis: AuditSpec = defineAudit({
  id: 'unit-of-analysis',
  title: 'Unit of analysis',
  question: 'How many independent cases do these rows amount to?',
  items: [4],
  needs: 'a patient column (--patient)',
  sources: ['Donner 1986, International Statistical Review 54:67'],
  readsRowsOnly: true,
  isPerTask: true,
  run(study, context): Promise<AuditOutcome> {
    const evidence = (context.runs.length > 0 ? context.runs : context.wholeRuns).map(
      (run): EvidenceOf<'unit-of-analysis'> => ({
        ...evidenceBase('unit-of-analysis', unitOfAnalysis.id, run, null, 'Unit of analysis'),
        data: describe(study, run),
      }),
    );
    return Promise.resolve({ estimates: [], findings: [], evidence, needs: null });
  },
});

function describe(study: Study, run: PredictionRun): Data {
  const { label, decision, score } = run.job;
  const { sizes, rows } = layOut(run);
  const quantities: { quantity: string; rows: Int32Array; found: () => ClusterCorrelation }[] = [
    { quantity: 'label', rows: allRows(run), found: () => ofLabel(run) },
  ];
  const add = (quantity: string, which: Int32Array, values: ArrayLike<number>): void => {
    quantities.push({ quantity, rows: which, found: () => correlate(run, which, values) });
  };
  if (decision !== null) {
    add('hits among positive cases', rows.positive, decision);
    add('false alarms among negative cases', rows.negative, decision);
  }
  if (score?.every(Number.isFinite)) add('score among negative cases', rows.negative, score);
  return {
    unit: study.unit,
    casesPerPatient: summarise(sizes),
    histogram: histogram(sizes),
    rows: quantities
      .filter((one) => one.rows.length > 0)
      .map(({ quantity, found: find }) => {
        const found = find();
        return {
          quantity,
          icc: figure(found.icc, found.iccLimits),
          designEffect: figure(found.designEffect, found.designEffectLimits),
        };
      }),
    effective: effectiveCounts(run, label, decision),
  };
}

interface Layout {
  readonly sizes: Int32Array;
  readonly rows: { readonly positive: Int32Array; readonly negative: Int32Array };
}

/** Rows of each patient, and rows by label. */
function layOut({ job: { label, patient, patientCount } }: PredictionRun): Layout {
  const sizes = new Int32Array(patientCount);
  let positives = 0;
  for (let i = 0; i < patient.length; i += 1) {
    sizes[patient[i]!]! += 1;
    positives += label[i]!;
  }
  const positive = new Int32Array(positives);
  const negative = new Int32Array(label.length - positives);
  let at = 0;
  for (let i = 0; i < label.length; i += 1) {
    if (label[i] === 1) positive[at++] = i;
    else negative[i - at] = i;
  }
  return { sizes, rows: { positive, negative } };
}

/** How alike the values of a patient's rows are. */
function correlate(
  { job: { patient, level } }: PredictionRun,
  rows: Int32Array,
  values: ArrayLike<number>,
): ClusterCorrelation {
  const own = new Float64Array(rows.length);
  const clusters = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) {
    own[k] = values[rows[k]!]!;
    clusters[k] = patient[rows[k]!]!;
  }
  return clusterCorrelation(own, clusters, level);
}

const labelCache = new WeakMap<Uint8Array, ClusterCorrelation>();

/** How alike the labels of a patient are: worked out once for all models of a task. */
function ofLabel(run: PredictionRun): ClusterCorrelation {
  const known = labelCache.get(run.job.label);
  if (known) return known;
  const found = correlate(run, allRows(run), run.job.label);
  labelCache.set(run.job.label, found);
  return found;
}

function figure(
  value: ClusterCorrelation['icc'],
  limits: ClusterCorrelation['iccLimits'],
): Data['rows'][number]['icc'] {
  return {
    value: value.value,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
    reason: value.value === null ? value.reason : null,
  };
}

/** Effective cases of each level: cases over the design effect of accuracy within it. */
function effectiveCounts(
  run: PredictionRun,
  label: Uint8Array,
  decision: Uint8Array | null,
): Data['effective'] {
  const isRight = decision === null ? null : label.map((y, i) => (y === decision[i] ? 1 : 0));
  return run.attributes.flatMap((attribute) =>
    attribute.levels.map((name, index) => {
      const rows = rowsOfLevel(attribute, index);
      const base = {
        attribute: attribute.name,
        level: name,
        caseCount: rows.length,
        patientCount: countsOfRows(run, rows).patientCount,
      };
      const effectiveCount =
        isRight === null || rows.length < 2
          ? null
          : correlate(run, rows, isRight).effectiveRows.value;
      return { ...base, effectiveCount };
    }),
  );
}

function summarise(sizes: Int32Array): Data['casesPerPatient'] {
  const sorted = Int32Array.from(sizes).sort();
  const n = sorted.length;
  if (n === 0) return { mean: 0, median: 0, max: 0 };
  const middle = n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
  return { mean: sizes.reduce((a, b) => a + b, 0) / n, median: middle, max: sorted[n - 1]! };
}

const edges = [1, 2, 3, 4, 5, 6, 11, 21, 51, 101, Number.POSITIVE_INFINITY];

function histogram(sizes: Int32Array): Data['histogram'] {
  return edges.slice(0, -1).map((from, k) => {
    const to = edges[k + 1]!;
    const name =
      to === from + 1
        ? String(from)
        : to === Number.POSITIVE_INFINITY
          ? `${from} or more`
          : `${from} to ${to - 1}`;
    return {
      casesPerPatient: name,
      patientCount: sizes.reduce((n, size) => n + (size >= from && size < to ? 1 : 0), 0),
    };
  });
}
