import type { EvidenceOf, Study } from '@equipoise/domain';
import { type ClusterCorrelation, clusterCorrelation } from '@equipoise/stats';
import { type AuditOutcome, type AuditSpec, defineAudit } from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';
import { rowsOfLevel } from '../frame/rates.ts';

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
  const { label, decision, score, patient, patientCount, level } = run.job;
  const sizes = new Int32Array(patientCount);
  for (const p of patient) sizes[p]! += 1;
  const positives = Int32Array.from(label.keys()).filter((i) => label[i] === 1);
  const negatives = Int32Array.from(label.keys()).filter((i) => label[i] === 0);
  const quantities: { quantity: string; rows: Int32Array; of: (i: number) => number }[] = [
    { quantity: 'label', rows: Int32Array.from(label.keys()), of: (i) => label[i]! },
  ];
  if (decision !== null) {
    quantities.push({
      quantity: 'hits among positive cases',
      rows: positives,
      of: (i) => decision[i]!,
    });
    quantities.push({
      quantity: 'false alarms among negative cases',
      rows: negatives,
      of: (i) => decision[i]!,
    });
  }
  if (score?.every(Number.isFinite)) {
    quantities.push({
      quantity: 'score among negative cases',
      rows: negatives,
      of: (i) => score[i]!,
    });
  }
  return {
    unit: study.unit,
    casesPerPatient: summarise(sizes),
    histogram: histogram(sizes),
    rows: quantities
      .filter(({ rows }) => rows.length > 0)
      .map(({ quantity, rows, of }) => {
        const found = clusterCorrelation(
          Float64Array.from(rows, of),
          Int32Array.from(rows, (i) => patient[i]!),
          level,
        );
        return {
          quantity,
          icc: figure(found.icc, found.iccLimits),
          designEffect: figure(found.designEffect, found.designEffectLimits),
        };
      }),
    effective: effectiveCounts(run),
  };
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
function effectiveCounts(run: PredictionRun): Data['effective'] {
  const { label, decision, patient, level } = run.job;
  return run.attributes.flatMap((attribute) =>
    attribute.levels.map((name, index) => {
      const rows = rowsOfLevel(attribute, index);
      const clusters = Int32Array.from(rows, (i) => patient[i]!);
      const base = {
        attribute: attribute.name,
        level: name,
        caseCount: rows.length,
        patientCount: new Set(clusters).size,
      };
      if (decision === null || rows.length < 2) return { ...base, effectiveCount: null };
      const found = clusterCorrelation(
        Float64Array.from(rows, (i) => (label[i] === decision[i] ? 1 : 0)),
        clusters,
        level,
      );
      return { ...base, effectiveCount: found.effectiveRows.value };
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
