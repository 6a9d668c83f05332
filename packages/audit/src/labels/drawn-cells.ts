import {
  type CombinedDraws,
  combineDraws,
  type EngineJob,
  type EngineMetric,
  isRelabelledMetric,
  type RelabelledMetric,
  relabelledCells,
  runEngine,
} from '@equipoise/stats';
import { logLosses, squaredErrors } from '../frame/measure.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import type { LabelDraws } from './label-draws.ts';

/** A metric over draws of the labels: value and patient-clustered standard error of each draw. */
interface Series {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** One metric over draws: everyone, or each level and its gap to the rest. */
export interface DrawnMetric {
  readonly overall: CombinedDraws | null;
  readonly levels: readonly (CombinedDraws | null)[];
  readonly gaps: readonly (CombinedDraws | null)[];
}

function series(count: number): Series {
  const empty = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  return { values: empty(), errors: empty() };
}

/**
 * Every metric of a run with labels drawn again and again.
 *
 * @param run as measured with the labels as given
 * @param attributes whose levels are looked at; none for everyone alone
 * @param draws labels, one array a draw
 * @param turn called before each draw; may wait or throw
 * @returns by metric id, one map an attribute (one in all without attributes)
 */
export async function drawnCells(
  run: PredictionRun,
  attributes: readonly RunAttribute[],
  draws: LabelDraws,
  turn: (draw: number) => Promise<void>,
): Promise<readonly ReadonlyMap<string, DrawnMetric>[]> {
  const ids = [...run.byMetric.keys()];
  const { count } = draws;
  const overall = ids.map(() => series(count));
  const parts = attributes.map(({ levels }) => ({
    levels: ids.map(() => levels.map(() => series(count))),
    gaps: ids.map(() => levels.map(() => series(count))),
  }));
  const put = (at: Series, m: number, value: number | null, error: number | null): void => {
    at.values[m] = value ?? Number.NaN;
    at.errors[m] = error ?? Number.NaN;
  };
  const { job } = run;
  // Row weights and fits are the engine's own; all else is laid out once for all draws.
  const isShared = (name: EngineMetric): boolean =>
    job.rowWeight === null && isRelabelledMetric(name);
  const shared = ids.flatMap((_, k) => (isShared(job.metrics[k]!) ? [k] : []));
  const single = ids.flatMap((_, k) => (isShared(job.metrics[k]!) ? [] : [k]));
  const losses = lossesOf(job, ids);
  const used = attributes.map(({ index }) => job.attributes[index]!);
  const cells = relabelledCells(
    { ...job, attributes: used },
    shared.map((k) => job.metrics[k]! as RelabelledMetric), // Picked by isRelabelledMetric above.
    losses,
  );
  const found = new Float64Array(cells.size);
  for (let m = 0; m < count; m++) {
    await turn(m);
    const label = draws.labels(m);
    if (shared.length > 0) cells.evaluate(label, found);
    shared.forEach((k, at) => {
      const read = (to: Series, from: number): void => put(to, m, found[from]!, found[from + 1]!);
      read(overall[k]!, cells.place(at, -1, 0));
      attributes.forEach(({ levels }, a) => {
        levels.forEach((_, level) => {
          const from = cells.place(at, a, level);
          read(parts[a]!.levels[k]![level]!, from);
          read(parts[a]!.gaps[k]![level]!, from + 2);
        });
      });
    });
    if (single.length === 0) continue;
    const metrics = single.map((k) => job.metrics[k]!);
    const loss = losses.map(({ negative, positive }) =>
      positive.map((one, i) => (label[i] === 1 ? one : negative[i]!)),
    );
    const result = runEngine({
      ...job,
      label,
      loss,
      metrics,
      attributes: used,
      replicates: 0,
      permutations: 0,
      keepReplicates: false,
    });
    result.metrics.forEach((one, at) => {
      const k = single[at]!;
      put(overall[k]!, m, one.overall.value.value, one.overall.standardError.value);
      one.attributes.forEach(({ cells: levels, versusRest }, a) => {
        levels.forEach((cell, level) => {
          put(parts[a]!.levels[k]![level]!, m, cell.value.value, cell.standardError.value);
        });
        for (const gap of versusRest.gaps)
          put(parts[a]!.gaps[k]![gap.level]!, m, gap.value.value, gap.standardError.value);
      });
    });
  }
  const settle = (found: Series, patients: number): CombinedDraws | null =>
    combineDraws(found.values, found.errors, patients - 1);
  const everyone = ids.map((id, k) =>
    settle(overall[k]!, patientsBehind(id, run.byMetric.get(id)!.overall.counts)),
  );
  if (attributes.length === 0)
    return [new Map(ids.map((id, k) => [id, { overall: everyone[k]!, levels: [], gaps: [] }]))];
  return attributes.map((attribute, a) => {
    const metrics = ids.map((id, k): [string, DrawnMetric] => {
      const { cells } = run.byMetric.get(id)!.attributes[attribute.index]!;
      const levels = parts[a]!.levels[k]!.map((one, level) =>
        settle(one, patientsBehind(id, cells[level]!.counts)),
      );
      const gaps = parts[a]!.gaps[k]!.map((one) => settle(one, run.job.patientCount));
      return [id, { overall: everyone[k]!, levels, gaps }];
    });
    return new Map(metrics);
  });
}

/** Losses of the job by label, in the order of its columns. */
function lossesOf(
  { score, rowCount }: EngineJob,
  ids: readonly string[],
): { readonly negative: Float64Array; readonly positive: Float64Array }[] {
  const none = new Uint8Array(rowCount);
  const every = new Uint8Array(rowCount).fill(1);
  return ids.flatMap((id) => {
    const loss = id === 'brier' ? squaredErrors : id === 'log-loss' ? logLosses : null;
    // Losses are measured on scores only.
    return loss === null ? [] : [{ negative: loss(score!, none), positive: loss(score!, every) }];
  });
}

/** Fewest patients behind a metric's denominators, with the labels as given. */
function patientsBehind(
  metric: string,
  counts: {
    readonly patients: number;
    readonly positivePatients: number;
    readonly negativePatients: number;
  },
): number {
  if (['sensitivity', 'fnr'].includes(metric)) return counts.positivePatients;
  if (['specificity', 'fpr'].includes(metric)) return counts.negativePatients;
  if (['prevalence', 'selection-rate', 'accuracy', 'brier', 'log-loss'].includes(metric))
    return counts.patients;
  return Math.min(counts.positivePatients, counts.negativePatients);
}
