import { enoughExceedances, sequentialP } from '../engine/sequential-p.ts';
import type { EngineAttribute, EngineOmnibus } from '../engine/types.ts';
import { randomStream, shuffleInPlace } from '../random.ts';
import { none, some } from '../value.ts';
import type { RowGroups } from './level-totals.ts';
import { snapshot } from './snapshot.ts';
import type { TotalsJob } from './totals-job.ts';

/** Permutes levels over patients, or inside patients where an attribute varies, and compares the largest studentised gap. */
export function omnibusOf(
  job: TotalsJob,
  attribute: EngineAttribute,
  s: number,
  isIn: readonly boolean[],
  grouped: RowGroups,
): EngineOmnibus {
  const constant = Int32Array.from({ length: job.patientCount }, (_, p) => {
    const first = attribute.codes[grouped.order[grouped.starts[p]!]!]!;
    for (let k = grouped.starts[p]!; k < grouped.starts[p + 1]!; k += 1)
      if (attribute.codes[grouped.order[k]!] !== first) return -2;
    return first;
  });
  const fixed = [...constant.keys()].filter((p) => constant[p] !== -2);
  const name =
    fixed.length === job.patientCount
      ? 'patient-level'
      : fixed.length < job.patientCount / 20
        ? 'within-patient'
        : 'restricted';
  const unit = new Float64Array(job.patientCount).fill(1);
  const statisticOf = (codes: Int32Array): number => {
    const sub: TotalsJob = { ...job, statistics: [job.statistics[s]!] };
    const snap = snapshot(sub, { codes, levelCount: attribute.levelCount }, unit, grouped);
    let largest = -1;
    isIn.forEach((inside, level) => {
      if (!inside) return;
      const others = snap.variances[0]!.reduce(
        (sum, v, k) =>
          k === level ? sum : sum + v / (attribute.levelCount - 1) / (attribute.levelCount - 1),
        0,
      );
      const gap =
        Math.abs(snap.values[0]![level]! - snap.rest[0]![level]!) /
        Math.sqrt(snap.variances[0]![level]! + others);
      if (Number.isFinite(gap)) largest = Math.max(largest, gap);
    });
    return largest;
  };
  const observed = statisticOf(attribute.codes);
  if (observed < 0 || job.permutations === 0)
    return {
      name,
      statistic: observed < 0 ? none('no-assessable-gap') : some(observed),
      p: null,
      permutations: 0,
      exceedances: 0,
    };
  const permuted = (b: number): number => {
    const uniform = randomStream(job.seed, job.stream, 9001, b);
    const codes = Int32Array.from(attribute.codes);
    const labels = Int32Array.from(fixed, (p) => constant[p]!);
    shuffleInPlace(labels, uniform);
    fixed.forEach((p, k) => {
      for (let r = grouped.starts[p]!; r < grouped.starts[p + 1]!; r += 1)
        codes[grouped.order[r]!] = labels[k]!;
    });
    if (name !== 'patient-level') shuffleInside(codes, constant, grouped, uniform);
    return statisticOf(codes);
  };
  const enough = job.enoughExceedances ?? enoughExceedances;
  const { p, permutations, exceedances } = sequentialP(
    observed,
    job.permutations,
    permuted,
    enough,
  );
  return { name, statistic: some(observed), p, permutations, exceedances };
}

function shuffleInside(
  codes: Int32Array,
  constant: Int32Array,
  grouped: RowGroups,
  uniform: () => number,
): void {
  for (let p = 0; p < constant.length; p += 1) {
    if (constant[p] !== -2) continue;
    const rows = grouped.order.subarray(grouped.starts[p]!, grouped.starts[p + 1]!);
    const labels = Int32Array.from(rows, (i) => codes[i]!);
    shuffleInPlace(labels, uniform);
    rows.forEach((i, k) => {
      codes[i] = labels[k]!;
    });
  }
}
