import type { EvidenceData } from '@equipoise/domain';
import { isSmall, type SuppressionPlan } from './plan.ts';

/** The curve without its ends, where a point would stand for a handful of people. */
export function inner<T extends { readonly fpr: number; readonly tpr: number }>(
  points: readonly T[],
): T[] {
  return points.filter(
    (point) => point.fpr > 0.02 && point.fpr < 0.98 && point.tpr > 0.02 && point.tpr < 0.98,
  );
}

/** A matrix without small cells: in each row none is hidden, or at least two. */
export function suppressMatrix(
  data: EvidenceData['metric-matrix'],
  plan: SuppressionPlan,
  task: string,
  model: string,
): EvidenceData['metric-matrix'] {
  let isTouched = false;
  const rows = data.rows.map((row) => {
    const small = row.counts.map((count, at) => {
      const level = row.levels[at];
      return (
        isSmall(count, plan.below) ||
        (level !== undefined && plan.isLevelRateHidden(task, model, row.attribute, level))
      );
    });
    while (small.filter(Boolean).length === 1 && small.length > 1) {
      const next = row.counts
        .map((count, at) => [count, at] as const)
        .filter(([, at]) => !small[at])
        .sort(([a], [b]) => a - b)[0];
      if (next === undefined) break;
      small[next[1]] = true;
    }
    isTouched ||= small.includes(true);
    return {
      ...row,
      values: row.values.map((value, at) => (small[at] ? null : value)),
      counts: row.counts.map((count, at) => (small[at] ? 0 : count)),
      byModel: row.byModel.map((values) => values.map((value, at) => (small[at] ? null : value))),
    };
  });
  return { ...data, rows, conclusion: isTouched ? null : data.conclusion };
}

/** Joins neighbouring buckets until each holds enough patients. */
export function mergeBuckets(
  buckets: EvidenceData['unit-of-analysis']['histogram'],
  below: number,
): EvidenceData['unit-of-analysis']['histogram'] {
  const merged: { from: string; to: string; patientCount: number }[] = [];
  for (const bucket of buckets) {
    const last = merged.at(-1);
    const add = {
      from: bucket.casesPerPatient,
      to: bucket.casesPerPatient,
      patientCount: bucket.patientCount,
    };
    if (last && last.patientCount < below) {
      last.to = add.to;
      last.patientCount += add.patientCount;
    } else merged.push(add);
  }
  const tail = merged.at(-1);
  if (tail && tail.patientCount < below && merged.length > 1) {
    merged.pop();
    const last = merged.at(-1)!;
    last.to = tail.to;
    last.patientCount += tail.patientCount;
  }
  if (merged.length === 1 && merged[0]!.patientCount < below) return [];
  return merged.map(({ from, to, patientCount }) => ({
    casesPerPatient: from === to ? from : `${from} to ${to}`,
    patientCount,
  }));
}
